"""Who a scheduled message is for, as the school says it: the groups and tags by name."""

from collections.abc import Iterable

from workchat.contacts.models import Group, Tag
from workchat.scheduled.models import AudiencePart, ScheduledMessage

EVERYBODY = "Todos os contatos salvos"
KINDS = {"group": "grupo", "tag": "tag"}


def audience_words(messages: Iterable[ScheduledMessage]) -> dict[int, str]:
    """Message id -> "Grupo 5º ano e tag Pagantes, menos grupo Equipe". Three statements for all of them."""
    parts: dict[int, list[AudiencePart]] = {message.id: [] for message in messages}
    query = AudiencePart.select().where(AudiencePart.scheduled_message.in_(list(parts))).order_by(AudiencePart.id)
    for part in query if parts else ():
        parts[part.scheduled_message_id].append(part)
    names = _names([part for those in parts.values() for part in those])
    return {message_id: _said(those, names) for message_id, those in parts.items()}


def _names(parts: list[AudiencePart]) -> dict[tuple[str, int], str]:
    found = {}
    for kind, model in (("group", Group), ("tag", Tag)):
        ids = {part.ref_id for part in parts if part.kind == kind}
        rows = model.select().where(model.id.in_(ids)) if ids else ()
        found |= {(kind, row.id): f"{KINDS[kind]} {row.name}" for row in rows}
        found |= {
            (kind, gone): f"{KINDS[kind]} excluíd{'o' if kind == 'group' else 'a'}"
            for gone in ids - {r.id for r in rows}
        }
    return found


def _said(parts: list[AudiencePart], names: dict[tuple[str, int], str]) -> str:
    joined, without = ([part for part in parts if part.excluded is out] for out in (False, True))
    everybody = any(part.kind == "all" for part in joined)
    said = EVERYBODY if everybody else _listed([names.get((part.kind, part.ref_id), "") for part in joined])
    left = _listed([names.get((part.kind, part.ref_id), "") for part in without])
    whole = (said[:1].upper() + said[1:]) or "Ninguém"
    return f"{whole}, menos {left}" if left else whole


def _listed(names: list[str]) -> str:
    names = [name for name in names if name]
    return ", ".join(names[:-1]) + " e " + names[-1] if len(names) > 1 else "".join(names)
