"""A spreadsheet comes in: every line is read first, then all good ones enter, once, whatever happens meanwhile."""

from datetime import date, timedelta

from tests.cast import NOW, contact
from tests.contacts.spreadsheets import (
    by_phone,
    checked,
    counts,
    csv,
    imported,
    lists_of,
    refusals,
    worked,
    xlsx,
)
from workchat.contacts.confirm_import import confirm_import
from workchat.contacts.kept_silence import keep_silence
from workchat.contacts.models import Contact, ContactAlias, ContactWord, Group, ImportRow

MARTA, RUI = "5511987654321", "5511912345678"
GOOD = csv(
    "Marta Souza;(11) 98765-4321;529.982.247-25;05/03/1988;5º A, Coral;mãe",
    "Rui Lima;11 91234-5678;;;5º B;",
)


def let_in(cast, row):
    confirm_import(row, cast.ana, NOW)
    return worked(row)


def test_people_enter_with_everything_that_their_line_says(cast):
    row = imported(cast, GOOD, groups="Pais 2026")
    marta = by_phone(MARTA)
    assert counts(row) == {"added": 2}
    assert (marta.name, marta.birth_date, marta.cpf) == ("Marta Souza", date(1988, 3, 5), "52998224725")
    assert (marta.saved_at, marta.approved_at, marta.approved_by) == (NOW, NOW, cast.ana)
    assert lists_of(marta) == (["5º A", "Coral", "Pais 2026"], ["mãe"])
    assert {"marta", "987654321"} <= {word.word for word in ContactWord.select().where(ContactWord.contact == marta)}


def test_nobody_enters_before_a_person_confirms(cast):
    row = checked(cast, GOOD)
    assert (row.state, counts(row), Contact.select().count(), Group.select().count()) == ("checked", {"added": 2}, 0, 0)


def test_the_same_file_again_changes_nothing_and_says_so(cast):
    imported(cast, GOOD, groups="Pais")
    again = imported(cast, GOOD, groups="pais")
    assert (counts(again), again.state, Contact.select().count()) == ({}, "done", 2)


def test_another_line_with_the_phone_of_somebody_known_changes_them(cast):
    imported(cast, GOOD)
    row = imported(cast, csv("Marta S. Prado;11987654321;;06/03/1988;6º A;"))
    marta = by_phone(MARTA)
    assert (counts(row), Contact.select().count()) == ({"changed": 1}, 2)
    assert (marta.name, marta.birth_date, marta.cpf) == ("Marta S. Prado", date(1988, 3, 6), "52998224725")
    assert lists_of(marta)[0] == ["5º A", "6º A", "Coral"]
    assert "prado" in {word.word for word in ContactWord.select().where(ContactWord.contact == marta)}


def test_a_name_that_somebody_typed_stays_and_the_report_says_so(cast):
    contact("Mãe do Pedro", MARTA, name_edited=True)
    row = checked(cast, GOOD)
    assert ImportRow.get(ImportRow.line == 2).reason.startswith("nome mantido")
    let_in(cast, row)
    assert by_phone(MARTA).name == "Mãe do Pedro"


def test_whatsapps_name_gives_way_to_the_schools_and_does_not_come_back(desk):
    desk.writes("Oi", sender=MARTA, user_id="BR.1")
    imported(desk.cast, GOOD)
    desk.writes("Oi de novo", sender=MARTA, user_id="BR.1")
    assert by_phone(MARTA).name == "Marta Souza"


def test_siblings_with_one_phone_are_one_parent_in_both_classes(cast):
    row = imported(cast, csv("Marta;11987654321;;;5º A;", "Marta Souza;(11) 98765-4321;;;2º B;irmãos"))
    assert counts(row) == {"added": 1, "joined": 1}
    assert (by_phone(MARTA).name, lists_of(by_phone(MARTA))) == ("Marta", (["2º B", "5º A"], ["irmãos"]))


