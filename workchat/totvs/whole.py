"""Whether the connection to TOTVS says everything that a reading needs."""

from workchat.totvs.models import SOAP, RmConnection

LABELS = {
    "user": "Usuário", "sealed_password": "Senha", "coligada": "Coligada", "filial": "Filial",
    "teaching_level": "Nível de ensino", "period": "Período letivo", "students_sentence": "Consulta de alunos",
    "guardians_sentence": "Consulta de responsáveis",
}  # fmt: skip


def what_is_missing(connection: RmConnection) -> list[str]:
    """The labels of the fields that are still empty; none when it can be read."""
    address = {"soap_url": "Endereço SOAP"} if connection.transport == SOAP else {"rest_url": "Endereço REST"}
    found = {**address, **LABELS}
    return [label for name, label in found.items() if getattr(connection, name) in (None, "", b"")]


def is_whole(connection: RmConnection) -> bool:
    return not what_is_missing(connection)
