"""The pages of single contacts in the filled school: one of every standing, and two to be joined."""

from tests.cast import NOW, Cast, contact
from workchat.accounts.models import AuditEntry
from workchat.chat.models import Ticket
from workchat.contacts.models import Contact, ContactAlias, ContactTag, Group, GroupMember, Tag
from workchat.intake.models import Consent

CPF = "39053344705"


def fill_people(cast: Cast) -> dict[str, list[int]]:
    """Approved with everything; silent; waiting to be approved; erased."""
    full = contact("Lia Prates", "5511911112001", approved_at=NOW, approved_by=cast.bia, birth_date=NOW.date())
    full.keep_cpf(CPF)
    full.save()
    ContactAlias.create(contact=full, wa_id="5511911112002", phone_key="5511911112002")
    GroupMember.create(contact=full, group=Group.get_or_create(name="Turma B")[0])
    ContactTag.create(contact=full, tag=Tag.get_or_create(name="Bolsista")[0])
    AuditEntry.create(
        user=cast.ana, area="contacts", subject=f"Contato {full.id}", field="Nome", before="Li", after="Lia"
    )
    for purpose, answer in (("terms", "accepted"), ("data", "refused")):
        Consent.create(contact=full, ticket=Ticket.get(), purpose=purpose, answer=answer, text_sha256="0",
                       raw_answer="ok", recorded_by=cast.bia)  # fmt: skip
    silent = contact("Lia P.", "5511911112003", opted_out_at=NOW, birth_date=NOW.date().replace(year=1990))
    silent.keep_cpf("52998224725")
    silent.save()
    erased = contact("Contato apagado", "5511911112004", erased_at=NOW)
    waiting = Contact.get(Contact.name == "Rui")
    return {"contact_id": [full.id, silent.id, waiting.id, Ticket.get().contact_id, erased.id]}


def joining() -> list[str]:
    """The review of two contacts."""
    one, other = (Contact.get(Contact.name == name).id for name in ("Lia Prates", "Lia P."))
    return [f"/contacts/{one}/merge/{other}"]
