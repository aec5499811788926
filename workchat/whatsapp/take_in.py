"""One POST of WhatsApp, up to a thousand updates: each is stored, or kept for a person, and none costs the others."""

import time
from collections.abc import Callable, Mapping
from contextlib import nullcontext
from datetime import datetime
from threading import Lock

from peewee import DataError, IntegrityError, OperationalError, PeeweeException

from workchat.chat.receive import receive
from workchat.contacts.change_number import change_number
from workchat.contacts.models import find
from workchat.contacts.opt_out import opt_back_in, opt_out
from workchat.contacts.rules import phone_key
from workchat.db import AWAY, db, is_postgres, run
from workchat.log import tell_error
from workchat.outbox.confirm import confirm
from workchat.settings.models import Settings
from workchat.whatsapp import payload as wire
from workchat.whatsapp.keep import keep
from workchat.whatsapp.models import Number, Template

TRIES = 3
UNKNOWN_NUMBER = "Este número não está conectado ao WorkChat."
NOT_STORED = "O WorkChat não conseguiu guardar {}. Tente de novo. Se não der, fale com quem cuida do servidor."
CALLED = {
    wire.IncomingMessage: "esta mensagem",
    wire.StatusUpdate: "esta confirmação de entrega",
    wire.NumberChanged: "esta troca de número",
    wire.PreferenceChanged: "esta preferência de um contato",
    wire.TemplateChanged: "esta mudança de um modelo",
}
OF_AN_UPDATE = (DataError, IntegrityError)  # what the database says of values; all else it says of itself

# Updates a transaction: a thousand together would make other webhooks, and agents who answer, wait. On Postgres who
# opens a ticket holds the day's protocol counter to the end, and all other new families' messages wait for that row.
SLICE, SLICE_ON_POSTGRES = 25, 10
REST = 0.003  # seconds between two slices: who waits for SQLite's one writer gets its turn

# Postgres alone. Known by their own phone or by another one of theirs; each look-up by its index.
LOCK_CONTACTS = """SELECT id FROM contact WHERE id IN (
SELECT id FROM contact WHERE bsuid = ANY(?) UNION ALL SELECT id FROM contact WHERE phone_key = ANY(?) UNION ALL
SELECT contact_id FROM contact_alias WHERE bsuid = ANY(?) UNION ALL
SELECT contact_id FROM contact_alias WHERE phone_key = ANY(?)) ORDER BY id FOR NO KEY UPDATE"""

# SQLite has one writer, and who finds it busy sleeps up to 100 ms before looking again: a burst waits in line here.
_line = Lock()


def take_in(received: list[wire.Arrived], numbers: Mapping[str, Number], now: datetime) -> None:
    """Store every update of one signed POST. `numbers`: those whose app secret signed it, by phone number id.

    Should it break off between two slices, WhatsApp repeats the POST, and what is known already changes nothing.
    """
    many = SLICE_ON_POSTGRES if is_postgres() else SLICE
    for start in range(0, len(received), many):
        if start and not is_postgres():
            time.sleep(REST)
        _take_slice(received[start : start + many], numbers, now)


def _take_slice(received: list[wire.Arrived], numbers: Mapping[str, Number], now: datetime) -> None:
    """A race (unique violation, deadlock) runs the slice again, three times. After that, and at once when an update is
    bad, each has a transaction of its own, so that one never costs the others.

    :raises PeeweeException, AWAY: the database, or its disk, did not take some of them: WhatsApp repeats the POST.
    """
    for _ in range(TRIES):
        try:
            with nullcontext() if is_postgres() else _line, db.atomic():
                settings = Settings.current()
                _lock_contacts(received)
                for arrived in received:
                    _take_one(arrived, numbers, settings, now)
            return
        except (IntegrityError, OperationalError):
            continue
        except Exception:
            break
    _take_alone(received, numbers, now)


def _take_alone(received: list[wire.Arrived], numbers: Mapping[str, Number], now: datetime) -> None:
    """Whoever has an update that must come again has the later ones come again too: nobody overtakes themselves."""
    failed, left = None, set()
    for arrived in received:
        people = _people(arrived.update)
        error = _store_or_keep(arrived, numbers, now) if left.isdisjoint(people) else failed
        if error:
            failed = failed or error
            left |= people
    if failed:
        raise failed


