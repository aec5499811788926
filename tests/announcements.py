"""Scheduled messages in every state, with recipients in every state: for the pages' tests and the hostile walks."""

import hashlib
import struct
from datetime import datetime, timedelta

from tests.cast import Cast
from tests.families import answers, course, school_class, status, student
from workchat.contacts.models import Contact, Group, GroupMember, Tag
from workchat.outbox.models import BULK, Delivery, Lane
from workchat.outbox.rules import STATUS_WORDS
from workchat.scheduled.models import Attachment, AudiencePart, ScheduledMessage
from workchat.scheduled.record import record
from workchat.whatsapp.models import Template

PNG = (b"\x89PNG\r\n\x1a\n" + struct.pack(">I4sIIBBBBB", 13, b"IHDR", 640, 480, 8, 2, 0, 0, 0)
       + b"\x00\x00\x00\x00" + struct.pack(">I4s", 0, b"IEND") + b"\xaeB`\x82")  # fmt: skip
PDF = b"%PDF-1.4\n%%EOF\n"
STATES = ("draft", "scheduled", "sending", "paused", "stopped", "late", "done", "cancelled")


def announcement(cast: Cast, now: datetime, state: str = "draft", **columns: object) -> ScheduledMessage:
    """One message for all saved contacts; `stopped` and `late` are paused ones."""
    began = state not in ("draft", "scheduled", "late")
    kinds = {"stopped": ("stopped", "5 envios seguidos falharam."), "paused": ("person", ""),
             "late": ("late", "Este envio atrasou 3 h: o WorkChat estava desligado na hora marcada.")}  # fmt: skip
    kind, why = kinds.get(state, ("", ""))
    row = ScheduledMessage.create(**{
        "title": f"Reunião de pais {state}", "number": cast.number, "text": "Olá, {{primeiro_nome|família}}!",
        "state": "paused" if kind else state, "paused_kind": kind, "paused_why": why, "created_by": cast.ana,
        "created_at": now, "due_at": now + timedelta(days=1) if state == "scheduled" else now - timedelta(hours=3),
        "started_at": now - timedelta(minutes=20) if began else None, "drawn_at": now if began else None,
        "resumed_at": now - timedelta(minutes=20) if began else None, "expected": 4,
        "finished_at": now if state in ("done", "cancelled") else None, "form_key": f"{state}-{now:%f}",
    } | ({"due_at": None} if state == "draft" else {}) | columns)  # fmt: skip
    AudiencePart.create(scheduled_message=row, kind="all")
    record(row, cast.ana, now, "Agendada", "para 4 contatos")
    return row


def recipient(message: ScheduledMessage, contact: Contact, status: str, **columns: object) -> Delivery:
    lane = Lane.get(Lane.number == message.number_id, Lane.kind == BULK)
    return Delivery.create(**{
        "number": message.number_id, "lane": lane, "contact": contact, "scheduled_message": message, "body": {},
        "status": status, "due_at": message.created_at,
        "started_at": None if status == "queued" else message.created_at,
    } | columns)  # fmt: skip


def attachment(now: datetime, content: bytes = PNG, mime: str = "image/png", name: str = "convite.png") -> Attachment:
    digest = hashlib.sha256(content).hexdigest()
    return Attachment.create(
        mime=mime, filename=name, size=len(content), sha256=digest, content=content, created_at=now
    )


def group(name: str, *contacts: Contact) -> Group:
    row = Group.create(name=name)
    for one in contacts:
        GroupMember.create(group=row, contact=one)
    return row


def to_families(message: ScheduledMessage, people: list[Contact]) -> ScheduledMessage:
    """For who pays for the 7º B; the first contact has two children there, one of whom left, and the second another."""
    seventh, now = school_class(), message.created_at
    here = student("Ana Souza", seventh, course=course("Fundamental"), status=status("Matriculado"))
    left = student("Zeca Souza", seventh, left_at=now, ended_at=now)
    for one, row in ((people[0], here), (people[0], left), (people[1], student("Ivo Lima", school_class("8º A")))):
        answers(one, row, "mother", "financial")
    AudiencePart.delete().where(AudiencePart.scheduled_message == message).execute()
    for kind, ref_id in (("class", seventh.id), ("status", status("Matriculado").id), ("class", 999_999)):
        AudiencePart.create(scheduled_message=message, kind=kind, ref_id=ref_id)
    AudiencePart.create(scheduled_message=message, kind="relation", relation="financial")
    message.text = "Olá! Sobre {{aluno}}, do {{turma|colégio}}."
    message.save()
    return message


def announcements(cast: Cast, now: datetime) -> dict[str, list[object]]:
    """One of each state, those that began with a recipient of each status. Gives the ids that addresses name."""
    people = list(Contact.select().order_by(Contact.id))
    Contact.update(approved_at=now).where(Contact.id == people[-1].id).execute()  # a school may ask for that
    fifth, owing = group("5º ano", *people[:2]), Tag.create(name="Pagantes")
    file = attachment(now)
    rows = [announcement(cast, now, state, attachment=file) for state in STATES]
    AudiencePart.create(scheduled_message=rows[0], kind="group", ref_id=fifth.id)
    AudiencePart.create(scheduled_message=rows[0], kind="tag", ref_id=owing.id, excluded=True)
    for row in rows:
        for person, became in zip(people, STATUS_WORDS, strict=False) if row.started_at else ():
            recipient(row, person, became, error="O número não tem WhatsApp." if became == "failed" else "")
    for became, person in zip(("unknown", "failed"), people, strict=False):
        Delivery.update(status=became).where(
            Delivery.contact == person, Delivery.scheduled_message == rows[6]
        ).execute()
    gaps = Template.get_or_none() or Template.create(
        number=cast.number, name="aviso", language="pt_BR", status="APPROVED", body="Oi {{1}}, até {{2}}.", variables=2
    )
    filled = {"content": "template", "template": gaps, "parameters": {"1": "{{nome|família}}", "2": "sexta"}}
    rows.append(announcement(cast, now, "draft", title="Aviso com modelo", form_key="gaps", **filled))
    rows.append(to_families(announcement(cast, now, "draft", title="Aviso às famílias", form_key="families"), people))
    return {"message_id": [row.id for row in rows], "attachment_id": [file.id]}
