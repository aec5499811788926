"""The conversations of the demonstration, each from its first message to where it stands today."""

from datetime import datetime, timedelta

from workchat.accounts.models import Department, User
from workchat.chat.close import close
from workchat.chat.models import Message
from workchat.chat.reply import newest_answer, reply, reply_with_template, write_note
from workchat.chat.take import take
from workchat.chat.transfer import transfer
from workchat.demo.people import Family
from workchat.demo.stage import Course, Stage
from workchat.demo.talks import Talk
from workchat.intake.decide import decide
from workchat.settings.models import ClosingReason
from workchat.simulator import write
from workchat.simulator.models import Bubble
from workchat.whatsapp.models import Template

ANSWERERS = {"Secretaria": ("Bia", "Téo"), "Financeiro": ("Caio", "Téo"), "Coordenação": ("Lia", "Sara")}


def arrival(stage: Stage, family: Family, first: tuple[str, str], stop_at: str = "") -> Course:
    """The first message, and the answers to what the school asks; `stop_at` is the question left open."""
    sends(stage, family, *first)
    while (asked := stage.question_to(family)) and asked != stop_at:
        yield stage.soon(15, 50)
        if asked == "terms":
            stage.presses(family, "yes")
        elif asked == "data":
            stage.writes(family, answer_of(stage, family, authorises=stop_at != "authorisation"))
        elif asked == "authorisation":
            stage.presses(family, "yes")
        else:
            decide(stage.ticket_of(family).id, stage.staff["Bia"], True, stage.now)


def answer_of(stage: Stage, family: Family, authorises: bool) -> str:
    """Birth date and CPF as people write them."""
    born, cpf = family.birth_date, family.cpf
    dotted = f"{cpf[:3]}.{cpf[3:6]}.{cpf[6:9]}-{cpf[9:]}"
    said = stage.dice.choice((
        f"{born:%d/%m/%Y}, {dotted}",
        f"Nasci em {born.day}/{born.month}/{born.year} e meu CPF é {dotted}",
        f"{born:%d/%m/%Y} cpf {cpf}",
    ))  # fmt: skip
    return f"{said}, {stage.dice.choice(('autorizo', 'pode salvar', 'autorizo sim'))}" if authorises else said


def sends(stage: Stage, family: Family, sign: str, words: str) -> None:
    """One line of the family: a text, a file, a place or a reaction to the newest message of the school."""
    if sign == "<":
        stage.writes(family, family.says(words))
    elif sign == "location":
        stage.writes(family, write.location())
    elif sign == "reaction":
        ours = Bubble.select().where(Bubble.phone == family.phone, Bubble.from_school).order_by(Bubble.id.desc())
        stage.writes(family, write.reaction(ours.first().wa_id, words))
    else:
        stage.writes(family, write.media(sign, family.says(words)))


def reception(stage: Stage, family: Family, talk: Talk, stop_at: str) -> Course:
    """A new chat that still stands before its questions."""
    yield from arrival(stage, family, talk.lines[0], stop_at)


def refusal(stage: Stage, family: Family, talk: Talk) -> Course:
    """The family does not accept the terms."""
    sends(stage, family, *talk.lines[0])
    yield stage.soon(20, 90)
    stage.presses(family, "no")


def wait(stage: Stage, family: Family, talk: Talk, goes_to: str = "") -> Course:
    """Nobody has answered yet. `goes_to`: somebody moved the ticket to that department."""
    yield from arrival(stage, family, talk.lines[0])
    if talk.lines[1][0] not in (">", ">>", "#"):
        yield stage.soon(10, 20)
        sends(stage, family, *talk.lines[1])
    if goes_to:
        yield stage.soon(17 * 60, 19 * 60)
        move(stage, family, "Sara", goes_to)


