"""The files that families sent, beside the copies: each once, under the name it has, because none ever changes."""

import os
import re
import shutil
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from workchat.backups.files import open_folder, publish, whole_or_nothing
from workchat.backups.rules import WRITTEN
from workchat.config import Config
from workchat.db import run

POOL, GONE = "media", re.compile(r"media-gone-(\d{8}T\d{6}Z)")
STORED = re.compile(r"[0-9a-f]{32}")
WHOLE = "SELECT stored_as FROM media WHERE state = 'stored' AND stored_as <> ''"


def copy_media(config: Config, now: datetime) -> int:
    """Bring the pool to what the records know; returns how many files came into it.

    A hard link where the pool is on the same disk: it costs nothing, and outlives a deletion. What the records no
    longer know goes into a folder with today's date, for the copies that still know it. :raises OSError.
    """
    known, source, pool = _known(), config.instance / POOL, config.backups / POOL
    open_folder(pool)
    there = set(_stored(pool))
    came = sum(_bring(source / name, pool / name) for name in known - there)
    if gone := there - known:
        aside = config.backups / f"media-gone-{now:{WRITTEN}}"
        open_folder(aside)
        for name in gone:
            (pool / name).replace(aside / name)
    return came


def forget_gone_media(folder: Path, oldest_copy: datetime) -> None:
    """Delete what was gone before the oldest copy was made: nothing that can be restored knows it any more."""
    for aside in folder.iterdir():
        found = GONE.fullmatch(aside.name)
        if found and aside.is_dir() and datetime.strptime(found[1], WRITTEN) < oldest_copy:
            for name in _stored(aside):
                (aside / name).unlink()
            if not any(aside.iterdir()):
                aside.rmdir()


def restore_media(config: Config) -> tuple[int, int]:
    """Bring back the files that the records know and the media folder lacks: (came back, lost)."""
    source, back, lost = config.instance / POOL, 0, 0
    open_folder(source)
    for name in _known() - set(_stored(source)):
        found = next((place / name for place in _places(config.backups) if (place / name).is_file()), None)
        back, lost = (back + _bring(found, source / name), lost) if found else (back, lost + 1)
    return back, lost


def _known() -> set[str]:
    """The names of whole files: a file on its way in lies in the folder too."""
    return {name for (name,) in run(WHOLE).fetchall() if STORED.fullmatch(name)}


def _stored(folder: Path) -> Iterator[str]:
    return (entry.name for entry in os.scandir(folder) if STORED.fullmatch(entry.name) and entry.is_file())


def _places(backups: Path) -> list[Path]:
    if not backups.is_dir():
        return []
    aside = (folder for folder in backups.iterdir() if GONE.fullmatch(folder.name))
    return [backups / POOL, *sorted(aside, reverse=True)]


def _bring(file: Path, target: Path) -> bool:
    """False: the file is not there; whoever opens it in the Chat reads so."""
    if not file.is_file():
        return False
    try:
        os.link(file, target)
    except OSError:  # another disk, or one without links
        with whole_or_nothing(target) as part:
            shutil.copyfile(file, part)
            publish(part, target)
    return True
