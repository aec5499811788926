"""What whoever looks after the server has to know: room, copies, clock, and programs that vanished."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from workchat.status.known import SQLITE, Disk, Known
from workchat.status.words import count_words, size_words, span_words

MEGABYTE, GIGABYTE = 10**6, 10**9
NO_ROOM, LITTLE_ROOM = 500 * MEGABYTE, 2 * GIGABYTE
COPY_LATE, COPY_OLD = timedelta(hours=36), timedelta(days=4)  # a copy is made each night
CLOCK_OFF, CLOCK_WRONG = 5.0, 60.0  # seconds

COPY_COMMAND = "python3 app.py backup"
CLOCK_COMMAND = "timedatectl set-ntp true"
DISK_OF = {"records": "no disco dos dados", "copies": "no disco das cópias"}
LOST_WITHOUT_ROOM = {"records": "nada mais é guardado", "copies": "não há novas cópias de segurança"}


@dataclass(frozen=True)
class Finding:
    """What is wrong (`title`), what to do about it, where it can be mended, or the command that mends it.

    `level`: danger = families or agents notice it; warn = they will.
    """

    key: str
    level: str
    title: str
    advice: str
    href: str = ""
    link: str = ""
    command: str = ""


def server_findings(known: Known, when: Callable[[datetime], str]) -> Iterator[Finding]:
    for disk in known.machine.disks:
        yield from disk_findings(disk, known)
    yield from copy_findings(known, when)
    yield from clock_findings(known)
    yield from program_findings(known, when)


def disk_findings(disk: Disk, known: Known) -> Iterator[Finding]:
    """A copy of the SQLite file needs as much room as the file."""
    needed = LITTLE_ROOM + (known.machine.database_size if known.machine.database == SQLITE else 0)
    if disk.free < needed:
        yield Finding(
            f"disk-{disk.what}", "danger" if disk.free < NO_ROOM and disk.what == "records" else "warn",
            f"Há só {size_words(disk.free)} livres {DISK_OF[disk.what]} do servidor {known.machine.host}.",
            f"Sem espaço, {LOST_WITHOUT_ROOM[disk.what]}. Apague o que não serve ou aumente o disco.",
        )  # fmt: skip


def copy_findings(known: Known, when: Callable[[datetime], str]) -> Iterator[Finding]:
    """Of a Postgres without pg_dump beside WorkChat, others make the copies: it does not see them."""
    made = known.copies
    if made.failed_at:
        yield Finding(
            "copy-failed", "warn", f"A última cópia de segurança falhou ({when(made.failed_at)}).",
            f"{made.error} Depois de resolver, faça uma no servidor:".strip(), command=COPY_COMMAND,
        )  # fmt: skip
    elif made.good_at is None and known.machine.database == SQLITE:
        yield Finding(
            "no-copy", "warn", "Ainda não há nenhuma cópia de segurança.",
            "Uma é feita a cada noite, com o serviço ligado. Para não esperar, faça agora no servidor:",
            command=COPY_COMMAND,
        )  # fmt: skip
    elif made.good_at and known.now - made.good_at > COPY_LATE:
        yield Finding(
            "old-copy", "danger" if known.now - made.good_at > COPY_OLD else "warn",
            f"A última cópia de segurança é de {span_words(known.now - made.good_at)} atrás.",
            "Ela devia ser feita a cada noite. Faça uma no servidor e veja o que ela diz:", command=COPY_COMMAND,
        )  # fmt: skip


def clock_findings(known: Known) -> Iterator[Finding]:
    off = abs(known.machine.ahead)
    if off < CLOCK_OFF:
        return
    much = span_words(timedelta(seconds=off)) if off >= CLOCK_WRONG else f"{off:.0f} s"
    way = "adiantado" if known.machine.ahead > 0 else "atrasado"
    yield Finding(
        "clock", "warn",
        f"O relógio do servidor {known.machine.host} está {much} {way} em relação ao do banco de dados.",
        "O WorkChat usa o do banco, mas o endereço seguro (https) e a Meta olham o do servidor. Ligue o acerto "
        "automático da hora:", command=CLOCK_COMMAND,
    )  # fmt: skip


def program_findings(known: Known, when: Callable[[datetime], str]) -> Iterator[Finding]:
    lost = [program for program in known.programs if not program.alive and not program.replaced]
    if lost:
        hosts = ", ".join(sorted({program.host for program in lost}))
        yield Finding(
            "lost", "warn", f"{count_words(len(lost), 'programa parou', 'programas pararam')} sem avisar ({hosts}).",
            f"Sem sinal desde {when(max(program.seen_at for program in lost))}. Inicie de novo; se voltar a acontecer, "
            "veja nos registros do servidor o que houve.", "#programs", "Ver os programas",
        )  # fmt: skip
    versions = sorted({program.version for program in known.programs if program.alive})
    if len(versions) > 1:
        yield Finding(
            "versions", "warn", f"Há programas de versões diferentes ligados: {', '.join(versions)}.",
            "Durante uma atualização é normal. Termine de atualizar os servidores.", "#programs", "Ver os programas",
        )  # fmt: skip
