"""What somebody, or a department, still held goes to where the administrator said: nobody's ticket vanishes."""

from dataclasses import dataclass
from datetime import datetime

from workchat.accounts.models import Department, Membership, User
from workchat.accounts.record_change import record_change
from workchat.accounts.rules import Refused
from workchat.chat.models import ATTENDING, CLOSED, INTAKE, WAITING, Ticket, note
from workchat.db import locked
from workchat.settings.models import Settings

TRANSFER = "Transferir ticket automaticamente"


@dataclass(frozen=True)
class Destination:
    """One active person, or one active department, or (neither) the queue."""

    agent: User | None = None
    department: Department | None = None


@dataclass(frozen=True)
class Held:
    """What would be left without anybody."""

    tickets: int
    is_transfer_target: bool

    def __bool__(self) -> bool:
        return bool(self.tickets or self.is_transfer_target)


def held_by(leaving: User | Department) -> Held:
    """The open tickets of a person or a department, and whether the automatic transfer goes to them."""
    return Held(_open_tickets(leaving).count(), _is_target(leaving, Settings.current()))


def hand_over(leaving: User | Department, to: Destination | None, by: User, now: datetime) -> None:
    """Move the open tickets and the automatic transfer. Call inside the transaction that deactivates `leaving`.

    :raises Refused: when there is something to move and nobody said where, or the destination is not active.
    """
    tickets = list(locked(_open_tickets(leaving).order_by(Ticket.id)))
    settings = locked(Settings.select().where(Settings.id == 1)).get()
    moves_transfer = _is_target(leaving, settings)
    if (tickets or moves_transfer) and to is None:
        raise Refused("destination", "Escolha para onde vão.")
    if to is not None:
        _must_be_able(leaving, to)
    for ticket in tickets:
        _move(ticket, leaving, to, by, now)
    if moves_transfer:
        _retarget(settings, to, by, now)


def _open_tickets(leaving: User | Department):
    holder = Ticket.agent if isinstance(leaving, User) else Ticket.department
    return Ticket.select().where(holder == leaving.id, Ticket.state != CLOSED)


def _is_target(leaving: User | Department, settings: Settings) -> bool:
    target = settings.transfer_agent_id if isinstance(leaving, User) else settings.transfer_department_id
    return target == leaving.id


def _must_be_able(leaving: User | Department, to: Destination) -> None:
    receiver = to.agent or to.department
    if receiver is None:
        return
    fresh = type(receiver).get_or_none(type(receiver).id == receiver.id)
    same = type(receiver) is type(leaving) and receiver.id == leaving.id
    if fresh is None or not fresh.active or same:
        raise Refused("destination", "Escolha uma pessoa ativa, um departamento ativo ou a fila.")


def _move(ticket: Ticket, leaving: User | Department, to: Destination, by: User, now: datetime) -> None:
    had = ticket.agent_id
    agent, department = _new_holders(ticket, leaving, to)
    state = ticket.state
    if state != INTAKE:
        state = ATTENDING if agent else WAITING
    ticket.touch(agent=agent, department=department, state=state)
    holder = agent or department
    verb = "continua com" if agent and agent.id == had else "foi para"
    gone = "não atende mais" if isinstance(leaving, User) else "não é mais usado"
    note(ticket, f"{leaving.name} {gone}. O ticket {verb} {holder.name if holder else 'a fila'}.", now, author=by)


def _new_holders(ticket: Ticket, leaving: User | Department, to: Destination) -> tuple[User | None, Department | None]:
    """Who holds a ticket after the move."""
    if isinstance(leaving, Department):
        # The questions of a new chat go on: nobody takes it before they end.
        receiver = None if ticket.state == INTAKE else to.agent
        return ticket.agent or receiver, to.department
    if to.agent:
        return to.agent, ticket.department
    if to.department:
        return None, to.department
    # Back to its department's queue, unless nobody is left there to see it.
    attended = ticket.department_id and Membership.active_people(ticket.department_id)
    return None, ticket.department if attended else None


def _retarget(settings: Settings, to: Destination, by: User, now: datetime) -> None:
    before = settings.transfer_agent or settings.transfer_department
    kind = "agent" if to.agent else "department" if to.department else "off"
    settings.transfer_to, settings.transfer_agent, settings.transfer_department = kind, to.agent, to.department
    settings.transfer_version += 1
    fields = ("transfer_to", "transfer_agent", "transfer_department", "transfer_version")
    settings.save(only=[getattr(Settings, name) for name in fields])
    target = to.agent or to.department
    after = target.name if target else "Desligada"
    record_change(by, "Transferência Automática", TRANSFER, before.name, after, now, area="transfer")
