"""May this copy take the place of the records? What every way back asks."""

from pathlib import Path

import workchat
from workchat.running.oldest import version

OURS = {"schema_migration", "settings", "ticket", "message", "delivery"}
RUNS = "O WorkChat está aberto. Pare todos os programas dele (páginas e envio) e tente de novo."
NOT_OURS = "O arquivo {} não é uma cópia do WorkChat, ou está danificado."
TOO_NEW = "A cópia é de um WorkChat mais novo: ela pede a versão {} ou mais nova. Atualize este programa antes."


class CannotRestore(Exception):
    """Nothing was changed; the text says why, and what to do."""


def fits(tables: set[str], oldest: str, copy: Path) -> None:
    """:raises CannotRestore: what is in the copy is not WorkChat's, or of a newer one than this program."""
    if not tables >= OURS:
        raise CannotRestore(NOT_OURS.format(copy))
    if oldest and version(oldest) > version(workchat.__version__):
        raise CannotRestore(TOO_NEW.format(oldest))