def _people(update: wire.Update) -> set[str]:
    """By what one update may know somebody and the next one too."""
    users = [getattr(update, name, None) for name in ("bsuid", "old_bsuid", "new_bsuid")]
    phones = [getattr(update, name, None) for name in ("wa_id", "old_wa_id", "new_wa_id")]
    return {user for user in users if user} | {phone_key(phone) for phone in phones if phone}


def _store_or_keep(
    arrived: wire.Arrived, numbers: Mapping[str, Number], now: datetime, tries: int = TRIES
) -> Exception | None:
    """Gives back what is wrong with the database: nothing is wrong with the update then, and no person can mend it."""
    try:
        with db.atomic():
            _take_one(arrived, numbers, Settings.current(), now)
    except AWAY as error:
        return error
    except Exception as error:
        if isinstance(error, PeeweeException) and not isinstance(error, OF_AN_UPDATE):
            return error
        if isinstance(error, IntegrityError) and tries > 1:  # a race, most likely
            return _store_or_keep(arrived, numbers, now, tries - 1)
        _keep(arrived, error, now)
    return None


def _keep(arrived: wire.Arrived, error: Exception, now: datetime) -> None:
    """A person sees which kind of update it was and tries again; which error it was, only the log says."""
    tell_error("update kept", error, update=type(arrived.update).__name__)
    with db.atomic():
        keep(arrived, NOT_STORED.format(CALLED.get(type(arrived.update), "esta atualização")), now)


def _take_one(arrived: wire.Arrived, numbers: Mapping[str, Number], settings: Settings, now: datetime) -> None:
    update = arrived.update
    if isinstance(update, wire.Unreadable):
        keep(arrived, update.error, now)
        return
    number = numbers.get(getattr(update, "phone_number_id", None) or "")
    if number is None and _is_of_a_number(update):
        keep(arrived, UNKNOWN_NUMBER, now)
    elif act := ACTIONS.get(type(update)):
        act(update, number, settings, now)


def _is_of_a_number(update: wire.Update) -> bool:
    """Whether it may only be believed about a number that we know. A changed user id names no number (Meta)."""
    of_one = isinstance(update, wire.IncomingMessage | wire.StatusUpdate)
    return of_one or (isinstance(update, wire.NumberChanged) and update.phone_number_id is not None)


def _template(update: wire.TemplateChanged, _number: Number | None, _settings: Settings, _now: datetime) -> None:
    if update.field != "message_template_status_update" or not update.event or not update.name:
        return  # a template's new quality or category is not its approval
    status = "APPROVED" if update.event == "REINSTATED" else update.event
    mine = Template.number.in_(Number.select(Number.id).where(Number.account_id == update.account_id))
    same = (Template.name == update.name) & (Template.language == (update.language or Template.language))
    Template.update(status=status).where(mine, same).execute()


def _preference(update: wire.PreferenceChanged, _number: Number | None, _settings: Settings, now: datetime) -> None:
    """WhatsApp has told the person already what it means: no text of ours."""
    wish = {"stop": opt_out, "resume": opt_back_in}.get(update.value)
    contact = find(update.wa_id, update.bsuid)
    if wish and contact is not None and update.category in (None, "marketing_messages"):
        wish(contact.id, "pediu ao próprio WhatsApp", now)


ACTIONS: dict[type, Callable] = {
    wire.IncomingMessage: receive,
    wire.StatusUpdate: lambda update, number, _settings, now: confirm(update, number, now),
    wire.NumberChanged: lambda update, _number, _settings, now: change_number(update, now),
    wire.PreferenceChanged: _preference,
    wire.TemplateChanged: _template,
}


def _lock_contacts(received: list[wire.Arrived]) -> None:
    """In sorted order, so that two POSTs with the same people wait for each other instead of deadlocking."""
    people = [arrived.update for arrived in received if isinstance(arrived.update, wire.IncomingMessage)]
    if not people or not is_postgres():
        return
    ids, keys = [u.bsuid for u in people if u.bsuid], [phone_key(u.wa_id) for u in people if u.wa_id]
    run(LOCK_CONTACTS, ids, keys, ids, keys)
