"""What the person who looks after the server reads of copies, in a terminal."""

from datetime import UTC
from pathlib import Path
from zoneinfo import ZoneInfo

from workchat.backups.back_up import Made
from workchat.backups.restore import Restored
from workchat.backups.rules import Copy

BRASILIA = ZoneInfo("America/Sao_Paulo")  # the school's own zone is in the records, which may be gone
NONE_YET = "Ainda não há cópias em {}. Para fazer uma agora: python3 app.py backup"
LISTED = "Cópias em {} (horário de Brasília):"
HOW = "Para trazer uma de volta: pare o WorkChat e rode python3 app.py restore {}"
MADE = "Cópia feita: {} ({})."
MEDIA_BESIDE = "Os arquivos que as famílias enviaram estão na pasta media, ao lado dela."
KEYS_MADE = "Cópia das chaves: {}. Guarde-a longe da cópia do banco de dados."
KEYS_BACK = (
    "As chaves estão em {}. Se havia outras, ficaram ao lado, como before-restore-….json. Feche e abra o WorkChat "
    "para usá-las; python3 app.py doctor diz se elas abrem o que está guardado."
)
KEYS_THERE = "Já há chaves em {}. Novas só são feitas quando não há nenhuma."
KEYS_NEW = (
    "Há chaves novas em {}. O que as perdidas guardavam não abre mais, os CPFs também: cole de novo o token e o "
    "segredo de cada número e a senha do TOTVS em Configurações › Integrações. Se há outros servidores, leve este "
    "arquivo a todos, e só então abra o WorkChat."
)
RESTORED = "A cópia {} está no lugar."
KEPT = "O que estava antes ficou em {}. Apague quando estiver tudo certo."
HELD = (
    "Para nada sair duas vezes, espera por uma pessoa o que a cópia ainda ia enviar. Mensagens na fila, que aparecem "
    "como incertas: {}. Mensagens agendadas, que aparecem como atrasadas: {}."
)
SINCE = (
    "O que chegou ou mudou depois da cópia não está nela. Quem pediu SAIR ou foi apagado depois disso volta a "
    "aparecer: confira antes de enviar. Todos precisam entrar de novo."
)
MEDIA = "Arquivos das famílias trazidos de volta: {}. Não encontrados: {}."
NO_KEYS = (
    "Atenção: não há chaves aqui. Antes de abrir o WorkChat, traga a cópia delas: "
    "python3 app.py restore --keys ARQUIVO. Sem elas, CPFs e tokens guardados não abrem."
)
CLOSED = (
    "Atenção: as chaves que estão aqui não abrem {} de {} valores guardados (tokens dos números, CPFs). "
    "Traga as chaves da época da cópia: python3 app.py restore --keys ARQUIVO"
)
KINDS = {"before-update": " (antes de uma atualização)"}


def listed(folder: Path, found: list[Copy]) -> list[str]:
    """The copies that there are, newest first, and how one comes back."""
    if not found:
        return [NONE_YET.format(folder)]
    return [LISTED.format(folder), *(_line(folder, copy) for copy in found), HOW.format(found[0].name)]


def _line(folder: Path, copy: Copy) -> str:
    then = copy.made_at.replace(tzinfo=UTC).astimezone(BRASILIA)
    size = (folder / copy.name).stat().st_size
    return f"  {copy.name}  {then:%d/%m/%Y às %H:%M}  {megabytes(size)}{KINDS.get(copy.kind, '')}"


def megabytes(size: int) -> str:
    return f"{size / 1e6:.1f} MB".replace(".", ",")


def of_backup(made: Made) -> list[str]:
    lines = [MADE.format(made.copy, megabytes(made.size)), MEDIA_BESIDE] if made.copy else []
    return lines + ([KEYS_MADE.format(made.keys)] if made.keys else []) + made.problems


def of_restore(done: Restored) -> list[str]:
    """What happened, what waits for a person, and what to look at."""
    lines = [RESTORED.format(done.copy.name)]
    if done.kept:
        lines.append(KEPT.format(done.kept))
    lines += [HELD.format(done.deliveries, done.scheduled), SINCE]
    if done.media_back or done.media_lost:
        lines.append(MEDIA.format(done.media_back, done.media_lost))
    if not done.has_keys:
        lines.append(NO_KEYS)
    elif done.closed:
        lines.append(CLOSED.format(done.closed, done.sealed))
    return lines
