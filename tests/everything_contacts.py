"""The address book of the school in which every page has something on it: two groups, two tags, a contact with both."""

from tests.cast import NOW
from workchat.accounts.models import User
from workchat.contacts.models import Contact, ContactTag, Group, GroupMember, Tag
from workchat.contacts.search_token import seal_search
from workchat.contacts.write_words import write_words


def fill_labels() -> dict[str, list[int]]:
    """The ids, by the name that the addresses give them. Each contact can be found; the first has group and tag."""
    for row in Contact.select():
        write_words(row)
    first = Contact.select().order_by(Contact.id).first()
    first.approved_at = first.opted_out_at = NOW
    first.save()
    groups = [Group.create(name=name) for name in ("Turma 7º B", "Professores")]
    tags = [Tag.create(name=name) for name in ("Transporte", "Bolsa")]
    GroupMember.create(group=groups[0], contact=first)
    ContactTag.create(tag=tags[0], contact=first)
    return {"group_id": [row.id for row in groups], "tag_id": [row.id for row in tags]}


def searched() -> list[str]:
    """Addresses of lists in which something was looked for: found, and not found."""
    ana = User.get(role="administrator").id
    return [f"/contacts?find={seal_search(typed, ana)}&silent=yes" for typed in ("souza", "ninguem")]
