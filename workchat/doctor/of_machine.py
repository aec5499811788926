"""The doctor looks at the machine: what was configured, the folders and who may open them, keys, room."""

import os
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

from workchat.config import Config
from workchat.doctor import rules
from workchat.doctor.rules import Finding, fine, look, wrong
from workchat.embed.keys import problem_at_start
from workchat.embed.origins import problem
from workchat.vault import Vault

SERVERS = ("waitress", "granian")
CLOSED = (
    "Sem elas, CPFs e tokens guardados não abrem. Traga a cópia delas, da pasta key-backups ou da que está em "
    "WORKCHAT_KEY_BACKUPS: python3 app.py restore --keys ARQUIVO"
)


def of_python() -> Iterator[Finding]:
    yield rules.of_python(sys.version_info[:2])


def of_configuration(config: Config) -> Iterator[Finding]:
    """What the environment says, without what is secret in it."""
    found = [*_address(config), *_proxy(config)]
    if config.server not in SERVERS:
        found.append(wrong("Servidor: WORKCHAT_SERVER não existe.", "Use waitress, ou deixe vazio."))
    if "://" in config.database_url and not is_postgres(config):
        found.append(wrong("Banco de dados: DATABASE_URL não serve.", "Comece com postgresql:// ou deixe vazia."))
    found += [wrong("Portal:", words) for words in (problem(config), problem_at_start(config)) if words]
    yield from found or [fine(f"Configuração: endereço {config.url}.")]


def is_postgres(config: Config) -> bool:
    return config.database_url.startswith(("postgresql://", "postgres://"))


def _address(config: Config) -> Iterator[Finding]:
    try:
        parts = urlsplit(config.url)
        good = parts.scheme in ("http", "https") and parts.hostname and parts.port != 0 and not parts.path
    except ValueError:
        good = False
    if not good:
        yield wrong("Endereço: WORKCHAT_URL não serve.", "Escreva só https:// e o nome: https://atendimento.escola.br")
    elif not config.production:
        yield look(f"Endereço: {config.url}, sem https.", "Serve para experimentar; o WhatsApp só entrega em https://")


def _proxy(config: Config) -> Iterator[Finding]:
    if config.production and not config.trusted_proxy:
        todo = "Escreva nela o endereço do proxy, em geral 127.0.0.1: senão todos parecem vir do mesmo lugar."
        yield look("Proxy: há https, mas WORKCHAT_TRUSTED_PROXY está vazia.", todo)
    if config.trusted_proxy and not config.production:
        todo = "Sem proxy na frente, deixe vazia; com proxy, WORKCHAT_URL começa com https://"
        yield look("Proxy: WORKCHAT_TRUSTED_PROXY está preenchida sem https.", todo)


def of_folders(config: Config) -> Iterator[Finding]:
    """Nobody else on this machine may open the school's files, and WorkChat must be able to write them."""
    folder = config.instance
    if not folder.is_dir():
        yield wrong(f"Pasta: {folder} não existe.", "Ela é criada ao abrir o WorkChat; confira WORKCHAT_INSTANCE.")
        return
    found = list(_permissions(config)) if os.name == "posix" else []
    if not os.access(folder, os.R_OK | os.W_OK | os.X_OK):
        found.append(wrong(f"Pasta: não é possível gravar em {folder}.", "Dê permissão ao usuário do WorkChat."))
    yield from found or [fine(f"Pasta: {folder}, só deste usuário.")]


def _permissions(config: Config) -> Iterator[Finding]:
    folders = [folder for folder in (config.instance, config.backups, config.key_backups) if folder.is_dir()]
    records = [] if is_postgres(config) else [Path(config.database_url + end) for end in ("", "-wal", "-shm")]
    for place, wanted in [
        *((f, 0o700) for f in folders),
        *((f, 0o600) for f in (config.instance / "keys.json", *records)),
    ]:
        try:
            seen = place.stat()
        except OSError:
            continue
        if seen.st_uid != os.geteuid():
            yield look(f"Dono: {place} é de outro usuário.", "Rode o doctor com o usuário do WorkChat, ou use chown.")
        if bad := rules.of_mode(str(place), seen.st_mode, wanted):
            yield bad


def of_keys(config: Config) -> Iterator[Finding]:
    file = config.instance / "keys.json"
    if not config.keys and not file.exists():
        yield wrong(f"Chaves: {file} não existe.", f"Em uma escola nova, abra o WorkChat. Senão: {CLOSED}")
    elif keys_of(config):
        yield fine(f"Chaves: abrem ({'WORKCHAT_KEYS' if config.keys else file}).")
    else:
        yield wrong("Chaves: não podem ser lidas.", CLOSED)


def keys_of(config: Config) -> Vault | None:
    """The keys, in a vault of their own; None when there are none, or they cannot be read."""
    keys = Vault()
    try:
        keys.open(config.keys or (config.instance / "keys.json").read_text())
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return None
    return keys


def of_room(config: Config) -> Iterator[Finding]:
    """Where the records are, and their copies when these are on another disk."""
    records = Path(config.database_url)
    need = records.stat().st_size if not is_postgres(config) and records.is_file() else 0
    seen: set[int] = set()
    for folder, where in ((config.instance, "no disco dos dados"), (config.backups, "no disco das cópias")):
        if folder.is_dir() and folder.stat().st_dev not in seen:
            seen.add(folder.stat().st_dev)
            yield rules.of_room(where, shutil.disk_usage(folder).free, need)