def attendance(stage: Stage, family: Family, talk: Talk, stop: int = 99, end: str = "read") -> Course:
    """A person answers: the first `stop` lines of the talk. `end`: how far the last message of the school gets."""
    yield from arrival(stage, family, talk.lines[0])
    agent = stage.staff[stage.dice.choice(ANSWERERS[talk.department])]
    yield stage.soon(60, 300)
    if talk.department != "Secretaria":
        move(stage, family, "Bia", talk.department)
        yield stage.soon(60, 240)
    take(stage.ticket_of(family).id, agent, stage.now)
    lines = talk.lines[1:stop]
    for place, (sign, words) in enumerate(lines, start=1):
        yield stage.soon(*((40, 200) if sign in (">", ">>", "#") else (25, 240)))
        last = place == len(lines)
        says(stage, family, agent, sign, words, end if last else "delivered")
    if end == "read":
        yield stage.soon(10, 200)
        stage.looks(family)


def says(stage: Stage, family: Family, agent: User, sign: str, words: str, end: str) -> None:
    """One line of the talk, whoever it belongs to."""
    ticket = stage.ticket_of(family)
    if sign == "#":
        write_note(ticket.id, agent, words, stage.now)
    elif sign in (">", ">>"):
        if ticket.agent_id is None:  # it moved by itself meanwhile
            take(ticket.id, agent, stage.now)
        theirs = Message.select().where(Message.ticket == ticket, Message.direction == "in")
        quoted = theirs.order_by(Message.id.desc()).first().wa_id if sign == ">>" else None
        reply(ticket.id, agent, family.says(words), stage.now, newest_answer(ticket), quoted)
        stage.carry("delivered" if end == "read" else end)
    else:
        sends(stage, family, sign, words)


def whole(stage: Stage, family: Family, talk: Talk, thanks: bool) -> Course:
    """From the first word to the goodbye; some families thank once more."""
    yield from attendance(stage, family, talk)
    yield stage.soon(120, 900)
    goodbye(stage, family, talk.reason)
    yield stage.soon(20, 300)
    stage.looks(family)
    if thanks:
        stage.writes(family, "Obrigada! 🙏")


def silence(stage: Stage, family: Family, talk: Talk) -> Course:
    """The family never answered, and the window closed: WhatsApp takes no goodbye any more."""
    yield from attendance(stage, family, talk)
    yield stage.now + timedelta(hours=26)
    goodbye(stage, family, "Sem retorno da família")


def again(stage: Stage, family: Family, talk: Talk, at: datetime, words: str) -> Course:
    """After the first answer the family writes once more, at that moment, and waits."""
    yield from attendance(stage, family, talk, first_answer(talk))
    yield at
    stage.writes(family, words)


def late_word(stage: Stage, family: Family, talk: Talk, at: datetime, words: str, end: str) -> Course:
    """The school answers once more, at that moment. `end`: how far this message gets."""
    yield from attendance(stage, family, talk, first_answer(talk))
    yield at
    says(stage, family, stage.ticket_of(family).agent or stage.staff["Lia"], ">", words, end)


def resumed(stage: Stage, family: Family, talk: Talk, at: datetime) -> Course:
    """The window closed: the conversation goes on with an approved template."""
    yield from attendance(stage, family, talk, first_answer(talk))
    yield at
    ticket, template = stage.ticket_of(family), Template.get(Template.name == "documento_pronto")
    reply_with_template(ticket.id, ticket.agent, template, [], stage.now, newest_answer(ticket))
    stage.carry()


def first_answer(talk: Talk) -> int:
    """How many lines there are up to the first answer of the school."""
    return next(place for place, (sign, _) in enumerate(talk.lines) if sign.startswith(">")) + 1


def goodbye(stage: Stage, family: Family, reason: str) -> None:
    ticket = stage.ticket_of(family)
    by, why = ticket.agent or stage.staff["Lia"], ClosingReason.get(ClosingReason.name == reason)
    close(ticket.id, by, why, True, stage.now)
    stage.carry()


def move(stage: Stage, family: Family, by: str, to: str) -> None:
    department = Department.get(Department.name == to)
    transfer(stage.ticket_of(family).id, stage.staff[by], stage.now, department=department, tell=True)
    stage.carry()
