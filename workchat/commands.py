"""The words behind app.py that look after a school: let somebody in, update, copy, bring a copy back, examine."""

import os
import sys
from argparse import Namespace
from pathlib import Path

from peewee import PeeweeException

from workchat.accounts.invite import renew_access
from workchat.accounts.models import User
from workchat.accounts.rules import normal_email
from workchat.accounts.set_up import make_link
from workchat.backups import told
from workchat.backups.back_up import UNDER_WAY, back_up
from workchat.backups.files import Busy, words_of
from workchat.backups.may_restore import CannotRestore
from workchat.backups.restore import copies, find, restore, take_keys
from workchat.config import Config
from workchat.db import clock, db, utcnow
from workchat.doctor.examine import examine, healthy
from workchat.opening import is_for_postgres, open_school
from workchat.vault import make_keys

HAS_PEOPLE = (
    "O primeiro acesso já foi feito. Para uma pessoa escolher outra senha, informe o e-mail dela: "
    "python3 app.py link nome@escola"
)
NOBODY = "Nenhuma pessoa ativa usa o e-mail {}."
FIRST_ACCESS = "Primeiro acesso: abra {}/set-up/{} (funciona uma vez, por uma hora)."
OWN_LINK = "Link para {} escolher a senha: {}/access/{} (funciona uma vez, por três dias)."
AN_ARGUMENT = {"nargs": "?", "default": ""}
OPTIONS = {"link": {"email": AN_ARGUMENT},
           "restore": {"file": AN_ARGUMENT, "--keys": {"default": ""}, "--new-keys": {"action": "store_true"}},
           "doctor": {"--offline": {"action": "store_true"}}}  # fmt: skip
WHAT_EXISTS = {
    **dict.fromkeys(("", "web"), "--host ENDEREÇO e --port NÚMERO"),
    "link": "o e-mail de uma pessoa",
    "restore": "o nome de uma cópia e --keys ARQUIVO, ou só --new-keys",
    "doctor": "--offline",
}


def address(config: Config) -> str:
    """Where a person reaches the pages: the public address, or this machine when none was given."""
    given = config.url != f"http://{config.host}:{config.port}"
    return config.url if given else config.local_url


def update(config: Config, _typed: Namespace) -> None:
    open_school(config)
    print("Banco de dados em dia.")


def demo(config: Config, _typed: Namespace) -> None:
    """Fill an empty WorkChat with an invented school. One that has people is left alone."""
    from workchat.demo.fill import CannotFill, fill

    open_school(config)
    with db.connection_context():
        try:
            print(fill(clock(), config))
        except CannotFill as why:
            sys.exit(str(why))


def link(config: Config, typed: Namespace) -> None:
    """A new set-up link while nobody administers; afterwards a link for one person to choose a password."""
    open_school(config)
    with db.connection_context():
        if typed.email:
            person = User.get_or_none(User.email == normal_email(typed.email), User.active)
            if person is None:
                sys.exit(NOBODY.format(typed.email))
            print(OWN_LINK.format(person.name, address(config), renew_access(person, None, clock())))
        else:
            token = make_link(clock())
            print(FIRST_ACCESS.format(address(config), token)) if token else sys.exit(HAS_PEOPLE)


def backup(config: Config, _typed: Namespace) -> None:
    """A copy now, whether WorkChat runs or not."""
    open_school(config)
    with db.connection_context():
        try:
            made = back_up(config, clock())
        except Busy:
            sys.exit(UNDER_WAY)
        except PeeweeException as error:
            sys.exit(words_of(error, config.backups))
    print("\n".join(told.of_backup(made)))
    sys.exit(1 if made.problems else 0)


def bring_back(config: Config, typed: Namespace) -> None:
    """Without a name: which copies there are, or only the keys come back. With one: it takes the records' place."""
    is_for_postgres(config)
    if typed.new_keys:
        keys_given_up(config)
        return
    if typed.keys and not typed.file:
        keys_alone(config, Path(typed.keys))
        return
    if not typed.file:
        print("\n".join(told.listed(config.backups, copies(config.backups))))
        return
    os.umask(0o077)
    try:
        keys = Path(typed.keys) if typed.keys else None
        done = restore(config, find(config, typed.file), keys, utcnow())
    except CannotRestore as why:
        sys.exit(str(why))
    print("\n".join(told.of_restore(done)))


def keys_alone(config: Config, given: Path) -> None:
    """The key file was lost or damaged, and the records were not: they stay as they are."""
    os.umask(0o077)
    try:
        take_keys(config, given, utcnow())
    except CannotRestore as why:
        sys.exit(str(why))
    print(told.KEYS_BACK.format(config.instance / "keys.json"))


def keys_given_up(config: Config) -> None:
    """Keys that are lost for ever: with new ones the school works, and what the old ones sealed stays closed."""
    file = config.instance / "keys.json"
    if config.keys or file.exists():
        sys.exit(told.KEYS_THERE.format("WORKCHAT_KEYS" if config.keys else file))
    os.umask(0o077)
    make_keys(file)
    print(told.KEYS_NEW.format(file))


def doctor(config: Config, typed: Namespace) -> None:
    """A line for each thing that was looked at, as soon as it was."""
    found = []
    for finding in examine(config, typed.offline):
        found.append(finding)
        print(finding, flush=True)
    sys.exit(0 if healthy(found) else 1)


LOOKS_AFTER = {
    "migrate": update, "demo": demo, "link": link, "backup": backup, "restore": bring_back, "doctor": doctor,
}  # fmt: skip
