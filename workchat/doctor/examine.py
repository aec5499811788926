"""The doctor's round: every part is looked at, whatever is wrong with the others."""

from collections.abc import Callable, Iterable, Iterator

from workchat.config import Config
from workchat.db import clock, db
from workchat.doctor import of_machine, of_network, of_records
from workchat.doctor.rules import FINE, WRONG, Finding, wrong
from workchat.running.models import alive

NOT_SEEN = "Rode python3 app.py doctor de novo; se continuar, mostre esta linha a quem cuida do WorkChat."


def examine(config: Config, offline: bool) -> Iterator[Finding]:
    """Everything, in the order in which it has to be mended. Changes nothing. `offline`: without the network."""
    yield from _guarded("Python", of_machine.of_python)
    yield from _guarded("Configuração", lambda: of_machine.of_configuration(config))
    yield from _guarded("Pasta", lambda: of_machine.of_folders(config))
    yield from _guarded("Chaves", lambda: of_machine.of_keys(config))
    yield from _guarded("Espaço", lambda: of_machine.of_room(config))
    records = list(_guarded("Banco de dados", lambda: of_records.of_database(config)))
    yield from records
    try:
        shape = [found.mark for found in records if found.words.startswith("Banco de dados")]
        if healthy(records) and shape and set(shape) == {FINE}:
            yield from _inside(config, offline)
        elif not offline:
            yield from _guarded("Relógio", of_network.of_clock)
            yield from _guarded("Certificado", lambda: of_network.of_certificate(config))
    finally:
        if db.obj is not None and not db.is_closed():
            db.close()


def _inside(config: Config, offline: bool) -> Iterator[Finding]:
    """What only records that answer can tell."""
    now, keys = clock(), of_machine.keys_of(config)
    runs = any(program.kind in ("web", "all") for program in alive(now))
    yield from _guarded("Chaves e banco de dados", lambda: of_records.of_sealed(keys))
    yield from _guarded("Envio e cópias", lambda: of_records.of_work(now))
    yield from _guarded("Números", lambda: of_records.of_numbers(keys))
    yield from _guarded("Porta", lambda: of_network.of_port(config, runs))
    if offline:
        return
    yield from _guarded("Relógio", of_network.of_clock)
    yield from _guarded("Certificado", lambda: of_network.of_certificate(config))
    if runs:
        yield from _guarded("Webhook", lambda: of_network.of_webhook(config))


def _guarded(what: str, look: Callable[[], Iterable[Finding]]) -> Iterator[Finding]:
    """A part that cannot be looked at is a finding too."""
    try:
        yield from look()
    except Exception as error:
        yield wrong(f"{what}: não foi possível conferir ({type(error).__name__}).", NOT_SEEN)


def healthy(found: Iterable[Finding]) -> bool:
    return all(one.mark != WRONG for one in found)
