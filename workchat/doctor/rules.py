"""What the doctor says of what was measured: in order, to be looked at, or wrong, and what to do about it. Pure."""

from dataclasses import dataclass
from datetime import datetime, timedelta

FINE, LOOK, WRONG = "certo", "atenção", "errado"
OLDEST_PYTHON = (3, 11)
GIGABYTE, MEGABYTE = 10**9, 10**6
LITTLE_ROOM, NO_ROOM = 2 * GIGABYTE, 500 * MEGABYTE
LARGE_WAL = GIGABYTE  # a reader that never ends keeps it from being emptied
CLOCK_OFF, CLOCK_WRONG = 5.0, 60.0  # seconds
COPY_LATE = timedelta(hours=36)  # one is made each night
CERTIFICATE_SOON = 14  # days; what renews itself does so thirty days before
CLOCK_TODO = "Ligue o acerto automático do relógio: timedatectl set-ntp true"


@dataclass(frozen=True)
class Finding:
    """One line: what was looked at and how it is (`words`); `todo` says what to do when it is not in order."""

    mark: str
    words: str
    todo: str = ""

    def __str__(self) -> str:
        return f"{self.mark:8} {self.words}{' ' + self.todo if self.todo else ''}"


def fine(words: str) -> Finding:
    return Finding(FINE, words)


def look(words: str, todo: str) -> Finding:
    return Finding(LOOK, words, todo)


def wrong(words: str, todo: str) -> Finding:
    return Finding(WRONG, words, todo)


def of_python(version: tuple[int, int]) -> Finding:
    words = f"Python: versão {version[0]}.{version[1]}."
    return fine(words) if version >= OLDEST_PYTHON else wrong(words, "O WorkChat precisa da 3.11 ou mais nova.")


def of_room(where: str, free: int, need: int) -> Finding:
    """`need`: bytes that the next copy takes there."""
    words = f"Espaço {where}: {_gigabytes(free)} livres."
    lost = "não há novas cópias" if "cópias" in where else "nada mais é guardado"
    todo = f"Apague o que não serve ou aumente o disco: sem espaço, {lost}."
    if free < NO_ROOM:
        return wrong(words, todo)
    return look(words, todo) if free < LITTLE_ROOM + need else fine(words)


def of_wal(size: int) -> Finding:
    words = f"Arquivo de escrita (WAL): {_gigabytes(size)}."
    return look(words, "Reinicie o WorkChat, para ele ser esvaziado.") if size > LARGE_WAL else fine(words)


def of_connections(most: int, wanted: int) -> Finding:
    """`most`: what Postgres allows all its users together; `wanted`: what the programs that run may open."""
    words = f"Conexões do Postgres: os programas abertos usam até {wanted} de {most}."
    todo = "Aumente max_connections no Postgres, ou abra menos programas."
    return wrong(words, todo) if wanted > most - 5 else fine(words)


def of_clock(whose: str, ahead: float) -> Finding:
    """`ahead`: seconds that this host's clock is ahead of `whose`."""
    if abs(ahead) < CLOCK_OFF:
        return fine(f"Relógio: igual ao {whose}.")
    words = f"Relógio: {abs(ahead):.0f} segundos {'adiantado' if ahead > 0 else 'atrasado'} em relação ao {whose}."
    return (wrong if abs(ahead) > CLOCK_WRONG else look)(words, CLOCK_TODO)


def of_copies(last: datetime | None, failed: str, since: datetime | None, now: datetime) -> Finding:
    """`last`: end of the newest good copy; `failed`: words of a later one; `since`: when the school began."""
    if failed:
        return wrong(f"Cópia de segurança: a última falhou. {failed}", "Depois: python3 app.py backup")
    if last is None:
        young = since is None or now - since < COPY_LATE
        words = "Cópia de segurança: ainda não há nenhuma."
        return look(words, "A primeira é feita às 3h; para fazer já: python3 app.py backup") if young else wrong(
            words, "Deixe o WorkChat aberto à noite, ou rode python3 app.py backup"
        )  # fmt: skip
    words = f"Cópia de segurança: a última tem {_hours(now - last)}."
    late = now - last > COPY_LATE
    return look(words, "Deixe o WorkChat aberto, ou rode python3 app.py backup") if late else fine(words)


def of_sender(alive: bool, since: datetime | None) -> Finding:
    if alive:
        return fine("Envio de mensagens: funcionando.")
    words = "Envio de mensagens: parado." if since else "Envio de mensagens: nunca foi aberto."
    return look(words, "Abra o WorkChat: python3 app.py (ou python3 app.py worker). Enquanto isso nada sai.")


def of_certificate(days: int) -> Finding:
    words = f"Certificado https: válido por mais {days} {'dia' if days == 1 else 'dias'}."
    return look(words, "Confira se ele se renova sozinho.") if days < CERTIFICATE_SOON else fine(words)


def of_mode(what: str, mode: int, wanted: int) -> Finding | None:
    """None when nobody else may open it."""
    if mode & 0o077 == 0:
        return None
    return wrong(f"Permissões: outros usuários desta máquina podem abrir {what}.", f"Rode: chmod {wanted:o} {what}")


def _gigabytes(size: int) -> str:
    amount = f"{size / GIGABYTE:.1f} GB" if size >= GIGABYTE else f"{size / MEGABYTE:.0f} MB"
    return amount.replace(".", ",")


def _hours(span: timedelta) -> str:
    hours = int(span.total_seconds() // 3600)
    return "menos de uma hora" if hours < 1 else f"{hours} h" if hours < 48 else f"{hours // 24} dias"
