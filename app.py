"""Starts WorkChat on a fresh machine: makes .venv, installs what is missing, then does what the word asks.

Only the standard library here, and nothing newer than Python 3.6, so that an old Python gets a sentence, not a trace.
"""

import contextlib
import hashlib
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
PYTHON = VENV / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
LOCK, STAMP, LOG = VENV / "lock", VENV / "installed.json", VENV / "install.log"

WORDS = {
    "": "abre o WorkChat (páginas e envio de mensagens) em http://127.0.0.1:8000; aceita --host e --port",
    "web": "só as páginas",
    "worker": "só o envio de mensagens e o que acontece sozinho",
    "migrate": "só atualiza o banco de dados",
    "demo": "preenche um WorkChat vazio com uma escola inventada",
    "link": "mostra um novo link de primeiro acesso; com um e-mail, um link para essa pessoa escolher a senha",
    "backup": "faz agora uma cópia de tudo e diz onde",
    "restore": "mostra as cópias; com o nome de uma e o WorkChat parado, traz essa; --keys ARQUIVO traz as chaves, "
    "--new-keys faz outras quando se perderam",
    "doctor": "confere a instalação e diz o que fazer; --offline não usa a internet",
    "install": "só instala o que falta",
    "test": "roda os testes",
    "check": "confere o estilo do código",
    "bench": "mede a velocidade",
    "torture": "mata, atrasa e confunde tudo o que pode falhar, e conta o que chegou",
}
FOR_DEVELOPERS = ("test", "check", "bench", "torture")

TOO_OLD = "O WorkChat precisa do Python 3.11 ou mais novo; este é o {}.{}. Instale um mais novo e tente de novo."
NO_VENV = "Falta o módulo venv do Python. No Debian ou Ubuntu: sudo apt install python3-venv"
NOT_WRITABLE = "Não foi possível gravar em {}. Dê permissão de escrita a este usuário e tente de novo."
NOT_INSTALLED = (
    "Não foi possível instalar o que o WorkChat precisa. "
    "Confira a conexão com a internet e tente de novo. O detalhe está em {}."
)


def main() -> None:
    word = sys.argv[1] if len(sys.argv) > 1 and not sys.argv[1].startswith("-") else ""
    if sys.version_info < (3, 11):  # noqa: UP036
        sys.exit(TOO_OLD.format(*sys.version_info))
    if word not in WORDS or (word not in FOR_DEVELOPERS and {"-h", "--help"} & set(sys.argv[1:])):
        explain(word)
    try:
        ready(["requirements.txt", "requirements-dev.txt"] if word in FOR_DEVELOPERS else ["requirements.txt"])
    except OSError:
        sys.exit(NOT_WRITABLE.format(VENV))
    if Path(sys.prefix).resolve() != VENV.resolve():
        become([str(PYTHON)] + sys.argv)
    if word != "install":
        from workchat.cli import main as run

        run(word, sys.argv[2 if word else 1 :])


def explain(word: str) -> None:
    """Say which words there are. An unknown word is a mistake (2); asking for help is not."""
    mistaken = word not in WORDS
    lines = ["O WorkChat não conhece a palavra “{}”. Use uma destas:".format(word)] if mistaken else []  # noqa: UP032
    lines += ["  python3 app.py {:8} {}".format(known, meaning) for known, meaning in WORDS.items()]  # noqa: UP032
    print("\n".join(lines), file=sys.stderr if mistaken else sys.stdout)
    sys.exit(2 if mistaken else 0)


def ready(files: list) -> None:
    """Make .venv hold what these requirement files ask for. Most starts find that it does, and touch nothing."""
    wanted = {name: hashlib.sha256((ROOT / name).read_bytes()).hexdigest() for name in files}
    wanted["python"] = "{}.{}".format(*sys.version_info)  # noqa: UP032
    if holds(wanted):
        return
    try:
        import ensurepip  # noqa: F401 (Debian leaves it out of python3)
        import sqlite3  # noqa: F401
    except ImportError:
        sys.exit(NO_VENV)
    with alone():
        if not holds(wanted):  # somebody else may have installed it while we waited
            print("Instalando o que o WorkChat precisa. Leva cerca de um minuto, só desta vez.", flush=True)
            install(wanted, files)


def installed() -> dict:
    """What an installation that reached its end left behind; empty when none did."""
    try:
        return json.loads(STAMP.read_text())
    except (OSError, ValueError):
        return {}


def holds(wanted: dict) -> bool:
    return PYTHON.exists() and wanted.items() <= installed().items()


def install(wanted: dict, files: list) -> None:
    """Install, from nothing when .venv is half-made or of another Python. The stamp comes last: no stamp, not done."""
    before = installed()
    if not PYTHON.exists() or before.get("python") != wanted["python"]:
        before = {}
        for leftover in [path for path in VENV.iterdir() if not path.name.startswith(LOCK.name)]:
            shutil.rmtree(str(leftover)) if leftover.is_dir() and not leftover.is_symlink() else leftover.unlink()
    with contextlib.suppress(FileNotFoundError):
        STAMP.unlink()
    steps = [] if before else [[sys._base_executable, "-m", "venv", str(VENV)]]
    steps.append([str(PYTHON), "-m", "pip", "install", *(word for name in files for word in ("-r", str(ROOT / name)))])
    with LOG.open("w") as log:
        for step in steps:
            if subprocess.call(step, stdin=subprocess.DEVNULL, stdout=log, stderr=subprocess.STDOUT):
                sys.exit(NOT_INSTALLED.format(LOG))
    STAMP.write_text(json.dumps({**before, **wanted}))


@contextlib.contextmanager
def alone():
    """One installer at a time. SQLite's lock works on every system and goes away with the process that held it."""
    import sqlite3

    VENV.mkdir(exist_ok=True)
    try:
        gate = sqlite3.connect(str(LOCK), timeout=900, isolation_level=None)
        gate.execute("BEGIN EXCLUSIVE")
    except sqlite3.OperationalError:
        sys.exit(NOT_WRITABLE.format(VENV))
    try:
        yield
    finally:
        gate.close()


def become(command: list) -> None:
    """Go on inside .venv. Windows has no exec that keeps the console, so there a child does the work."""
    if os.name == "nt":
        sys.exit(subprocess.call(command))
    os.execv(command[0], command)  # noqa: S606


if __name__ == "__main__":
    try:
        main()
    except KeyboardInterrupt:
        sys.exit(130)  # what a shell expects of Ctrl-C
