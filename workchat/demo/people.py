"""The invented school's people: who works in it, and the families that write. Nobody here exists."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from random import Random

from workchat.accounts.invite import Details, invite
from workchat.accounts.models import Department, User
from workchat.accounts.save_department import Plan, save_department
from workchat.contacts.models import Contact
from workchat.contacts.rules import clean_name, is_cpf, phone_key
from workchat.contacts.write_words import write_words
from workchat.simulator.models import Phone

ADDRESS = "aurora.example"  # .example belongs to nobody (RFC 2606)
STAFF = (
    ("Ana Prado", "administrator", ()),
    ("Sara Lima", "supervisor", ("Secretaria", "Financeiro", "Coordenação")),
    ("Bia Rocha", "agent", ("Secretaria",)),
    ("Téo Martins", "agent", ("Secretaria", "Financeiro")),
    ("Caio Reis", "agent", ("Financeiro",)),
    ("Lia Nogueira", "agent", ("Coordenação",)),
)
DEPARTMENTS = ("Secretaria", "Financeiro", "Coordenação")
_NAMES = (
    "Adriana Moura, Maria Aparecida do Nascimento Albuquerque Cavalcanti de Vasconcelos e Figueiredo Monteiro, "
    "Aline Teixeira, Jéssica 🌻, Bruno Cardoso, Camila Freitas, mari, Carla Antunes, Cíntia Barros, Cristiane Lopes, "
    "Daniel Fonseca, Débora Pacheco, Diego Ramalho, Edna Vilela, Eduardo Sampaio, Elaine Duarte, Fabiana Neves, "
    "Felipe Aragão, Fernanda Queiroz, Flávia Siqueira, Gabriela Torres, Gilberto Paiva, Gisele Mendonça, "
    "Helena Brandão, Igor Falcão, Ingrid Salles, Ivone Peixoto, Janaína Correia, José Carlos Pinheiro, "
    "Juliana Rezende, Karina Bueno, Kátia Dornelles, Leandro Maciel, Letícia Viana, Lúcia Amaral, Marcelo Tavares, "
    "Márcia Leal, Mônica Guedes, Natália Prates, Osvaldo Nunes, Patrícia Mello, Paulo Roberto Assis, Priscila Bastos, "
    "Rafael Monteiro, Raquel Simões, Ricardo Furtado, Rosana Campos, Sandra Meireles, Sérgio Valente, Silvana Dias, "
    "Simone Arruda, Tatiane Coelho, Thiago Penteado, Vanessa Lacerda, Wagner Toledo"
)
_MEN = (
    "João Renato Bruno Daniel Diego Eduardo Felipe Gilberto Igor José Leandro Marcelo Osvaldo Paulo Rafael Ricardo "
    "Sérgio Thiago Wagner"
)
FAMILIES, MEN = _NAMES.split(", "), set(_MEN.split())
CHILDREN = ("a Sofia", "o Enzo", "a Helena", "o Miguel", "a Laura", "o Davi", "a Alice", "o Theo", "a Cecília",
            "o Heitor", "a Yasmin", "o João Pedro", "a Manu", "o Benício", "a Lívia", "o Ravi")  # fmt: skip
CLASSES = ("1º A", "2º A", "3º B", "4º A", "5º B", "6º A", "6º B", "7º A", "7º B")


@dataclass
class Family:
    """One person who writes: their phone, what they would answer when asked, and the child they write about."""

    phone: Phone
    birth_date: date
    cpf: str
    child: str
    school_class: str

    def says(self, words: str) -> str:
        """A line of a talk, with this family's names in it."""
        article, _, name = self.child.partition(" ")
        first = self.phone.name.split()[0].capitalize()
        own = "o" if first in MEN else "a"
        return words.format(a=own, nome=first, filho=name, turma=self.school_class, de=f"d{article}", o=article)


def hire(now: datetime) -> dict[str, User]:
    """The departments and everybody who works in them, by first name. None of them has a password yet."""
    rows = {}
    for name in DEPARTMENTS:
        plan = Plan(name, receives_new_tickets=name == "Secretaria")
        rows[name] = save_department(Department(), plan, None, now).id
    staff = {}
    for name, role, departments in STAFF:
        first = name.split()[0]
        email = f"{first.lower().replace('é', 'e')}@{ADDRESS}"
        details = Details(name, email, role, frozenset(rows[department] for department in departments))
        staff[first] = invite(details, staff.get("Ana"), now)[0]
    return staff


def families(now: datetime) -> list[Family]:
    """The simulator's people first, then all the others; each has a phone in the simulator."""
    for place, name in enumerate(FAMILIES):
        Phone.create(name=name, wa_id=phone_of(place), bsuid=f"BR.{160000000000000 + place}")
    return [family_of(phone, now.date()) for phone in Phone.select().order_by(Phone.id)]


def phone_of(place: int) -> str:
    return f"5511990000{place + 100}"


def lot(wa_id: str) -> tuple[int, str, str, str]:
    """(days old, CPF, child, class): drawn by the phone alone, so that the school's TOTVS tells the same."""
    dice = Random(wa_id)
    return dice.randrange(29 * 365, 58 * 365), invented_cpf(dice), dice.choice(CHILDREN), dice.choice(CLASSES)


def enrol(family: Family, now: datetime) -> None:
    """The school knows this family already: it is saved and approved, and nothing will be asked."""
    phone = family.phone
    contact = Contact(
        wa_id=None if phone.has_username else phone.wa_id,
        bsuid=phone.bsuid,
        phone_key=None if phone.has_username else phone_key(phone.wa_id),
        birth_date=family.birth_date,
        authorised_at=now,
        saved_at=now,
        approved_at=now,
        created_at=now,
    )
    contact.rename(clean_name(phone.name))
    contact.keep_cpf(family.cpf)
    contact.save(force_insert=True)
    write_words(contact)


def family_of(phone: Phone, today: date) -> Family:
    days, cpf, child, school_class = lot(phone.wa_id)
    return Family(phone, today - timedelta(days=days), cpf, child, school_class)


def invented_cpf(dice: Random) -> str:
    """A number with right check digits, made by arithmetic alone."""
    base = f"{dice.randrange(10**9):09}"
    return next(cpf for end in range(100) if is_cpf(cpf := f"{base}{end:02}"))
