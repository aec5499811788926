"""What may go wrong when a message goes to so many, in plain words. Pure."""

from dataclasses import dataclass, field

from workchat.text.numbers import dotted

CALM, RISKY = 20, 10  # seconds between two messages
MARKETING = "Modelo de marketing: o WhatsApp limita quantos cada pessoa recebe, e alguns podem não chegar."
FALLBACKS = {"aluno": "seu filho ou sua filha", "turma": "a turma"}
FIRST = "É a primeira mensagem agendada deste número. Comece por um grupo pequeno e que espera a mensagem."


@dataclass(frozen=True)
class Facts:
    """What the review knows. `interval`: seconds; `limit`: people in 24 hours; `days`: on which something leaves.

    `without_students`: of those reached, how many have nothing for a variable of students that has no fallback.
    """

    people: int
    never_wrote: int
    category: str
    interval: int
    is_first: bool
    limit: int
    days: int
    without_students: dict[str, int] = field(default_factory=dict)


def risks(facts: Facts) -> list[tuple[str, str]]:
    """(severity "warn" or "info", sentence), the worst first."""
    many_strangers = facts.never_wrote * 4 > facts.people
    told = (
        ("warn", facts.interval < CALM, _interval(facts.interval)),
        ("warn" if many_strangers else "info", facts.never_wrote, _strangers(facts.never_wrote)),
        ("warn", facts.category == "MARKETING", MARKETING),
        ("info", facts.is_first, FIRST),
        ("info", facts.days > 1 and facts.people > facts.limit, _limit(facts.limit)),
        *(
            ("warn", count, _without(name, count, bool(facts.category)))
            for name, count in facts.without_students.items()
        ),
    )
    return sorted(((level, words) for level, is_so, words in told if is_so), key=lambda one: one[0] != "warn")


def _interval(seconds: int) -> str:
    level = "bem curto" if seconds < RISKY else "curto"
    return f"O intervalo de {seconds} segundos é {level}: o risco de bloqueio do número aumenta."


def _limit(limit: int) -> str:
    return f"Este número alcança até {dotted(limit)} pessoas em 24 horas, por isso o envio se divide em dias."


def _without(variable: str, count: int, is_template: bool) -> str:
    """WhatsApp refuses a template with an empty gap, so that it does not even leave."""
    what = "turma" if variable == "turma" else "aluno"
    who = f"1 contato não tem {what}" if count == 1 else f"{dotted(count)} contatos não têm {what}"
    instead = f"{{{{{variable}|{FALLBACKS[variable]}}}}}"
    nothing = ", e quem ficaria com um campo vazio não recebe" if is_template else ""
    return f"{who}: no lugar de {{{{{variable}}}}} não vai nada{nothing}. Diga o que vai ali, assim: {instead}."


def _strangers(count: int) -> str:
    many = f"{dotted(count)} contatos nunca escreveram para a escola."
    one = "1 contato nunca escreveu para a escola."
    return f"{one if count == 1 else many} Quem não reconhece o número pode bloquear ou denunciar."
