"""The invented school's address book: guardians from its own spreadsheet, groups, tags, and who wants silence."""

from dataclasses import replace
from datetime import datetime
from random import Random

from workchat.accounts.models import User
from workchat.contacts.add_contact import add_contact
from workchat.contacts.choose_columns import choose_columns
from workchat.contacts.confirm_import import confirm_import
from workchat.contacts.details import Details
from workchat.contacts.edit_label import create_label
from workchat.contacts.import_steps import import_of
from workchat.contacts.labels import GROUPS, find_by_name
from workchat.contacts.models import find
from workchat.contacts.put_label import put_label
from workchat.contacts.rules import format_phone
from workchat.contacts.run_imports import check_and_import_all_due
from workchat.contacts.silence import silence
from workchat.contacts.start_import import start_import
from workchat.contacts.write_details import today
from workchat.demo.people import CLASSES, Family, family_of
from workchat.simulator.models import Phone

FILE = "responsaveis-8-e-9.csv"
HEADINGS = "Responsável;Celular;Nascimento;CPF;Turma;Etiquetas"
BAD_LINES = ("Avó do Theo;9000-031;;;8º B;", ";(11) 99000-0399;;;9º A;")  # seven digits; nobody's name
TEACHERS = "Professores"
_GUARDIANS = {
    "8º A": "Adélia Fontoura, Alexandre Brito, Ana Lúcia Portela, André Vilaça, Beatriz Sarmento, Benedito Aguiar, "
            "Caio César Linhares, Célia Maranhão, Cláudio Bittencourt, Dalva Quintela, Denise Amorim, Douglas Farias, "
            "Eliane Gouveia",
    "8º B": "Emerson Caldas, Estela Rangel, Evandro Pimentel, Fabrício Nobre, Geraldo Muniz, Glória Taveira, "
            "Heloísa Barreto, Hugo Castilho, Ieda Sampaio, Ivan Lustosa, Jacira Mota, Joana Derzi, Jonas Ferraz",
    "9º A": "Josué Valadão, Kelly Cristina Prado, Laís Montenegro, Lauro Stein, Leila Abrahão, Lorena Bastos, "
            "Luís Otávio Serra, Magda Ribas, Manoel Cordeiro, Marina Sodré, Maurício Lobato, Mirela Fagundes, "
            "Rosângela Peixoto, Rosangela A. Peixoto",
    "9º B": "Nádia Carvalhal, Nelson Iwata, Neusa Braga, Otávio Pellegrini, Pâmela Roriz, Quitéria Lins, "
            "Raimundo Chaves, Renata Zanini, Rogério Tanaka, Rui Barcelos, Sônia Peçanha, Valdir Assunção, Vera Leão",
    TEACHERS: "Prof. Artur Mendes, Profa. Cecília Dutra, Prof. Edgar Souto, Profa. Irene Matos, Prof. Nilo Arantes, "
              "Profa. Olga Pires, Prof. Saulo Teles",
}  # fmt: skip
TWINS = ("Rosângela Peixoto", "Rosangela A. Peixoto")  # one person with two phones, still to be joined
SILENT = ("Geraldo Muniz", "Magda Ribas")  # asked at the counter for no scheduled messages
NO_PHONE = Details("Odete Furlan (avó da Alice)", "")
FAILS = {  # Meta's codes: no WhatsApp on this phone; one marketing message too many; no marketing from this school
    "Benedito Aguiar": 131026, "Joana Derzi": 131049, "Rui Barcelos": 131050,
}  # fmt: skip
TAGS = ("transporte", "integral", "conselho")
CHANCES = (("",) * 6, ("transporte",) * 4, ("integral",) * 3, ("transporte,integral",), ("conselho",) * 2)


def gather(staff: dict[str, User], families: list[Family], dice: Random, now: datetime) -> list[Family]:
    """Put the families into their classes, and let Sara import the other guardians; returns these."""
    sara, imported = staff["Sara"], _families(now)
    _put_into_classes(families, sara, now)
    _import(_spreadsheet(imported, dice), sara, now)
    group = find_by_name(GROUPS, "9º B")
    add_contact(Details(NO_PHONE.name, "", groups=frozenset({group.id})), sara, now)
    for guardian in imported:
        if guardian.phone.name in SILENT:
            silence(find(guardian.phone.wa_id, None).id, True, sara, now)
    return imported


def guardians() -> list[tuple[str, str, str]]:
    """(name, phone, class) of everybody in the spreadsheet."""
    named = [(name, label) for label, names in _GUARDIANS.items() for name in names.split(", ")]
    return [(name, f"5511990000{300 + place}", label) for place, (name, label) in enumerate(named)]


def _families(now: datetime) -> list[Family]:
    found: list[Family] = []
    for place, (name, wa_id, label) in enumerate(guardians()):
        bsuid = f"BR.{165000000000000 + place}"
        phone = Phone.create(name=name, wa_id=wa_id, bsuid=bsuid, fails_with=FAILS.get(name))
        family = family_of(phone, now.date())
        cpf = found[-1].cpf if name == TWINS[1] else family.cpf
        found.append(replace(family, cpf=cpf, school_class=label))
    return found


def _put_into_classes(families: list[Family], by: User, now: datetime) -> None:
    for name in CLASSES:
        group = create_label(GROUPS, name, by, now)
        here = [find(one.phone.wa_id, one.phone.bsuid) for one in families if one.school_class == name]
        put_label(GROUPS, group, [contact.id for contact in here if contact], by, now)


def _spreadsheet(guardians: list[Family], dice: Random) -> str:
    lines = [_line(guardian, dice.choice(dice.choice(CHANCES))) for guardian in guardians]
    return "\n".join([HEADINGS, *lines[:15], BAD_LINES[0], *lines[15:34], BAD_LINES[1], *lines[34:]])


def _line(guardian: Family, tags: str) -> str:
    tags = "conselho" if guardian.school_class == TEACHERS else tags
    phone = format_phone(guardian.phone.wa_id).removeprefix("+55 ")
    cells = (guardian.phone.name, phone, f"{guardian.birth_date:%d/%m/%Y}", guardian.cpf, guardian.school_class, tags)
    return ";".join(cells)


def _import(text: str, by: User, now: datetime) -> None:
    """As on the page: send, say what the columns hold, look, and confirm. The worker does the rest."""
    row = start_import(FILE, text.encode(), by, today(now), now)
    choose_columns(row, row.mapping["header"], row.mapping["columns"], "", "", by, now)
    check_and_import_all_due(now, 60)
    confirm_import(import_of(row.id), by, now)
    check_and_import_all_due(now, 60)
