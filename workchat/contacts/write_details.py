"""A person of the school writes down who somebody is: name, phone, birth date, CPF, groups and tags."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from workchat.accounts.models import AuditEntry, User
from workchat.accounts.rules import Refused, normal_name
from workchat.contacts.details import Details
from workchat.contacts.kept_silence import is_silenced
from workchat.contacts.labels import TAGS, find_or_make
from workchat.contacts.models import Contact, ContactTag, Group, GroupMember, Tag, find
from workchat.contacts.rules import NAMELESS, age, clean_name, find_cpfs, phone_key
from workchat.intake.rules import ADULT, CHILD
from workchat.settings.models import Settings


class PhoneKnown(Refused):
    """The phone is somebody else's: `contact`, to be opened instead."""

    def __init__(self, contact: Contact) -> None:
        super().__init__("phone", "Este telefone já é de outro contato.")
        self.contact = contact


def read_name(typed: str) -> str:
    """:raises Refused: when nothing readable was typed, or a CPF, which must never be stored in clear."""
    name = clean_name(typed)
    if name == NAMELESS:
        raise Refused("name", "Digite o nome do contato.")
    if find_cpfs(typed):
        raise Refused("name", "O nome tem um CPF dentro. O CPF tem o seu próprio campo.")
    return name


def check_phone(phone: str, contact: Contact | None = None) -> None:
    """:raises PhoneKnown: when somebody else has it, in either ninth-digit form, as their own or another phone."""
    holder = find(phone, None) if phone else None
    if holder is not None and holder != contact:
        raise PhoneKnown(holder)


def take_phone(contact: Contact, phone: str) -> None:
    """Give the contact this phone, inside the caller's transaction; who wanted silence on it keeps that."""
    contact.wa_id = phone or None
    contact.phone_key = phone_key(phone) if phone else None
    contact.opted_out_at = contact.opted_out_at or is_silenced(contact.phone_key)


def take_data(contact: Contact, details: Details, by: User, now: datetime) -> bool:
    """Birth date and CPF. False: under 12, so that the CPF was not kept (LGPD art. 14: no more data than needed)."""
    if contact.birth_date != details.birth_date:
        contact.birth_date, contact.birth_date_edited = details.birth_date, True
    years = age(details.birth_date, today(now)) if details.birth_date else None
    contact.is_minor = years is not None and years < ADULT
    is_child = years is not None and years < CHILD
    had = contact.cpf_fingerprint
    if is_child or details.forgets_cpf:
        contact.sealed_cpf = contact.cpf_fingerprint = None
    elif details.cpf:
        contact.keep_cpf(details.cpf)
    contact.cpf_edited = contact.cpf_edited or (contact.cpf_fingerprint != had and not is_child)
    _tell_cpf(contact, had, by, now)
    return not (is_child and bool(details.cpf or had))


def _tell_cpf(contact: Contact, had: str | None, by: User, now: datetime) -> None:
    """The history says that it changed, never what it is."""
    if contact.cpf_fingerprint == had:
        return
    after = "apagado" if contact.cpf_fingerprint is None else "alterado" if had else "informado"
    AuditEntry.create(at=now, user=by, area="contacts", subject=subject_of(contact.id), field="CPF", after=after)


def join(contact: Contact, details: Details, now: datetime) -> None:
    """Be in these groups and have these tags, and no others. A new tag is made unless one is called so already."""
    _only(GroupMember, "group", contact, {row.id for row in Group.select().where(Group.id.in_(details.groups))})
    tags = {row.id for row in Tag.select().where(Tag.id.in_(details.tags))}
    if normal_name(details.new_tag):
        tags.add(_tag_named(details.new_tag, now).id)
    _only(ContactTag, "tag", contact, tags)


def _only(link: type, what: str, contact: Contact, wanted: set[int]) -> None:
    column = getattr(link, what)
    link.delete().where(link.contact == contact, column.not_in(wanted)).execute()
    for row_id in sorted(wanted):
        link.insert({column: row_id, link.contact: contact}).on_conflict_ignore().execute()


def _tag_named(name: str, now: datetime) -> Tag:
    try:
        return find_or_make(TAGS, name, now)
    except Refused as refused:
        raise Refused("new_tag", refused.message) from None


def subject_of(contact_id: int) -> str:
    """How the history names a contact: without anything personal."""
    return f"Contato {contact_id}"


def today(now: datetime) -> date:
    """The date on the school's wall clock."""
    return now.replace(tzinfo=UTC).astimezone(ZoneInfo(Settings.current().timezone)).date()
