"""The people of the tests, by what they may do: Ana administers, Bia and Caio answer, Marta writes from WhatsApp."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from werkzeug.security import generate_password_hash

from workchat.accounts.models import Department, Membership, User
from workchat.chat.models import WAITING, Message, Ticket, next_protocol
from workchat.contacts.models import Contact
from workchat.contacts.rules import phone_key
from workchat.contacts.write_words import write_first_words
from workchat.outbox.models import BULK, REPLY, Lane
from workchat.settings.models import Settings
from workchat.vault import vault
from workchat.whatsapp import models as whatsapp

NOW = datetime(2026, 11, 23, 13, 0)  # a Monday, 10:00 in São Paulo; naive UTC
PASSWORD = "uma frase comprida da escola"
APP_SECRET = "segredo-de-teste"
TOKEN = "token-de-teste-que-nao-pode-vazar"
# The real scrypt costs 80 ms a person: the tests' people share one cheap hash.
PASSWORD_HASH = generate_password_hash(PASSWORD, method="pbkdf2:sha256:1")


@dataclass
class Cast:
    ana: User  # administrator
    sara: User  # supervisor
    bia: User  # answers in the Secretaria
    caio: User  # answers in the Financeiro: must not see the Secretaria's tickets
    secretaria: Department
    financeiro: Department
    number: whatsapp.Number
    settings: Settings


def person(name: str, role: str, *departments: Department) -> User:
    email = f"{name.split()[0].lower()}@escola.example"
    user = User.create(name=name, email=email, role=role, password_hash=PASSWORD_HASH, created_at=NOW)
    for department in departments:
        Membership.create(user=user, department=department)
    return user


def number(name: str = "Secretaria", phone_number_id: str = "1000", **columns: object) -> whatsapp.Number:
    row = whatsapp.Number(
        name=name, phone_number_id=phone_number_id, account_id="2000", display_phone="551133330000",
        verify_token="confere", created_at=NOW, **columns,
    )  # fmt: skip
    row.sealed_token = vault.seal(TOKEN, whatsapp.TOKEN)
    row.sealed_app_secret = vault.seal(APP_SECRET, whatsapp.APP_SECRET)
    row.save()
    long_ago = NOW - timedelta(days=1)
    for kind in (REPLY, BULK):
        Lane.create(number=row, kind=kind, next_at=long_ago, spaced_at=long_ago, lease_until=long_ago)
    return row


def make_cast() -> Cast:
    secretaria = Department.create(name="Secretaria")
    financeiro = Department.create(name="Financeiro")
    settings = Settings.current()
    settings.school_name = "Escola Aurora"
    settings.save()
    return Cast(
        ana=person("Ana Prado", "administrator"),
        sara=person("Sara Lima", "supervisor"),
        bia=person("Bia Rocha", "agent", secretaria),
        caio=person("Caio Reis", "agent", financeiro),
        secretaria=secretaria,
        financeiro=financeiro,
        number=number(),
        settings=settings,
    )


def contact(name: str = "Marta Souza", wa_id: str = "5511987654321", **columns: object) -> Contact:
    row = Contact(name=name, wa_id=wa_id, phone_key=phone_key(wa_id), created_at=NOW, saved_at=NOW, **columns)
    row.rename(name)
    row.save()
    write_first_words(row)
    return row


def ticket(cast: Cast, who: Contact | None = None, state: str = WAITING, at: datetime = NOW, **columns) -> Ticket:
    """An open ticket with one message of the contact, waiting since `at`."""
    day = f"{at:%Y%m%d}"
    row = Ticket.create(
        protocol=f"{day}-{next_protocol(day):04}", number=cast.number, contact=who or contact(), state=state,
        **{"opened_at": at, "last_message_at": at, "last_inbound_at": at, "waiting_since": at,
           "last_text": "Bom dia", "unread": 1, **columns},
    )  # fmt: skip
    Message.create(ticket=row, number=cast.number, contact=row.contact_id, direction="in", kind="text",
                   text="Bom dia", wa_id=f"wamid.{row.protocol}", at=at, created_at=at)  # fmt: skip
    return row
