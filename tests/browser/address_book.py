"""Every page of WorkChat with an address that exists: a school in which each list holds something."""

from collections.abc import Iterator
from itertools import product
from types import SimpleNamespace
from urllib.request import Request, urlopen

from tests.announcements import announcements
from tests.cast import contact, number
from tests.everything_contacts import fill_labels, searched
from tests.everything_imports import fill_imports
from tests.everything_people import fill_people
from tests.everything_students import fill_students
from tests.everything_totvs import fill_totvs
from tests.live import LiveSchool
from tests.meta import posted, raw, sign, text
from workchat import create_app
from workchat.chat.models import Ticket
from workchat.db import utcnow
from workchat.settings.models import ClosingReason, Settings

MACHINES = {"static", "webhook", "simulator_api", "probes"}
# Answers for a part of a page, or a file: no page of their own.
PIECES = {"chat.news", "chat.news_of_list", "chat.final_text", "chat.media",
          "simulator.news", "simulator.file", "scheduled.news_of_list", "scheduled.news_of_one",
          "scheduled.news_of_test", "scheduled.media", "contacts.import_example",
          "contacts.import_progress", "students.sync_progress", "totvs.news_of_test", "totvs.steps",
          "students.upload_example", "status.news"}  # fmt: skip
# The same page for each thing that it is about: looked at for this one of them only.
STEPS = {"chat.contact": 0, "chat.transfer_ticket": 0, "chat.close_ticket": 0, "contacts.edit_person": 0,
         "contacts.erase_person": 0, "contacts.messages_to": 0, "contacts.changes_of": 0, "contacts.other_contact": 0,
         "contacts.merge_contacts": 0, "contacts.group": 0, "contacts.tag": 0, "scheduled.edit": 0,
         "scheduled.review": 0, "scheduled.cancel_message": 1, "scheduled.reschedule_message": 1,
         "students.sync_cancel": 3}  # fmt: skip
DOORS = {"accounts.sign_in", "accounts.set_up_school", "accounts.access", "accounts.home"}  # for somebody not signed in


def furnish(school: LiveSchool, staff) -> dict[str, list]:
    """Something in every list. Gives the values of the addresses' variables."""
    Settings.update(restriction="manual", privacy_url="https://aurora.example/termo").execute()
    for name in ("Marta", "João"):
        school.writes(name, "Oi", "Preciso do boleto de novembro da Sofia, *por favor*")
        assert school.until(lambda name=name: school.texts(name))
    school.presses("João", "Aceito")
    school.writes("João", "nasci em 5/3/98 e meu cpf é 529.982.247-25, pode salvar")
    assert school.until(lambda: Ticket.select().where(Ticket.unread > 0).count() == 2)
    real = number("Coordenação", active=False)
    _keep_one_update(school)
    tickets = [row.id for row in Ticket.select().order_by(Ticket.id)]
    school.rests()  # what is made now stays in its state
    return {
        "user_id": [staff.bia.id],
        "department_id": [staff.secretaria.id],
        "ticket_id": tickets,
        "reason_id": [ClosingReason.get().id],
        "number_id": [school.number.id, real.id],
        "phone_id": [school.phone("Marta").id],
        "tab": ["general", "closing-reasons"],
        **_contacts(staff),
        **announcements(SimpleNamespace(number=school.number, ana=staff.ana), utcnow()),
    }


def _contacts(staff) -> dict[str, list]:
    """People of every standing, groups, tags, and a spreadsheet at each step."""
    contact("Rui", "5511911110002")
    people = fill_people(staff)
    people["other_id"] = people["contact_id"][1:2]
    return people | fill_labels() | fill_imports(staff) | fill_totvs(staff, fill_students(staff))


def _keep_one_update(school: LiveSchool) -> None:
    """A message for a number that the school has not connected."""
    body = raw(posted(text("oi"), number="7777"))
    signed = {"X-Hub-Signature-256": sign(school.number.app_secret, body), "Content-Type": "application/json"}
    urlopen(Request(f"{school.url}/whatsapp/webhook", body, signed)).close()


def pages(school: LiveSchool, known: dict[str, list]) -> Iterator[str]:
    """The address of every page that a signed-in administrator can open."""
    app = create_app(school.config)
    addresses = app.url_map.bind("")
    for rule in app.url_map.iter_rules():
        if "GET" not in rule.methods or rule.endpoint.split(".")[0] in MACHINES or rule.endpoint in PIECES | DOORS:
            continue
        variables = list(rule._converters)
        assert all(name in known for name in variables), f"how is {rule} opened?"
        values = [dict(zip(variables, each, strict=True)) for each in product(*(known[name] for name in variables))]
        one = STEPS.get(rule.endpoint)
        for value in values if one is None else values[one : one + 1]:
            yield addresses.build(rule.endpoint, value)
    yield from searched()
