"""A ticket moves to another agent or department: by hand, or by itself when nobody answers."""

from datetime import datetime, timedelta

from workchat.accounts.models import Department, Membership, User
from workchat.chat.models import ATTENDING, CLOSED, WAITING, Ticket, note
from workchat.chat.reply import CannotReply
from workchat.chat.rules import Transfer, TransferSetting, transfer_due
from workchat.chat.say import say
from workchat.chat.sweep import sweep
from workchat.db import db, locked
from workchat.intake.stop import stop
from workchat.outbox.models import Delivery
from workchat.settings.models import Settings

BATCH = 500  # tickets moved in one round of the sweep


def transfer(
    ticket_id: int,
    by: User,
    now: datetime,
    agent: User | None = None,
    department: Department | None = None,
    tell: bool = False,
) -> Delivery | None:
    """Move a ticket by hand to an agent, or to a department (then nobody has it). `tell`: send the transfer text.

    Returns that text's delivery (`skipped` when the 24-hour window is closed), or None.
    :raises CannotReply: closed ticket, or a target that is inactive.
    """
    target = agent or department
    with db.atomic():
        ticket = locked(Ticket.select().where(Ticket.id == ticket_id)).get()
        if ticket.state == CLOSED:
            raise CannotReply("Este ticket já foi encerrado.")
        if target is None or not target.active:
            raise CannotReply("Escolha um atendente ou um departamento ativo.")
        stop(ticket)
        _move(ticket, agent, department)
        note(ticket, f"{by.name} transferiu o ticket para {target.name}.", now, author=by)
        return say(ticket, Settings.current().transfer_text, "transfer", now) if tell else None


def _move(ticket: Ticket, agent: User | None, department: Department | None) -> None:
    if agent:
        ticket.touch(agent=agent, state=ATTENDING)
    else:
        ticket.touch(department=department, agent=None, state=WAITING)


def setting_of(settings: Settings) -> TransferSetting:
    """The transfer settings with what the rules need to know of the target: its name, and whether somebody is there."""
    agent, department = settings.transfer_agent, settings.transfer_department
    target = agent or department
    ready = bool(target and target.active and (agent or Membership.active_people(department.id)))
    return TransferSetting(
        target=None if settings.transfer_to == "off" else settings.transfer_to,
        agent_id=agent.id if agent else None,
        department_id=department.id if department else None,
        wait_minutes=settings.transfer_wait_minutes or 0,
        target_name=target.name if target else "",
        target_ready=ready,
    )


def transfer_all_due(now: datetime, most: int = BATCH) -> int:
    """Move the tickets whose wait is over, `most` in one round; returns how many moved."""
    settings = Settings.current()
    setting = setting_of(settings)
    if setting.target is None or not setting.target_ready:
        return 0
    return sweep(_due(setting, now, most), lambda ticket_id: _transfer_one(ticket_id, settings, setting, now))


def _due(setting: TransferSetting, now: datetime, most: int) -> list[int]:
    """The ids to look at, the longest wait first. Those at the target already would fill every round for nothing."""
    longest = now - timedelta(minutes=setting.wait_minutes)
    fresh = Ticket.transferred_wait.is_null() | (Ticket.transferred_wait != Ticket.waiting_since)
    place, target = Ticket.department, setting.department_id
    if setting.target == "agent":
        place, target = Ticket.agent, setting.agent_id
    elsewhere = place.is_null() | (place != target)
    waits = (Ticket.waiting_since <= longest) & Ticket.state.in_((WAITING, ATTENDING))
    due = Ticket.select(Ticket.id).where(waits, fresh, elsewhere).order_by(Ticket.waiting_since).limit(most)
    return [ticket_id for (ticket_id,) in due.tuples()]


def _transfer_one(ticket_id: int, settings: Settings, setting: TransferSetting, now: datetime) -> bool:
    with db.atomic():
        # Held: a second worker that sweeps at this instant finds the wait transferred.
        ticket = locked(Ticket.select().where(Ticket.id == ticket_id)).get()
        decision = transfer_due(ticket, setting, now)
        moved = decision.move and move_unless_answered(ticket, decision)
        if moved:
            _tell(Ticket.get_by_id(ticket_id), settings, decision, now)
        return moved


def move_unless_answered(ticket: Ticket, decision: Transfer) -> bool:
    """Move the ticket as it was read. False: an agent's answer arrived meanwhile, cleared `waiting_since`, and wins."""
    changes = {
        "agent": decision.agent_id,
        "department": decision.department_id or ticket.department_id,
        "state": ATTENDING if decision.agent_id else WAITING,
        "transferred_wait": ticket.waiting_since,
        "version": Ticket.version + 1,
    }
    same_wait = (Ticket.id == ticket.id) & (Ticket.waiting_since == ticket.waiting_since) & (Ticket.state != CLOSED)
    return bool(Ticket.update(changes).where(same_wait).execute())


def _tell(ticket: Ticket, settings: Settings, decision: Transfer, now: datetime) -> None:
    note(ticket, decision.note, now)
    if decision.send_message:
        say(ticket, settings.transfer_text, "transfer", now, spaced=True)
