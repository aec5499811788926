"""How the connection to TOTVS is doing: the one thing that a person should know of it now."""

from dataclasses import dataclass

from workchat.students.models import ASKING, DONE, FAILED, RUNNING, StudentSync
from workchat.students.sync_steps import LIGHT
from workchat.totvs.models import REST, RmConnection

UNSET, OFF, NEVER, READS, ASKS, STOPPED, WORKS = "unset", "off", "never", "reads", "asks", "stopped", "works"
RM = StudentSync.source == "rm"


@dataclass(frozen=True)
class Standing:
    """`name`: one of the words above. `newest`, `done`: the newest sync with TOTVS, and the newest that went well."""

    name: str
    connection: RmConnection
    newest: StudentSync | None
    done: StudentSync | None

    @property
    def is_ready(self) -> bool:
        """Whether a sync may be asked for now."""
        return self.name not in (UNSET, OFF, READS)


def standing() -> Standing:
    connection = RmConnection.current()
    newest, done = _newest(RM), _newest(RM, StudentSync.state == DONE)
    return Standing(_name(connection, newest), connection, newest, done)


def is_complete(connection: RmConnection) -> bool:
    """Whether everything is there that a reading needs."""
    address = connection.rest_url if connection.transport == REST else connection.soap_url
    needed = (address, connection.user, connection.sealed_password, connection.period)
    return all(needed) and connection.coligada is not None


def _name(connection: RmConnection, newest: StudentSync | None) -> str:
    if newest and newest.state in (*RUNNING, ASKING):
        return ASKS if newest.state == ASKING else READS
    if not is_complete(connection):
        return UNSET
    if not connection.active:
        return OFF
    if newest is None:
        return NEVER
    return STOPPED if newest.state == FAILED else WORKS


def _newest(*conditions: object) -> StudentSync | None:
    return StudentSync.select(*LIGHT).where(*conditions).order_by(StudentSync.id.desc()).first()
