"""What may go wrong when a message goes to so many, in plain words. Pure."""

from dataclasses import dataclass

CALM, RISKY = 20, 10  # seconds between two messages
NO_PROMISE = "Nenhum intervalo garante que o número não será bloqueado."


@dataclass(frozen=True)
class Facts:
    """What the review knows. `interval`: seconds; `limit`: people in 24 hours; `days`: on which something leaves."""

    people: int
    never_wrote: int
    category: str
    interval: int
    is_first: bool
    limit: int
    days: int


def risks(facts: Facts) -> list[tuple[str, str]]:
    """(severity "warn" or "info", sentence), the worst first."""
    found = []
    if facts.interval < CALM:
        level = "bem curto" if facts.interval < RISKY else "curto"
        found.append(
            ("warn", f"O intervalo de {facts.interval} segundos é {level}: o risco de bloqueio do número aumenta.")
        )
    if facts.never_wrote:
        found.append(("warn" if facts.never_wrote * 4 > facts.people else "info", _strangers(facts)))
    if facts.category == "MARKETING":
        found.append(
            ("warn", "Modelo de marketing: o WhatsApp limita quantos cada pessoa recebe, e alguns podem não chegar.")
        )
    if facts.is_first:
        found.append(
            (
                "info",
                "É a primeira mensagem agendada deste número. Comece por um grupo pequeno e que espera a mensagem.",
            )
        )
    if facts.days > 1 and facts.people > facts.limit:
        limit = f"{facts.limit:,}".replace(",", ".")
        found.append(
            ("info", f"Este número alcança até {limit} pessoas em 24 horas, por isso o envio se divide em dias.")
        )
    return sorted(found, key=lambda one: one[0] != "warn")


def _strangers(facts: Facts) -> str:
    if facts.never_wrote == 1:
        return "1 contato nunca escreveu para a escola. Quem não reconhece o número pode bloquear ou denunciar."
    count = f"{facts.never_wrote:,}".replace(",", ".")
    return f"{count} contatos nunca escreveram para a escola. Quem não reconhece o número pode bloquear ou denunciar."