def test_every_refused_line_says_its_number_and_why_and_nothing_of_it_enters(cast):
    row = imported(cast, csv(
        "Ana;1234567;;;;", "Bia;11987650001;529.982.247-26;;;", "", "Caio;11987650002;;31/02/2010;;", "Dora;;;;;",
        ";11987650003;;;Novo;", "Eva;98765-4321;;;;", "Fábio;5,51199E+12;;;;", "Gil;11987650004;;;;",
    ))  # fmt: skip
    assert refusals(row) == {
        2: "telefone com 7 dígitos", 3: "CPF não confere", 5: "data de nascimento 31/02/2010 não existe",
        6: "sem telefone", 7: "o nome está vazio", 8: "telefone sem DDD",
        9: "“5,51199E+12” perdeu os últimos números: formate a coluna como texto",
    }  # fmt: skip
    assert ([one.name for one in Contact.select()], Group.select().count()) == (["Gil"], 0)


def test_a_line_without_a_name_changes_whom_the_school_knows(cast):
    contact("Marta", MARTA)
    row = imported(cast, csv(";11987654321;;;5º A;"))
    assert (counts(row), by_phone(MARTA).name, lists_of(by_phone(MARTA))[0]) == ({"changed": 1}, "Marta", ["5º A"])


def test_a_childs_cpf_is_not_kept(cast):
    contact("Pedro", RUI, birth_date=date(2020, 1, 1))
    row = imported(cast, csv("Duda;11987654321;529.982.247-25;05/03/2018;;", "Pedro;11912345678;39053344705;;;"))
    assert [person.cpf_fingerprint for person in Contact.select()] == [None, None]
    assert by_phone(MARTA).is_minor
    assert not any(one.sealed_cpf for one in ImportRow.select().where(ImportRow.contact_import == row.id))


def test_a_phone_of_two_contacts_that_were_joined_is_theirs(cast):
    marta = contact("Marta", "5511955554444", name_edited=True)
    ContactAlias.create(contact=marta, phone_key=MARTA, created_at=NOW)
    imported(cast, GOOD)
    assert Contact.select().count() == 2
    assert "5º A" in lists_of(marta)[0]


def test_who_wanted_silence_and_was_erased_stays_silent(cast):
    before = NOW - timedelta(days=9)
    gone = contact("Marta", MARTA, opted_out_at=before)
    keep_silence(gone, before)
    gone.delete_instance()
    imported(cast, GOOD)
    assert (by_phone(MARTA).opted_out_at, by_phone(RUI).opted_out_at) == (before, None)


def test_groups_are_found_whatever_their_accents_and_capitals(cast):
    Group.create(name="Educação Física")
    imported(cast, csv("Ana;11987650001;;;educacao fisica;", "Bia;11987650002;;;EDUCAÇÃO FÍSICA;"))
    assert [group.name for group in Group.select()] == ["Educação Física"]


def test_somebody_who_writes_between_the_check_and_the_yes_is_not_doubled(desk):
    row = checked(desk.cast, GOOD)
    desk.writes("Oi", sender="551187654321", user_id="BR.1")  # without the ninth digit
    done = let_in(desk.cast, row)
    assert (counts(done), by_phone(MARTA).name, Contact.select().count()) == (
        {"added": 1, "changed": 1}, "Marta Souza", 2,
    )  # fmt: skip


def test_excels_dates_and_numbers_arrive_whole(cast):
    row = imported(cast, xlsx(
        ("Responsável", "WhatsApp", "C.P.F.", "Data de Nascimento", "Turma"),
        ("Marta", 5511900049999, 5299822472, date(1988, 3, 5), "5º A"), ("Rui", 11912345678, "", "", 7), skipped=2,
    ))  # fmt: skip
    assert refusals(row) == {4: "CPF não confere"}
    assert lists_of(by_phone(RUI))[0] == ["7"]


def test_zeros_that_excel_dropped_from_a_cpf_come_back(cast):
    imported(cast, xlsx(("Nome", "Celular", "CPF"), ("Marta", 5511900049999, 1234567890)))
    assert by_phone("5511900049999").cpf == "01234567890"
