"""What the tests of people do again and again: invite, edit, look into the history, knock at the door."""

from urllib.parse import urlsplit

from tests.cast import NOW
from tests.page import submit, words
from workchat.accounts import sign_in as door
from workchat.accounts.models import AuditEntry, User


def invite(client, **more) -> str:
    """Invite Dora; the path of the link that the page shows."""
    form = {"name": "Dora Alves", "email": "dora@escola.example", "role": "agent", **more}
    answer = submit(client, "/people/new", form)
    assert answer.status_code == 200, words(answer)
    return urlsplit(words(answer, "#access-link")).path


def history(field: str) -> list[tuple[str, str]]:
    rows = AuditEntry.select().where(AuditEntry.area == "people", AuditEntry.field == field).order_by(AuditEntry.id)
    return [(row.before, row.after) for row in rows]


def edit(client, person: User, **changes):
    form = {"name": person.name, "email": person.email, "role": person.role, **changes}
    return submit(client, f"/people/{person.id}", form)


def words_of(element) -> str:
    return " ".join(element.get_text(" ").split())


def knock(email: str, password: str = "errada errada errada", now=NOW, address: str = "10.0.0.9") -> door.Attempt:
    return door.sign_in(email, password, address, now)
