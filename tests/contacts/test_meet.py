"""Who writes is one person, however WhatsApp names them this time."""

from tests.desk import Desk
from workchat.chat.models import Ticket
from workchat.contacts.models import Contact

PHONE = "5511999990000"


def test_a_new_user_id_on_a_known_phone_is_learnt_also_when_nobody_told_us(desk: Desk):
    """Otherwise the next message without a phone would make the same person twice."""
    desk.writes("Oi", sender=PHONE, user_id="BR.1")
    desk.writes("Sou eu", sender=PHONE, user_id="BR.2")
    desk.writes("E agora sem telefone", sender=None, user_id="BR.2")
    assert (Contact.select().count(), Ticket.select().count()) == (1, 1)
    assert Contact.get().bsuid == "BR.2"


def test_a_user_id_that_is_somebody_elses_stays_theirs(desk: Desk):
    desk.writes("Oi", sender=PHONE, user_id="BR.1")
    desk.writes("Oi", sender="5521988887777", user_id="BR.2")
    desk.writes("Com o telefone de outra pessoa", sender=PHONE, user_id="BR.2")
    assert sorted(Contact.select(Contact.wa_id, Contact.bsuid).tuples()) == [(PHONE, "BR.1"), ("5521988887777", "BR.2")]


def test_a_name_that_a_person_typed_is_not_replaced_by_whatsapps(desk: Desk):
    desk.writes("Oi")
    Contact.update(name="Mãe do Pedro", name_edited=True).execute()
    desk.writes("Oi de novo")
    assert Contact.get().name == "Mãe do Pedro"
