"""What arrives under the name of a spreadsheet: good files of every make, and everything else, refused in words."""

import re
import time
import zipfile
from io import BytesIO

import pytest

from tests.contacts.spreadsheets import xlsx
from workchat.contacts.read_file import MOST_BYTES, MOST_LINES, read_file
from workchat.contacts.unreadable import Unreadable

MARTA = (2, ["Márta", "11987654321"])
XL = "xl/workbook.xml"


def refusal(content: bytes) -> str:
    with pytest.raises(Unreadable) as refused:
        read_file(content)
    return str(refused.value)


@pytest.mark.parametrize("content", [
    "Nome;Telefone\r\nMárta;11987654321\r\n".encode(), "Nome;Telefone\nMárta;11987654321".encode("cp1252"),
    "\ufeffNome,Telefone\nMárta,11987654321\n".encode(), "Nome\tTelefone\nMárta\t11987654321\n".encode("utf-16"),
    "sep=,\r\nNome,Telefone\r\nMárta,11987654321\r\n".encode(), '"Nome";"Telefone"\r"Márta";"11987654321"\r'.encode(),
    "Nome;Telefone;;;\nMárta;11987654321;;;\n;;;;\n".encode(),
])  # fmt: skip
def test_csv_of_every_make_is_one_table(content):
    assert read_file(content)[1] == MARTA


def test_lines_are_numbered_as_the_spreadsheet_shows_them():
    assert [number for number, _ in read_file(b'Nome;Fone\n\n"Ana\nLima";1\n;\nBia;2')] == [1, 3, 5]
    assert [number for number, _ in read_file(xlsx(("Nome", "Fone"), (), ("Ana", 1), skipped=3))] == [4, 6]


def test_the_sign_that_divides_most_lines_alike_is_the_separator():
    assert read_file("Nome;Grupos\nAna;5º A, Coral\nBia;5º B, Coral".encode())[2] == (3, ["Bia", "5º B, Coral"])


def test_numbers_of_excel_stay_whole_and_a_blank_column_at_the_left_is_none():
    assert read_file(xlsx(("", "Ana", 5511900049999, 0.5, True)))[0] == (1, ["Ana", 5511900049999, 0.5, "VERDADEIRO"])


def boxed(*names: str, **parts: bytes) -> bytes:
    file = BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as box:
        for name in names:
            box.writestr(name, parts.get("inside", b"<x/>"))
    return file.getvalue()


