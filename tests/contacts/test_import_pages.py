"""The pages of an import: sending, choosing columns, watching it, deciding, and what is left of it."""

import csv as csv_files
from io import BytesIO, StringIO

import pytest

from tests.cast import contact
from tests.contacts.spreadsheets import checked, csv, imported, sent, worked
from tests.page import select, sign_in, submit, words
from workchat.accounts.models import AuditEntry
from workchat.contacts.import_steps import import_of
from workchat.contacts.models import Contact, ContactImport
from workchat.contacts.read_file import read_file
from workchat.db import utcnow

URL = "/contacts/import"
GOOD = csv("Marta Souza;(11) 98765-4321;529.982.247-25;05/03/1988;5º A;mãe", "Rui;1;;;;", "Eva;11912345678;;;;")


@pytest.fixture
def ana(client, cast):
    sign_in(client, cast.ana)
    return client


def send(client, content: bytes, filename: str = "pais.csv"):
    return submit(client, URL, {"file": (BytesIO(content), filename)}, content_type="multipart/form-data")


def page_of(row) -> str:
    return f"{URL}/{row.id}"


def choose(client, row, **fields):
    typed = {f"column_{n}": kind for n, kind in enumerate(row.mapping["columns"])} | {"header": "y"} | fields
    return submit(client, f"{page_of(row)}/columns", typed, page_of(row))


def act(client, row, verb, **fields):
    return submit(client, f"{page_of(row)}/{verb}", fields, page_of(row))


def test_from_the_file_to_the_contacts_in_four_steps(ana):
    answer = send(ana, GOOD)
    row = ContactImport.get()
    assert (answer.status_code, answer.location) == (303, page_of(row))
    assert choose(ana, row, groups="Pais 2026; Turma nova").status_code == 303
    worked(row, utcnow())
    report = ana.get(page_of(row))
    assert words(report, "#import-confirm") == "Importar 2 contatos"
    assert "3 telefone com 1 dígito" in words(report, ".import-refused")
    act(ana, row, "confirm")
    worked(row, utcnow())
    assert "Contatos importados" in words(ana.get(page_of(row)), "h1")
    assert Contact.select().count() == 2
    listed = words(ana.get(URL), "table")
    assert "pais.csv" in listed and "Ana Prado" in listed and "2 novos · 1 linha recusada" in listed


def test_a_file_that_cannot_be_read_is_refused_on_the_same_page(ana):
    answer = send(ana, b"%PDF-1.7 boleto", "boleto.xlsx")
    assert answer.status_code == 422
    assert "Este arquivo não é uma planilha" in words(answer, "#file-error")
    assert select(answer, ".error-summary a[href='#file']")
    assert ContactImport.select().count() == 0


@pytest.mark.parametrize(("content", "said"), [(b"", "Escolha uma planilha"), (b"Nome;E-mail\nAna;a@b.c", "telefone")])
def test_an_empty_file_and_one_without_phones_say_so(ana, content, said):
    answer = send(ana, content, "" if not content else "x.csv")
    assert answer.status_code == 422
    assert said in words(answer, "#file-error")


def test_a_file_a_little_over_twenty_megabytes_is_refused_beside_its_field(ana):
    answer = send(ana, b"x" * (20 * 1024 * 1024 + 10))
    answer.request.environ["wsgi.input"].close()
    assert (answer.status_code, "20 MB" in words(answer, "#file-error")) == (422, True)


def test_the_columns_are_guessed_and_shown_with_their_first_cells_and_no_cpf(ana, cast):
    page = ana.get(page_of(sent(cast, GOOD)))
    chosen = [field.select_one("option[selected]").text for field in select(page, ".import-columns select")]
    assert chosen == ["Nome", "Telefone", "CPF", "Data de nascimento", "Grupos", "Tags"]
    assert "***.982.247-**" in words(page, ".import-columns") and "***.982.247-**" in words(page, "#import-preview")
    assert "529.982.247-25" not in page.text
    assert "3 telefone com 1 dígito" in words(page, "#import-preview")


def test_the_preview_follows_the_columns_and_stores_nothing(ana, cast):
    row = sent(cast, GOOD)
    shown = act(ana, row, "preview", header="y", column_0="phone", column_1="name")
    assert "telefone sem números" in words(shown)
    assert import_of(row.id).mapping == row.mapping


def test_without_javascript_a_button_shows_the_preview(ana, cast):
    row = sent(cast, GOOD)
    page = choose(ana, row, step="preview", column_0="")
    assert (page.status_code, import_of(row.id).state) == (200, "uploaded")
    assert "Sem a coluna do nome" in words(page, "#import-preview")


