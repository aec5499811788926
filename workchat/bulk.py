"""Thousands of rows at a time: written in one statement, and counted so that Postgres keeps knowing what it has."""

from collections.abc import Sequence

from workchat.db import db, is_postgres, run

RECOUNTED_AT = tuple(100 * 4**n for n in range(6))


def insert_rows(table: str, columns: dict[str, str], rows: Sequence[tuple], ending: str = "") -> list[tuple]:
    """INSERT of all these rows in one statement; what its `ending` returns, as RETURNING id, else [].

    `columns`: name -> Postgres' type. There each column travels as one array: thousands of marks would cost more than
    the rows. SQLite takes 32,766 values at most.
    """
    if not rows:
        return []
    names = ", ".join(f'"{name}"' for name in columns)
    if is_postgres():
        source = f"SELECT * FROM unnest({', '.join(f'?::{kind}[]' for kind in columns.values())})"  # noqa: S608 (types of ours)
        values = [list(column) for column in zip(*rows, strict=True)]
    else:
        source = "VALUES " + ", ".join([f"({', '.join('?' * len(columns))})"] * len(rows))
        values = [value for row in rows for value in row]
    cursor = run(f'INSERT INTO "{table}" ({names}) {source} {ending}', *values)  # noqa: S608 (names of our own tables)
    return cursor.fetchall() if "RETURNING" in ending else []


def recount(before: int, after: int, *tables: str) -> None:
    """Between two slices of many new rows: let Postgres look at these tables, each time four times as many are done.

    It plans by what it last knew: each row of a new school would be checked against all the others, one by one.
    """
    if is_postgres() and any(before < count <= after for count in RECOUNTED_AT):
        for table in tables:
            db.execute_sql(f'ANALYZE "{table}"')
