"""Rows that were taken out are put back by nothing but executemany: the limit of whatever wrote them first."""

import json
import sqlite3
import time
from pathlib import Path

import psycopg

from workchat.db import is_postgres


def put_back(rows: dict[str, list[tuple]], parts: int, folder: Path, url: str) -> float:
    """Seconds to insert the rows of these tables, parents first, each table in so many transactions."""
    plain = psycopg.connect(url) if is_postgres() else _sqlite(folder)
    begin = time.perf_counter()
    for name, all_of_them in rows.items():
        marks = ", ".join(["%s" if is_postgres() else "?"] * len(all_of_them[0]))
        for part in range(parts):
            plain.cursor().executemany(f'INSERT INTO "{name}" VALUES ({marks})', _plain(all_of_them[part::parts]))
            plain.commit()
    took = time.perf_counter() - begin
    plain.close()
    return took


def _sqlite(folder: Path) -> sqlite3.Connection:
    plain = sqlite3.connect(folder / "workchat.db")
    plain.execute("PRAGMA foreign_keys=1")
    plain.execute("PRAGMA synchronous=FULL")
    plain.execute("PRAGMA cache_size=-4000")
    return plain


def _plain(rows: list[tuple]) -> list[tuple]:
    """Postgres gives lists of JSON as lists, and takes them as text."""
    return [tuple(json.dumps(value) if isinstance(value, list) else value for value in row) for row in rows]