@pytest.mark.parametrize(("fields", "said"), [
    ({"column_1": ""}, "Diga qual coluna tem o telefone."),
    ({"column_0": "cpf"}, "Duas colunas estão como CPF. Deixe só uma."),
    ({"groups": "x" * 61}, "Grupo com mais de 60 letras."), ({"tags": "529.982.247-25"}, "CPF"),
    ({"column_0": "<b>"}, "Escolha um item da lista."),
])  # fmt: skip
def test_columns_that_make_no_sense_are_refused_and_stay_as_chosen(ana, cast, fields, said):
    row = sent(cast, GOOD)
    answer = choose(ana, row, **fields)
    assert (answer.status_code, import_of(row.id).state) == (422, "uploaded")
    assert said in words(answer, ".error-summary")


def test_the_progress_says_how_far_it_is_and_nothing_when_nothing_is_new(ana, cast):
    row = sent(cast, GOOD)
    choose(ana, row)
    asked = select(ana.get(page_of(row)), "#import-progress")[0]
    assert asked["data-poll"] == "1000"
    assert ana.get(asked["hx-get"]).status_code == 204
    worked(row, utcnow())
    over = ana.get(asked["hx-get"])
    assert select(over, f"[hx-get='{page_of(row)}'][hx-trigger=load]") and not select(over, "[data-poll]")


def test_confirming_twice_imports_once(ana, cast):
    row = checked(cast, GOOD)
    fields = {"csrf_token": select(ana.get(page_of(row)), "input[name=csrf_token]")[0]["value"]}
    for _ in range(2):
        assert ana.post(f"{page_of(row)}/confirm", data=fields).status_code == 303
        worked(row)
    assert Contact.select().count() == 2
    assert AuditEntry.select().where(AuditEntry.after == "confirmada").count() == 1


def test_a_file_that_changes_nothing_says_so_and_offers_no_button(ana, cast):
    imported(cast, csv("Eva;11912345678;;;;"))
    page = ana.get(page_of(checked(cast, csv("Eva;11912345678;;;;"))))
    assert "Nada a mudar" in words(page)
    assert not select(page, "#import-confirm")


def test_the_refused_lines_are_downloaded_with_reasons_and_no_formula(ana, cast):
    row = checked(cast, csv("=1+1;123;529.982.247-25;;;", "Bia;11987650001;;;;"))
    answer = act(ana, row, "refused.csv")
    lines = list(csv_files.reader(StringIO(answer.text.removeprefix("\ufeff")), delimiter=";"))
    assert lines[0][:4] == ["Linha", "Motivo", "Nome", "Telefone"]
    assert lines[1][:5] == ["2", "telefone com 3 dígitos", "'=1+1", "123", "529.982.247-25"]
    assert len(lines) == 2
    assert AuditEntry.select().where(AuditEntry.field == "Linhas recusadas").count() == 1


def test_a_corrected_download_comes_in_again(ana, cast):
    row = checked(cast, csv("Marta;123;529.982.247-25;;;", "Bia;11987650001;;;;"))
    fixed = act(ana, row, "refused.csv").data.replace(b"123", b"11 98765-4321")
    again = imported(cast, fixed)
    assert (again.added, again.refused) == (1, 0)


def test_many_refused_lines_are_shown_fifty_at_a_time(ana, cast):
    row = checked(cast, csv(*["Ana;1;;;;"] * 60, "Eva;11912345678;;;;"))
    following = select(ana.get(page_of(row)), "#refused-next")[0]["href"]
    shown = [int(cell.text) for cell in select(ana.get(following), ".import-refused tbody th")]
    assert shown == list(range(52, 62))


def test_cancelling_forgets_the_file(ana, cast):
    row = sent(cast, GOOD)
    assert act(ana, row, "cancel").status_code == 303
    assert "Nenhum contato entrou" in words(ana.get(page_of(row)))


def test_a_step_that_is_over_is_said_in_words(ana, cast):
    row = checked(cast, GOOD)
    token = {"csrf_token": select(ana.get(page_of(row)), "input[name=csrf_token]")[0]["value"]}
    imported(cast, GOOD)
    ana.post(f"{page_of(row)}/confirm", data=token)
    ana.post(f"{page_of(row)}/cancel", data=token)
    assert "não dá mais para cancelar" in words(ana.get(page_of(row)))


def test_the_example_can_be_imported_itself(ana, cast):
    example = ana.get(f"{URL}/example").data
    assert len(read_file(example)) == 2
    assert imported(cast, example).added == 1


def test_who_may_not_import_does_not_see_it(client, cast):
    sign_in(client, cast.bia)
    assert client.get(page_of(sent(cast, GOOD))).status_code == 403


def test_the_report_counts_what_it_keeps_as_it_is(ana, cast):
    contact("Mãe da Eva", "5511912345678", name_edited=True)
    page = ana.get(page_of(checked(cast, GOOD)))
    assert "1 linha: nome mantido" in words(page, ".import-remarks")
