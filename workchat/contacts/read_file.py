"""The bytes that somebody uploaded become lines of cells. What the file is, its bytes say, never its name."""

import zipfile
from collections.abc import Iterable, Iterator, Sequence
from io import BytesIO

from workchat.contacts.cells import Cell
from workchat.contacts.read_csv import csv_rows
from workchat.contacts.read_xlsx import xlsx_rows
from workchat.contacts.unreadable import Unreadable

MOST_BYTES = 20 * 1024 * 1024
MOST_LINES = 100_000
MOST_COLUMNS = 60
LONGEST_CELL = 5000  # characters: a longer one is a quotation mark that nobody closed

Row = tuple[int, list[Cell]]  # the line's number as the spreadsheet shows it, and its cells

EMPTY = "O arquivo está vazio. Escolha outro."
TOO_BIG = "O arquivo tem mais de 20 MB. Divida a planilha em duas e importe uma de cada vez."
TOO_MANY = "A planilha tem mais de 100.000 linhas. Divida-a em duas e importe uma de cada vez."
TOO_WIDE = f"A planilha tem mais de {MOST_COLUMNS} colunas. Deixe só as que quer importar e envie de novo."
NO_LINES = "Não há nenhuma linha preenchida na primeira aba da planilha."
UNCLOSED = 'A linha {} tem uma célula com mais de 5.000 letras. Deve faltar uma aspa (") ali. Corrija e envie de novo.'
WRONG_KIND = "Este arquivo não é uma planilha. Envie um arquivo .xlsx (Excel) ou .csv."
OLD_EXCEL = "Este é um Excel antigo (.xls). Abra-o, use Salvar como e escolha Pasta de Trabalho do Excel (.xlsx)."
PASSWORD = "A planilha está protegida por senha. Abra-a, tire a senha, salve e envie de novo."  # noqa: S105
LIBRE = "Este arquivo é do LibreOffice. Abra-o, use Salvar como e escolha Excel (.xlsx)."
WEB_PAGE = "Este arquivo é uma página da internet com nome de planilha. Abra-o no Excel e salve como .xlsx."
BROKEN = "O arquivo está incompleto ou estragado. Abra-o no Excel, salve de novo e envie."


def read_file(content: bytes) -> list[Row]:
    """Every line that is not blank, the heading included, with its number.

    :raises Unreadable: with what is wrong and what to do, in words for the page.
    """
    if not content.strip():
        raise Unreadable(EMPTY)
    if len(content) > MOST_BYTES:
        raise Unreadable(TOO_BIG)
    rows = list(_numbered(_rows_of(content)))
    if not rows:
        raise Unreadable(NO_LINES)
    return rows


def _rows_of(content: bytes) -> Iterable[Sequence[Cell]]:
    if content.startswith(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"):  # the old Office box: .xls, or a sealed .xlsx
        raise Unreadable(PASSWORD if "EncryptedPackage".encode("utf-16-le") in content else OLD_EXCEL)
    if content.startswith(b"PK\x03\x04"):
        return xlsx_rows(content, _names_inside(content))
    head = content[:2000].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if head.startswith((b"<html", b"<!doctype", b"<table", b"<meta", b"<?xml")):
        raise Unreadable(WEB_PAGE)
    if _is_binary(content):
        raise Unreadable(WRONG_KIND)
    return csv_rows(content)


def _names_inside(content: bytes) -> zipfile.ZipFile:
    try:
        box = zipfile.ZipFile(BytesIO(content))
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as error:
        raise Unreadable(BROKEN) from error
    names = set(box.namelist())
    if "xl/workbook.xml" not in names and "xl/workbook.bin" not in names:
        raise Unreadable(LIBRE if "content.xml" in names else WRONG_KIND)
    if "xl/workbook.bin" in names:
        raise Unreadable(OLD_EXCEL.replace("antigo (.xls)", "binário (.xlsb)"))
    return box


def _is_binary(content: bytes) -> bool:
    """Whether it holds signs that no text has. UTF-16, which begins with its mark, is full of zeros."""
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return False
    signs = bytes(n for n in range(32) if n not in b"\t\n\r\x0b\x0c\x1a")
    return content.startswith((b"%PDF", b"{\\rtf")) or len(content.translate(None, signs)) != len(content)


def _numbered(rows: Iterable[Sequence[Cell]]) -> Iterator[Row]:
    """Without blank lines and blank cells at the end; refuses what is too long in any direction."""
    found = 0
    for number, cells in enumerate(rows, 1):
        kept = _trimmed(cells)
        if not kept:
            continue
        found += 1
        if found > MOST_LINES + 1:  # one is the heading
            raise Unreadable(TOO_MANY)
        if len(kept) > MOST_COLUMNS:
            raise Unreadable(TOO_WIDE)
        if any(isinstance(cell, str) and len(cell) > LONGEST_CELL for cell in kept):
            raise Unreadable(UNCLOSED.format(number))
        yield number, kept


def _trimmed(cells: Sequence[Cell]) -> list[Cell]:
    end = len(cells)
    while end and (cells[end - 1] == "" or (isinstance(cells[end - 1], str) and not cells[end - 1].strip())):
        end -= 1
    return list(cells[:end])
