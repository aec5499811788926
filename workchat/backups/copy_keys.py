"""A copy of the keys, apart from the copies of the records: together they give everything away."""

from datetime import datetime, timedelta

from workchat.backups.files import alone_in, publish, whole_or_nothing
from workchat.backups.rules import KEYS, copies_in, keys_that_may_go, name_of
from workchat.config import Config


def copy_keys(config: Config, now: datetime) -> str:
    """Copy the key file when it is not the same as its newest copy; returns the new copy's name, "" when none was
    made. Keys that come from the environment are the environment's to keep. :raises OSError, Busy."""
    keys = config.instance / "keys.json"
    if config.keys or not keys.is_file():
        return ""
    with alone_in(config.key_backups):
        text, folder = keys.read_bytes(), config.key_backups
        before = copies_in([file.name for file in folder.iterdir()], KEYS)
        if before and (folder / before[0].name).read_bytes() == text:
            return ""
        # Newest first is by name: after a clock that went back, the newest keys still come first.
        at = max(now, before[0].made_at + timedelta(seconds=1)) if before else now
        target = folder / name_of(KEYS, at, "json")
        with whole_or_nothing(target) as part:
            part.write_bytes(text)
            publish(part, target)
        for name in keys_that_may_go(file.name for file in folder.iterdir()):
            (folder / name).unlink()
        return target.name
