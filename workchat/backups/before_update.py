"""Before an update changes the shape of the records, they are copied: one that went wrong can be undone."""

import sqlite3
from datetime import datetime
from pathlib import Path

from workchat.backups.copy_postgres import NoTool, copy_postgres
from workchat.backups.copy_sqlite import copy_sqlite
from workchat.backups.files import Busy, NotGood, alone_in, words_of
from workchat.backups.rules import BEFORE_UPDATE, may_go, name_of

WAIT = 60.0  # seconds for a copy that is being made
UNDER_WAY = "Outra cópia está sendo feita. Espere ela terminar e inicie de novo."
NO_COPY = "Sem cópia antes da atualização do banco de dados: {}"
REFUSED = "O banco de dados não foi atualizado, porque a cópia antes da atualização não pôde ser feita. {}"


class NoCopy(Exception):
    """The copy failed, so the update did not begin; the text is a sentence for people."""


def copy_before_update(url: str, folder: Path, now: datetime) -> str:
    """Copy the records; returns a sentence when that is not possible here, "" when it was done.

    On Postgres the school may have copies of its own, so a missing pg_dump stops no update. :raises NoCopy.
    """
    postgres = url.startswith(("postgres://", "postgresql://"))
    target = folder / name_of(BEFORE_UPDATE, now, "dump" if postgres else "db")
    try:
        with alone_in(folder, WAIT):
            copy_postgres(url, target) if postgres else copy_sqlite(Path(url), target)
            for name in may_go([file.name for file in folder.iterdir()], now, target.name):
                if name.startswith(BEFORE_UPDATE):
                    (folder / name).unlink()
    except NoTool as missing:
        return NO_COPY.format(missing)
    except Busy as busy:
        raise NoCopy(REFUSED.format(UNDER_WAY)) from busy
    except (OSError, sqlite3.Error, NotGood) as error:
        raise NoCopy(REFUSED.format(words_of(error, folder))) from error
    return ""
