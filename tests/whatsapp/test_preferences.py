"""Families tell WhatsApp itself that they want no more of the school's messages, or want them again."""

from tests import meta
from tests.cast import NOW, contact
from tests.chat.silence import history
from tests.desk import Desk
from workchat.contacts.models import Contact
from workchat.whatsapp.payload import read_each
from workchat.whatsapp.take_in import take_in


def prefers(desk: Desk, value: str, category: str | None = "marketing_messages") -> None:
    wish = {"wa_id": meta.MARTA, "detail": "x", "category": category, "value": value, "timestamp": meta.AT}
    change = meta.change(field="user_preferences", user_preferences=[wish], number=desk.cast.number.phone_number_id)
    body = meta.raw(meta.envelope(meta.entry(change)))
    take_in(read_each(body), {desk.cast.number.phone_number_id: desk.cast.number}, desk.now)


def test_who_tells_whatsapp_to_stop_is_left_out_without_a_text(desk: Desk):
    contact(wa_id=meta.MARTA)
    prefers(desk, "stop")
    prefers(desk, "stop")
    assert (Contact.get().opted_out_at, desk.send_all()) == (NOW, [])
    prefers(desk, "resume")
    assert Contact.get().opted_out_at is None
    assert [line[-1] for line in history()] == [
        "Não recebe (pediu ao próprio WhatsApp)",
        "Recebe (pediu ao próprio WhatsApp)",
    ]


def test_a_preference_about_something_else_or_of_a_stranger_changes_nothing(desk: Desk):
    prefers(desk, "stop")
    contact(wa_id=meta.MARTA)
    prefers(desk, "stop", category="service_messages")
    assert Contact.get().opted_out_at is None
