"""What may go wrong when a message goes to so many, in plain words. Pure."""

from dataclasses import dataclass

from workchat.text.numbers import dotted

CALM, RISKY = 20, 10  # seconds between two messages
MARKETING = "Modelo de marketing: o WhatsApp limita quantos cada pessoa recebe, e alguns podem não chegar."
FIRST = "É a primeira mensagem agendada deste número. Comece por um grupo pequeno e que espera a mensagem."


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
    many_strangers = facts.never_wrote * 4 > facts.people
    told = (
        ("warn", facts.interval < CALM, _interval(facts.interval)),
        ("warn" if many_strangers else "info", facts.never_wrote, _strangers(facts.never_wrote)),
        ("warn", facts.category == "MARKETING", MARKETING),
        ("info", facts.is_first, FIRST),
        ("info", facts.days > 1 and facts.people > facts.limit, _limit(facts.limit)),
    )
    return sorted(((level, words) for level, is_so, words in told if is_so), key=lambda one: one[0] != "warn")


def _interval(seconds: int) -> str:
    level = "bem curto" if seconds < RISKY else "curto"
    return f"O intervalo de {seconds} segundos é {level}: o risco de bloqueio do número aumenta."


def _limit(limit: int) -> str:
    return f"Este número alcança até {dotted(limit)} pessoas em 24 horas, por isso o envio se divide em dias."


def _strangers(count: int) -> str:
    many = f"{dotted(count)} contatos nunca escreveram para a escola."
    one = "1 contato nunca escreveu para a escola."
    return f"{one if count == 1 else many} Quem não reconhece o número pode bloquear ou denunciar."
