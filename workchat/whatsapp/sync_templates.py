"""The templates that Meta approved for each number, so that they can be offered outside the 24-hour window."""

from collections.abc import Callable
from datetime import datetime

from workchat.db import db
from workchat.vault import CannotUnseal
from workchat.whatsapp.answers import CloudError
from workchat.whatsapp.fields import name
from workchat.whatsapp.models import Number, Template
from workchat.whatsapp.rules import parts_of
from workchat.whatsapp.sync_limit import sync_limit

KEYS = ("number", "name", "language")


def sync_templates_all_due(now: datetime, api_of: Callable) -> int:
    """Synchronise every active number, and how many people a day it may write to; returns how many templates are known.

    A number that cannot be asked keeps what it had.
    """
    known = 0
    for number in Number.select().where(Number.active, Number.stopped_at.is_null()):
        try:
            api = api_of(number)
            known += sync_templates(number, api, now)
            sync_limit(number, api)
        except (CloudError, CannotUnseal):
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
            told = [getattr(Template, column) for column in row if column not in KEYS]
            target = [getattr(Template, column) for column in KEYS]
            Template.insert(row).on_conflict(conflict_target=target, preserve=told).execute()
        Template.delete().where(Template.number == number, Template.synced_at < now).execute()
    return len(rows)


def _row(number: Number, template: dict, now: datetime) -> dict:
    return {
        "number": number,
        "name": name(template.get("name")) or "",
        "language": name(template.get("language")) or "",
        "status": name(template.get("status")) or "",
        "category": name(template.get("category")) or "",
        "synced_at": now,
        **parts_of(template),
    }
