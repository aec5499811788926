"""The main job end to end over real HTTP: a school is set up through its pages, then families write on WhatsApp.

The texts are compared word for word where they arrive: on the phones.
"""

from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from datetime import timedelta

import pytest

from tests.live import LiveSchool, fresh_postgres, living
from tests.wire.visitor import Visitor
from workchat.accounts.models import Department, User
from workchat.accounts.set_up import make_link
from workchat.chat.models import ATTENDING, CLOSED, INTAKE, WAITING, Ticket
from workchat.chat.transfer import transfer_all_due
from workchat.contacts.models import Contact
from workchat.db import utcnow
from workchat.intake.models import Consent
from workchat.outbox.deliver import Deliverer
from workchat.settings.models import ClosingReason
from workchat.simulator import write
from workchat.whatsapp.connect import api_of

PASSWORD = "uma frase comprida da escola"
LINK = "https://escola.example/privacidade"
TERMS = f"Antes de continuar, leia o nosso termo de privacidade:\n{LINK}\n\nVocê aceita?"
REQUEST = "{{primeiro_nome}}, mande a data de nascimento e o CPF."
REFUSAL = "Tudo bem. Ligue para (11) 3333-0000."
TRANSFERRED = "O setor {{departamento}} vai continuar com você."
AUTHORISE = "Obrigado! Você autoriza a escola a guardar a sua data de nascimento e o seu CPF?"


@pytest.fixture(params=["sqlite", "postgres"])
def school(request, tmp_path):
    if request.param == "sqlite":
        with living(tmp_path, with_worker=False) as school:
            yield school
    else:
        with (
            fresh_postgres(request.getfixturevalue("postgres_url")) as url,
            living(tmp_path, url, with_worker=False) as school,
        ):
            yield school


def send_all(school: LiveSchool) -> None:
    """The worker's part, in a thread as there: everything that may leave leaves, and the ticks come back."""
    deliverer = Deliverer(api_of(school.config))
    with ThreadPoolExecutor(1) as worker:
        while worker.submit(deliverer.deliver_next).result():
            pass
    assert school.postman.idle(60)


def set_up(ana: Visitor, bia: Visitor) -> None:
    """Ana sets the school up and invites Bia, who chooses her password. Both are signed in."""
    ana.send(
        f"/set-up/{make_link(utcnow())}", school_name="Escola Aurora", name="Ana Prado", email="ana@escola.example",
        password=PASSWORD, again=PASSWORD,
    )  # fmt: skip
    for department in ("Secretaria", "Financeiro"):
        ana.send("/departments/new", name=department)
    secretaria = Department.get(Department.name == "Secretaria")
    link = ana.send(
        "/people/new", expect=200, name="Bia Rocha", email="bia@escola.example", role="agent",
        departments=secretaria.id,
    )  # fmt: skip
    access = link.select_one("#access-link").get_text().strip()
    bia.send(access[access.index("/access/") :], password=PASSWORD, again=PASSWORD)


def configure(ana: Visitor) -> None:
    secretaria = Department.get(Department.name == "Secretaria")
    ana.send("/settings/general", "form#general", interval_seconds="20",
             welcome_text="Olá, {{primeiro_nome}}! Aqui é a {{escola}}.",
             closing_text="Obrigado, {{nome}}. Protocolo {{protocolo}}.")  # fmt: skip
    ana.send("/settings/transfer", "form#transfer", transfer_to="department", transfer_department=secretaria.id,
             transfer_wait_minutes="10", transfer_text=TRANSFERRED)  # fmt: skip
    ana.send("/settings/contacts", "form#contacts", restriction="automatic", request_text=REQUEST)
    ana.send("/settings/privacy", "form#privacy", privacy_url=LINK, refusal_text=REFUSAL)
    ana.send("/settings/closing-reasons/new", name="Matrícula", text="A matrícula de {{nome}} está feita.",
             forces_text="y")  # fmt: skip
    ana.send("/settings/closing-reasons/new", name="Engano")


def ticket_of(name: str) -> Ticket:
    mine = Contact.get(Contact.name.startswith(name))
    return Ticket.select().where(Ticket.contact == mine).order_by(Ticket.id.desc()).get()


def writes_before(school: LiveSchool, name: str, text: str, minutes: int) -> None:
    """A message that WhatsApp stamped some minutes ago."""
    at = utcnow() - timedelta(minutes=minutes)
    school.post(write.write(school.number, school.phone(name), write.text(text), at))


def test_a_school_from_the_set_up_link_to_every_goodbye(school: LiveSchool):
    with closing(Visitor(school.config.port)) as ana, closing(Visitor(school.config.port)) as bia:
        set_up(ana, bia)
        configure(ana)
        marta_goes_all_the_way(school)
        transferred_and_answered(school, bia)
        closed_with_each_kind_of_reason(school, bia)
        joao_refuses_and_comes_back(school)
        a_child_reaches_a_person(school)


