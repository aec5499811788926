"""A CPF in clear lives only in sealed columns: not in messages, notes, file names, the queue or the ledger."""

import json

from tests import meta
from tests.desk import Desk
from workchat.chat.models import Media, Message
from workchat.chat.reply import reply, write_note
from workchat.db import db, timestamp
from workchat.intake.decide import record_acceptance

CPF, MASKED = "529.982.247-25", "***.982.247-**"


def everything_stored() -> str:
    """Every text of every table, as a stolen database would show it."""
    rows = []
    for table in db.get_tables():
        rows += [
            [bytes(v) if isinstance(v, memoryview) else v for v in row]
            for row in db.execute_sql(f'SELECT * FROM "{table}"')
        ]
    return " ".join(str(row) for row in rows)


def is_clear() -> bool:
    stored = everything_stored()
    return any(form in stored for form in (CPF, "52998224725", "529 982 247 25", "529_982_247_25"))


def test_what_a_family_writes_is_masked_wherever_it_is_kept(desk: Desk):
    desk.set(privacy_url="https://escola.example/termo")
    desk.writes(f"sou a Marta, cpf {CPF}")
    desk.send_all()
    desk.later(seconds=90)
    desk.writes("529 982 247 25")
    desk.post(meta.edit("wamid.X", f"corrigindo: {CPF}", at=timestamp(desk.now)))
    desk.post(meta.flow_reply(json.dumps({"cpf": CPF, "mais": {"cpf": "52998224725"}}), at=timestamp(desk.now)))
    assert not is_clear()


def test_a_file_named_after_a_cpf_is_kept_under_a_masked_name(desk: Desk):
    for name in (f"RG {CPF}.pdf", "cpf_529_982_247_25.pdf", "52998224725.pdf"):
        desk.post(meta.document(filename=name, at=timestamp(desk.now)))
    assert not is_clear()
    assert Media.select().order_by(Media.id).first().filename == f"RG {MASKED}.pdf"


def test_what_an_agent_writes_reaches_the_family_whole_and_is_kept_masked(desk: Desk):
    desk.writes("Oi")
    answer = reply(desk.ticket.id, desk.cast.bia, f"O CPF que temos é {CPF}. Está certo?", desk.now)
    assert not is_clear()
    assert desk.send_all() == [f"O CPF que temos é {CPF}. Está certo?"]
    assert Message.get_by_id(answer.message_id).text == f"O CPF que temos é {MASKED}. Está certo?"
    assert not is_clear()


def test_a_note_and_an_acceptance_on_paper_are_kept_masked(desk: Desk):
    desk.set(privacy_url="https://escola.example/termo")
    desk.writes("Oi")
    write_note(desk.ticket.id, desk.cast.bia, f"ligou, cpf {CPF}", desk.now)
    record_acceptance(desk.ticket.id, desk.cast.bia, f"assinou, cpf {CPF}", desk.now)
    assert not is_clear() and MASKED in desk.notes()[0]


def test_an_update_that_cannot_be_stored_is_kept_sealed(desk: Desk):
    desk.post({"type": "text", "id": "wamid.bad", "text": {"body": CPF}})
    assert not is_clear()