@pytest.mark.parametrize(("content", "words"), [
    (b"", "vazio"), (b" \r\n \n", "vazio"), (b";;;\n;;", "Não há nenhuma linha"), (b"%PDF-1.7\n", "não é uma planilha"),
    (b"\x89PNG\r\n\x1a\n\0\0", "não é uma planilha"), (b"<html><table>", "página da internet"),
    (boxed("word/document.xml"), "não é uma planilha"),
    (boxed("mimetype", "content.xml"), "LibreOffice"), (boxed("xl/workbook.bin"), ".xlsb"),
    (boxed(XL), "incompleto ou estragado"),
    (b"PK\x03\x04" + b"x" * 50, "incompleto ou estragado"), (xlsx(("Ana", 1))[:-40], "incompleto ou estragado"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "Excel antigo"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"), "protegida por senha"),
    (b"x" * (MOST_BYTES + 1), "mais de 20 MB"), (b"1;2\n" * (MOST_LINES + 2), "mais de 100.000 linhas"),
    (b";".join([b"x"] * 61), "mais de 60 colunas"), (b'Nome;Fone\n"Ana;1\nBia;2\n', "aspa"),
    (b'Nome\n"' + b"x\n" * 9000 + b'"', "aspa"),
    (xlsx(), "Não há nenhuma linha"),
])  # fmt: skip
def test_what_is_no_good_spreadsheet_is_refused_in_words(content, words):
    assert words in refusal(content)


def test_a_small_file_that_would_fill_the_memory_is_refused_unopened():
    source = zipfile.ZipFile(BytesIO(xlsx(("Ana", 1))))
    file = BytesIO()
    with zipfile.ZipFile(file, "w") as box:
        for part in source.infolist():
            inside = source.read(part)
            box.writestr(part.filename, inside.replace(b'r="B1"', b'r="XFD1048576"'))
    assert "XFD1048576" in refusal(file.getvalue())


FAR = '<row r="1"><c r="{}1"><v>1</v></c></row><row r="1048576"><c{}><v>1</v></c></row>'
LONG = '<row r="{0}"><c r="A{0}" t="s"><v>0</v></c></row>'


def changed(sheet: str, strings: str = "", elsewhere: bool = False) -> bytes:
    """A good Excel file with other cells in it. `elsewhere`: its sheet stands in a part with an unusual name."""
    source, file = zipfile.ZipFile(BytesIO(xlsx(("Ana", 1)))), BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as box:
        for part in source.namelist():
            inside = source.read(part).decode()
            if part.endswith("sheet1.xml"):
                inside = re.sub("<sheetData>.*</sheetData>", f"<sheetData>{sheet}</sheetData>", inside)
            if part.endswith("sharedStrings.xml") and strings:
                inside = re.sub("<si>.*</si>", strings, inside)
            if elsewhere:
                part, inside = (
                    part.replace("worksheets/", "alunos/"),
                    inside.replace("worksheets/sheet", "alunos/sheet"),
                )
            box.writestr(part, inside)
    return file.getvalue()


@pytest.mark.parametrize("method", [zipfile.ZIP_LZMA, zipfile.ZIP_BZIP2])
def test_a_box_that_is_packed_as_excel_never_does_is_refused_in_words(method):
    """Of one such packing the box itself says how much memory unpacking takes: up to 4 GB."""
    file = BytesIO()
    with zipfile.ZipFile(file, "w", method) as box:
        box.writestr(XL, b"<x/>" * 1000)
        at = file.tell() - 20
    broken = bytearray(file.getvalue())
    broken[at : at + 10] = b"\xff" * 10
    assert "incompleto ou estragado" in refusal(bytes(broken))


@pytest.mark.parametrize("sheet", ["<c " * 300_000, "<c " + 'r="A1" ' * 100_000], ids=["cells", "addresses"])
def test_a_few_kilobytes_of_unfinished_cells_do_not_keep_the_school_waiting_for_hours(sheet):
    began = time.thread_time()
    assert "incompleto ou estragado" in refusal(changed(sheet))
    assert time.thread_time() - began < 10


@pytest.mark.parametrize("content", [
    changed(FAR.format("XFD", "")), changed(FAR.format("A", ' x=">" r="XFD1048576"')),
    changed(FAR.format("A", ' r="XFD1048576"'), elsewhere=True), changed(FAR.format("A", ' r="XFDA99999999"')),
    changed("".join(map(LONG.format, range(1, 80_001))), f"<si><t>{'x' * 30_000}</t></si>"),
], ids=["no address", "odd sign", "odd name", "no such cell", "one long text"])  # fmt: skip
def test_a_file_made_to_fill_the_memory_is_refused_and_workchat_goes_on(content):
    assert "Copie só os dados" in refusal(content)


def test_errors_of_excel_are_blank_cells_and_zero_bytes_do_not_come_in():
    rows = read_file(
        changed("""<row r="1"><c r="A1" t="e"><v>#N/A</v></c><c r="B1" t="b"><v>1</v></c>
        <c r="C1"><v>-5511987654321</v></c><c r="D1" t="str"><v>a_x0000_b</v></c></row>""")
    )
    assert rows == [(1, ["", "VERDADEIRO", -5511987654321, "ab"])]


@pytest.mark.parametrize("sign", ["\r", " ", '"', "\x00", "a"])
def test_a_first_line_that_names_no_separator_is_a_line_like_the_others(sign):
    assert (2, ["Ana", "1"]) in read_file(f"sep={sign}\nAna;1\nBia;2\nCaio;3\n".encode("utf-16"))


def test_zero_bytes_which_no_database_takes_do_not_come_in():
    assert read_file("No\x00me;Fone\nAna\x00;1".encode("utf-16"))[1] == (2, ["Ana", "1"])


def test_a_file_that_swells_when_it_is_unpacked_is_refused():
    assert "250 MB" in refusal(boxed(XL, "xl/worksheets/sheet1.xml", inside=b" " * (130 * 1024 * 1024)))
