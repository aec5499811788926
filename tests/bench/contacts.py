"""B10: who is found among a hundred thousand contacts, on both databases, beside one indexed look at fifty rows."""

import random
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from functools import partial
from typing import Any

from peewee import Database

from tests.bench.measure import MILLISECONDS, Row, Sample, Table, alternate, timed
from tests.bench.plan import Plan
from tests.postgres import postgres
from workchat.contacts.labels import GROUPS, TAGS
from workchat.contacts.lists import PAGE, contacts
from workchat.contacts.models import Contact
from workchat.contacts.rules import search_form
from workchat.contacts.wanted import Wanted
from workchat.contacts.write_words import write_words_of_many
from workchat.db import db, is_postgres, open_database, run, utcnow
from workchat.migrate import migrate
from workchat.vault import new_keys, vault

CONTACTS, WORTH_A_SERVER = 100_000, 1000
AIM = "≤ 10 ms"
RAW = "one indexed look at 50 rows"
LIMIT = """SELECT id, name, wa_id FROM contact WHERE erased_at IS NULL AND search_name >= 'm'
ORDER BY search_name, id LIMIT 50"""

# As in Brazil (IBGE: Nomes no Brasil): a few names are everywhere, many are rare. The earlier, the more frequent.
FIRST = """
Maria José Ana João Antônio Francisco Carlos Paulo Pedro Lucas Luiz Marcos Luís Gabriel Rafael Daniel Marcelo Bruno
Eduardo Felipe Rodrigo Manoel Mateus André Fernando Fábio Leonardo Gustavo Guilherme Leandro Tiago Anderson Ricardo
Márcio Jorge Alexandre Roberto Edson Diego Vítor Sérgio Cláudio Francisca Antônia Adriana Juliana Márcia Fernanda
Patrícia Aline Sandra Camila Amanda Bruna Jéssica Letícia Júlia Luciana Vanessa Mariana Vera Larissa Cristina
Beatriz Zélia Zulmira Ítalo Otávio Helena Íris Davi Renata Simone Talita Úrsula Wagner Yasmin Zenaide
""".split()  # noqa: SIM905
LAST = """
Silva Santos Oliveira Souza Lima Pereira Ferreira Costa Rodrigues Almeida Nascimento Alves Carvalho Araújo Ribeiro
Gomes Martins Rocha Barbosa Cardoso Melo Teixeira Cavalcanti Dias Castro Campos Nunes Moreira Vieira Correia
Freitas Andrade Mendes Monteiro Moraes Pinto Barros Ramos Duarte Reis Nogueira Magalhães Conceição Gonçalves
Batista Machado Fernandes Lopes Azevedo Macedo Miranda Bezerra Queiroz Xavier Zanetti Uchôa Quintela Ávila
""".split()  # noqa: SIM905
CONTACT = """INSERT INTO contact (name, name_edited, search_name, wa_id, phone_key, is_minor, saved_at, approved_at,
opted_out_at, created_at) VALUES (?, FALSE, ?, ?, ?, FALSE, ?, ?, ?, ?)"""

SEARCHES = {
    "no search": Wanted(),
    "what everybody has": Wanted("11 9"),
    "what nobody has": Wanted("xyzzy"),
    "one letter": Wanted("z"),
    "a frequent name": Wanted("maria"),
    "a name late in the alphabet": Wanted("zélia"),
    "two frequent names": Wanted("maria silva"),
    "two that never meet": Wanted("xavier zanetti"),
    "a whole name": Wanted("Ana Maria Souza"),
    "a phone": Wanted("(11) 8000-2345"),
    "last four digits": Wanted("2345"),
    "a CPF": Wanted("529.982.247-25"),
    "newest of a group": Wanted(group=1, sort="newest"),
    "group, tag, states": Wanted(group=1, tag=1, saved="yes", approved="no", silent="no"),
    "a name and all filters": Wanted("silva", group=1, tag=1, saved="yes", approved="no", silent="no"),
    "opted out": Wanted(silent="yes"),
}


def bench(plan: Plan) -> list[Table]:
    count, before = plan.tickets or CONTACTS, db.obj
    vault.open(new_keys())
    with ExitStack() as open_ones:
        books = {"SQLite": open_ones.enter_context(_book(str(plan.folder / "contacts.db"), count, plan.seed))}
        if count >= WORTH_A_SERVER:
            url = open_ones.enter_context(postgres())
            books["Postgres"] = open_ones.enter_context(_book(url, count, plan.seed))
        tables = [_table(name, handle, count, plan) for name, handle in books.items()]
    db.initialize(before)
    return tables


@contextmanager
def _book(url: str, count: int, seed: int) -> Iterator[Database]:
    handle = open_database(url, "NORMAL")
    migrate()
    with db.connection_context():
        with db.atomic():
            _fill(count, random.Random(seed))
        _settle()
    yield handle
    handle.close_all()


def _settle() -> None:
    """What autovacuum does within minutes of an import: until then Postgres reads each row to see if it is there."""
    if is_postgres():
        db.connection().autocommit = True
    db.execute_sql("VACUUM ANALYZE" if is_postgres() else "ANALYZE")


def _fill(count: int, chance: random.Random) -> None:
    names = [_name(chance) for _ in range(count)]
    now, phones = utcnow(), [f"55119{80_000_000 + n}" for n in range(count)]
    for name, phone in zip(names, phones, strict=True):
        states = [now if chance.random() < share else None for share in (0.9, 0.4, 0.01)]
        run(CONTACT, name, search_form(name), phone, phone, *states, now)
    first = Contact.select(Contact.id).order_by(Contact.id).first().id
    write_words_of_many(zip(range(first, first + count), names, phones, strict=True), new=True)
    for kind, share in ((GROUPS, 5), (TAGS, 3)):
        label = kind.model.put(name="Turma", created_at=now)
        ids = [(label.id, row_id) for row_id in range(first, first + count) if chance.randrange(share) == 0]
        kind_link = f"INSERT INTO {kind.link} ({kind.column}, contact_id) VALUES (?, ?)"  # noqa: S608
        for pair in ids:
            run(kind_link, *pair)


def _name(chance: random.Random) -> str:
    """Pareto: the first of each list is some fifty times as frequent as the last."""
    given = [_one(FIRST, chance) for _ in range(chance.choice((1, 1, 2)))]
    return " ".join([*given, _one(LAST, chance), _one(LAST, chance)])


def _one(names: list[str], chance: random.Random) -> str:
    return names[min(int(chance.paretovariate(0.6)) - 1, 10**6) % len(names)]


def _table(name: str, handle: Database, count: int, plan: Plan) -> Table:
    db.initialize(handle)
    things: dict[str, tuple[str, Any]] = {RAW: (MILLISECONDS, partial(_timed, plan.calls, _raw))}
    things |= {
        what: (MILLISECONDS, partial(_timed, plan.calls, partial(contacts, wanted)))
        for what, wanted in SEARCHES.items()
    }
    found = alternate(plan.rounds, things)
    table = Table(
        "B10", f"one page of {PAGE} among {count:,} contacts, {name}: every query of the list, without the page"
    )
    table.rows.append(Row(found[RAW]))
    table.rows += [Row(found[what], {"of one look": found[RAW]}, AIM) for what in SEARCHES]
    return table


def _timed(calls: int, act: Any) -> Sample:
    with db.connection_context():
        return timed(calls, act)


def _raw() -> list:
    return db.connection().execute(LIMIT).fetchall()
