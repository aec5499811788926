"""The templates that Meta approved for each number, so that the composer can offer them outside the 24-hour window."""

import re
from collections.abc import Callable
from datetime import datetime

from workchat.db import db
from workchat.whatsapp.answers import CloudError
from workchat.whatsapp.models import Number, Template


def sync_templates_all_due(now: datetime, api_of: Callable) -> int:
    """Synchronise every active number; returns how many templates are known.

    A number that cannot be asked keeps what it had.
    """
    known = 0
    for number in Number.select().where(Number.active, Number.stopped_at.is_null()):
        try:
            known += sync_templates(number, api_of(number), now)
        except CloudError:
            continue
    return known


def sync_templates(number: Number, api, now: datetime) -> int:
    """Ask Meta for the number's templates and store them; those that Meta no longer has are deleted.

    :raises CloudError: when Meta cannot be asked.
    """
    listed = api.templates(number.account_id)  # outside the transaction: it is a network call
    rows = [_row(number, template, now) for template in listed]
    with db.atomic():
        for row in rows:
            Template.insert(row).on_conflict(
                conflict_target=[Template.number, Template.name, Template.language],
                preserve=[Template.status, Template.category, Template.body, Template.variables, Template.synced_at],
            ).execute()
        Template.delete().where(Template.number == number, Template.synced_at < now).execute()
    return len(rows)


def _row(number: Number, template: dict, now: datetime) -> dict:
    parts = template.get("components") or []
    body = next((part.get("text", "") for part in parts if part.get("type") == "BODY"), "")
    return {
        "number": number,
        "name": template.get("name", ""),
        "language": template.get("language", ""),
        "status": template.get("status", ""),
        "category": template.get("category", ""),
        "body": body,
        "variables": len(set(re.findall(r"\{\{\s*\w+\s*\}\}", body))),
        "synced_at": now,
    }
