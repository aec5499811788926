"""Whether the connection to TOTVS says everything that a reading needs."""

from workchat.totvs.models import SOAP, RmConnection
from workchat.totvs.save_connection import LABELS, PASSWORD

ALWAYS = ("user", "sealed_password", "coligada", "filial", "teaching_level", "period", "students_sentence",
          "guardians_sentence")  # fmt: skip


def what_is_missing(connection: RmConnection) -> list[str]:
    """The labels of the fields that are still empty; none when it can be read."""
    needed = ("soap_url" if connection.transport == SOAP else "rest_url", *ALWAYS)
    empty = [name for name in needed if getattr(connection, name) in (None, "", b"")]
    return [LABELS.get(name, PASSWORD) for name in empty]


def is_whole(connection: RmConnection) -> bool:
    return not what_is_missing(connection)