def marta_goes_all_the_way(school: LiveSchool) -> None:
    writes_before(school, "Marta", "oi", 11)
    school.writes("Marta", "bom dia", "preciso do boleto")  # a burst, before the question left
    send_all(school)
    assert school.texts("Marta") == [f"Olá, Marta! Aqui é a Escola Aurora.\n\n{TERMS}"]
    assert ticket_of("Marta").state == INTAKE and Consent.select().count() == 0
    school.presses("Marta", "Aceito")
    send_all(school)
    assert school.texts("Marta")[1:] == ["Marta, mande a data de nascimento e o CPF."]
    school.writes("Marta", "nasci em 5/3/98 e meu cpf é 529.982.247-26")
    send_all(school)
    assert school.texts("Marta")[2:] == ["O CPF não confere. Confira os números e mande de novo."]
    school.writes("Marta", "529.982.247-25")
    send_all(school)
    assert school.texts("Marta")[3:] == [AUTHORISE]
    school.presses("Marta", "Autorizo")
    assert Contact.get(Contact.name.startswith("Marta")).cpf == "52998224725"
    assert ticket_of("Marta").state == WAITING
    assert [row.answer for row in Consent.select().order_by(Consent.id)] == ["accepted", "accepted"]


def transferred_and_answered(school: LiveSchool, bia: Visitor) -> None:
    assert transfer_all_due(utcnow()) == 1
    assert transfer_all_due(utcnow()) == 0
    send_all(school)
    assert school.texts("Marta")[4:] == ["O setor Secretaria vai continuar com você."]
    ticket = ticket_of("Marta")
    assert (ticket.department.name, ticket.agent) == ("Secretaria", None)
    assert "Marta Souza" in bia.open("/chat?queue=waiting").get_text()
    bia.send(f"/chat/{ticket.id}", "form.composer", text="Bom dia! O boleto de *novembro* está a caminho.")
    send_all(school)
    assert school.texts("Marta")[5:] == ["Bom dia! O boleto de *novembro* está a caminho."]
    answered = ticket_of("Marta")
    assert (answered.state, answered.agent, answered.waiting_since) == (ATTENDING, User.get(name="Bia Rocha"), None)


def closed_with_each_kind_of_reason(school: LiveSchool, bia: Visitor) -> None:
    """Its own text that is forced; none of its own, so the general one; and the sending unticked."""
    forced, plain = ClosingReason.get(name="Matrícula"), ClosingReason.get(name="Engano")
    first = ticket_of("Marta")
    bia.send(f"/chat/{first.id}/close", reason=forced.id, send_text="")
    send_all(school)
    assert school.texts("Marta")[6:] == ["A matrícula de Marta Souza está feita."]
    for text, ticked in (("y", True), ("", False)):
        before = len(school.texts("Marta"))
        school.writes("Marta", "preciso de mais uma coisa")
        send_all(school)
        assert school.texts("Marta")[before:] == [f"Olá, Marta! Aqui é a Escola Aurora.\n\n{TERMS}"]
        school.presses("Marta", "Aceito")
        ticket = ticket_of("Marta")
        assert ticket.state == WAITING, "an approved contact is not asked again"
        fields = {"send_text": text} if ticked else {"send_text": ""}
        bia.send(f"/chat/{ticket.id}/close", reason=plain.id, **fields)
        send_all(school)
        goodbye = [f"Obrigado, Marta Souza. Protocolo {ticket.protocol}."] if ticked else []
        assert school.texts("Marta")[before + 1 :] == goodbye
        assert ticket_of("Marta").state == CLOSED


def joao_refuses_and_comes_back(school: LiveSchool) -> None:
    school.writes("João", "boa tarde")
    send_all(school)
    school.presses("João", "Não aceito")
    send_all(school)
    assert school.texts("João") == [f"Olá, João! Aqui é a Escola Aurora.\n\n{TERMS}", REFUSAL]
    refused = ticket_of("João")
    assert (refused.state, refused.closing_note) == (CLOSED, "Termo recusado")
    school.writes("João", "e o uniforme?")
    assert ticket_of("João") == refused and refused.is_open is False
    school.writes("João", "aceito")
    send_all(school)
    assert school.texts("João")[2:] == ["João, mande a data de nascimento e o CPF."]
    assert ticket_of("João").id == refused.id and ticket_of("João").state == INTAKE


def a_child_reaches_a_person(school: LiveSchool) -> None:
    school.writes("Luciana", "oi")
    send_all(school)
    school.presses("Luciana", "Aceito")
    send_all(school)
    school.writes("Luciana", "nasci em 10/05/2017, cpf 111.444.777-35")
    send_all(school)
    assert school.texts("Luciana")[2:] == ["Certo! Uma pessoa da escola vai continuar o atendimento com você por aqui."]
    assert Contact.get(Contact.name.startswith("Luciana")).sealed_cpf is None
    assert ticket_of("Luciana").state == WAITING
