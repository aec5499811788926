"""The connection to TOTVS is saved: its columns, a line of history for each change, and never a password elsewhere."""

from dataclasses import asdict, dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from workchat.accounts.models import User
from workchat.db import db
from workchat.settings.models import Settings
from workchat.settings.save import write_history
from workchat.students.models import READING
from workchat.students.sync_steps import fail, running_sync, step
from workchat.totvs.models import REST, RmConnection
from workchat.totvs.rules import last_night, read_place

AREA, SUBJECT = "integrations", "TOTVS RM"
LABELS = {
    "rest_url": "Endereço REST", "soap_url": "Endereço SOAP", "transport": "Forma de acesso", "user": "Usuário",
    "coligada": "Coligada", "filial": "Filial", "teaching_level": "Nível de ensino", "period": "Período letivo",
    "students_sentence": "Consulta de alunos", "guardians_sentence": "Consulta de responsáveis",
    "area_code": "DDD da escola", "nightly_at": "Horário da sincronização", "active": "Conexão",
}  # fmt: skip
PASSWORD = "Senha"  # noqa: S105 (a label)
ASKED = tuple(
    name for name in LABELS if name not in ("area_code", "nightly_at", "active")
)  # what RM is asked, and where
CHANGED = "A conexão com o TOTVS mudou no meio da leitura: sincronize de novo."
NO_TEST = {"test_state": "", "test_steps": None, "tested_at": None}


@dataclass(frozen=True)
class ConnectionDetails:
    """What the form says, checked by it. An empty password keeps the one that is stored, while the address stays."""

    rest_url: str
    soap_url: str
    transport: str  # rest | soap
    user: str
    password: str
    coligada: int | None
    filial: int | None
    teaching_level: int | None
    period: str
    students_sentence: str
    guardians_sentence: str
    area_code: str
    nightly_at: str  # HH:MM, or "" for only by hand
    active: bool


def save_connection(typed: ConnectionDetails, seen_version: int, by: User, now: datetime) -> bool:
    """Store it. False: a colleague saved after `seen_version`, and nothing was written.

    Saving what is stored already (a double click) answers True and leaves no trace.
    """
    with db.atomic():
        before = RmConnection.current()
        columns = asdict(typed) | {"version": seen_version + 1}
        password = columns.pop("password")
        if not password and _says(before, columns):
            return True
        after = RmConnection(**columns)
        after.sealed_password = None if _goes_elsewhere(before, typed) else before.sealed_password
        if password:
            after.keep_password(password)
        columns |= {"sealed_password": after.sealed_password, **NO_TEST, **_nights(before, typed, now)}
        columns["is_invented"] = before.is_invented and not _moved(before, typed)
        same = RmConnection.version == seen_version
        if not RmConnection.update(**columns).where(RmConnection.id == before.id, same).execute():
            return False
        if any(getattr(before, name) != columns[name] for name in ASKED) or password:
            _begin_anew(now)
        write_history(AREA, SUBJECT, _words(before), _words(after) | _password_words(before, after), by, now)
        return True


def _begin_anew(now: datetime) -> None:
    """Students of one period and guardians of another must not meet: what is being read ends here. One that has read
    nothing yet and waits for its next try has it at once."""
    row = running_sync()
    if row and row.state == READING and row.retry_at and row.students_read is None:
        step(row, (READING,), retry_at=None, attempts=0, error="")
    elif row and row.state == READING:
        fail(row, CHANGED, now)


def _says(row: RmConnection, columns: dict[str, object]) -> bool:
    return all(getattr(row, name) == columns[name] for name in LABELS)


def password_is_needed(before: RmConnection, typed: ConnectionDetails) -> bool:
    """Whether it has to be typed: none is stored, or the address is another and must not get the old one unasked."""
    return not typed.password and (not before.sealed_password or _goes_elsewhere(before, typed))


def _goes_elsewhere(before: RmConnection, typed: ConnectionDetails) -> bool:
    """Whether the password would now be sent to a server that did not get it before."""
    known = {place.origin for place in map(read_place, (before.rest_url, before.soap_url)) if place}
    wanted = {place.origin for place in map(read_place, (typed.rest_url, typed.soap_url)) if place}
    return not wanted <= known


def _moved(before: RmConnection, typed: ConnectionDetails) -> bool:
    return (before.rest_url, before.soap_url) != (typed.rest_url, typed.soap_url)


def _nights(before: RmConnection, typed: ConnectionDetails, now: datetime) -> dict[str, object]:
    """A new hour, or a connection that is switched on, begins with the next night: not with one that has passed."""
    begins = typed.nightly_at and (typed.nightly_at != before.nightly_at or (typed.active and not before.active))
    if not begins:
        return {}
    return {"last_nightly_on": last_night(typed.nightly_at, ZoneInfo(Settings.current().timezone), now)[0]}


def _words(row: RmConnection) -> dict[str, str]:
    shown = {name: getattr(row, name) for name in LABELS}
    shown["active"] = "ativa" if row.active else "desativada"
    shown["transport"] = "REST" if row.transport == REST else "SOAP"
    shown["nightly_at"] = row.nightly_at or "só quando alguém pede"
    return {LABELS[name]: "" if value is None else str(value) for name, value in shown.items()}


def _password_words(before: RmConnection, after: RmConnection) -> dict[str, str]:
    """That it changed, never what it is."""
    if before.sealed_password == after.sealed_password:
        return {}
    return {PASSWORD: "trocada" if after.sealed_password else "retirada: o endereço mudou"}
