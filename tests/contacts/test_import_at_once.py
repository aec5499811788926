"""Two workers with the same spreadsheet, and a family that writes while its line enters: nobody twice."""

import threading
from datetime import timedelta

from tests.at_once import Meanwhile, busy_desk  # noqa: F401 (a fixture)
from tests.cast import NOW
from tests.contacts.spreadsheets import TODAY, by_phone, checked, counts, csv, sent, worked
from workchat.contacts.apply_import import apply_import
from workchat.contacts.check_import import check_import
from workchat.contacts.choose_columns import choose_columns
from workchat.contacts.confirm_import import confirm_import
from workchat.contacts.import_steps import import_of
from workchat.contacts.models import Contact, ContactWord, GroupMember, ImportRow
from workchat.contacts.run_imports import check_and_import_all_due
from workchat.db import db

MANY = [f"Pessoa {n};119{80_000_000 + n};;;{n % 7}º A;" for n in range(1500)]


def together(act, workers: int = 4) -> None:
    """So many workers at once, each on a connection of its own."""
    begin = threading.Barrier(workers)

    def work() -> None:
        with db.connection_context():
            begin.wait(60)
            act()

    threads = [threading.Thread(target=work) for _ in range(workers)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)


def test_four_workers_do_each_slice_once(busy_desk):  # noqa: F811
    row = sent(busy_desk.cast, csv(*MANY))
    choose_columns(row, True, row.mapping["columns"], "Pais", "", busy_desk.cast.ana, NOW)
    together(lambda: check_import(import_of(row.id), TODAY, NOW, lambda: True))
    assert (counts(worked(row)), ImportRow.select().count()) == ({"added": 1500}, 1500)
    confirm_import(import_of(row.id), busy_desk.cast.ana, NOW)
    together(lambda: apply_import(import_of(row.id), TODAY, NOW, lambda: True))
    assert counts(worked(row)) == {"added": 1500}
    assert (Contact.select().count(), GroupMember.select().count()) == (1500, 3000)


def test_a_family_that_writes_while_its_line_enters_is_met_by_it(busy_desk):  # noqa: F811
    row = checked(busy_desk.cast, csv("Marta Souza;11987654321;;;5º A;", "Rui;11912345678;;;;"))
    confirm_import(row, busy_desk.cast.ana, NOW)
    with db.atomic():
        Contact.create(name="Mari", wa_id="551187654321", phone_key="5511987654321", created_at=NOW)
        entering = Meanwhile(lambda: check_and_import_all_due(NOW + timedelta(seconds=1)))
    entering.ends()
    assert counts(worked(row)) == {"added": 1, "changed": 1}
    assert by_phone("5511987654321").name == "Marta Souza"
    assert ContactWord.select().where(ContactWord.word == "marta").count() == 1
