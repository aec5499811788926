"""What the school knows of a person and types itself: read from a form, said in words, and whether it changed."""

from dataclasses import dataclass
from datetime import date

from workchat.contacts.models import Contact, ContactTag, Group, GroupMember, Tag
from workchat.contacts.rules import format_phone
from workchat.vault import vault

NOTHING = "(vazio)"


@dataclass(frozen=True)
class Details:
    """What somebody typed. `phone`: digits with the country, "" = none. `cpf`: "" keeps the one there is."""

    name: str
    phone: str
    birth_date: date | None = None
    cpf: str = ""
    forgets_cpf: bool = False
    groups: frozenset[int] = frozenset()
    tags: frozenset[int] = frozenset()
    new_tag: str = ""


def spoken(contact: Contact) -> dict[str, str]:
    """Label on the page -> what it says now. The CPF masked: for a page, not for the history."""
    born = contact.birth_date
    return {
        "Nome": contact.name,
        "Telefone": format_phone(contact.wa_id or ""),
        "Nascimento": f"{born:%d/%m/%Y}" if born else "",
        "CPF": contact.masked_cpf,
        "Grupos": ", ".join(group.name for group in groups_of(contact)),
        "Tags": ", ".join(tag.name for tag in tags_of(contact)),
    }


def groups_of(contact: Contact) -> list[Group]:
    return list(Group.select().join(GroupMember).where(GroupMember.contact == contact).order_by(Group.name))


def tags_of(contact: Contact) -> list[Tag]:
    return list(Tag.select().join(ContactTag).where(ContactTag.contact == contact).order_by(Tag.name))


def marks(contact: Contact) -> str:
    """What the form carries to notice that a colleague was faster: a keyed hash of each field, nothing readable."""
    known = spoken(contact) | {"CPF": contact.cpf_fingerprint or ""}
    return ".".join(vault.fingerprint(f"{contact.id} {label} {value}")[:12] for label, value in known.items())


def changed_since(contact: Contact, seen: str) -> list[str]:
    """The labels of what is no longer as the form showed it; all of them when the marks are not ours."""
    labels, then, now = list(spoken(contact)), seen.split("."), marks(contact).split(".")
    if len(then) != len(now):
        return labels
    return [label for label, was, is_now in zip(labels, then, now, strict=True) if was != is_now]
