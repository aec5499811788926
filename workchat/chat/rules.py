"""What the school decides about tickets: when one moves by itself, how it ends, who sees it, and how long it waits."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Protocol

from workchat.text.rules import BUTTONS_LIMIT, LIMIT, utf16_length

WINDOW = timedelta(hours=24)  # Meta: after the contact's last message, later only approved templates
OUTAGE = timedelta(hours=1)
SWEEP_MARGIN = timedelta(minutes=1)  # the sweep runs every 15 s: later than this, something had stopped it


class TicketFacts(Protocol):
    """What must be known of a ticket: its row, or anything with the same names.

    `transferred_wait` is the `waiting_since` of the wait that already ended in an automatic transfer.
    """

    state: str
    waiting_since: datetime | None
    agent_id: int | None
    department_id: int | None
    transferred_wait: datetime | None


@dataclass(frozen=True)
class TransferSetting:
    """The tab Transferência Automática. `target_ready`: the agent is active, or the department has an active agent."""

    target: str | None  # "agent" | "department"
    agent_id: int | None
    department_id: int | None
    wait_minutes: int
    target_name: str
    target_ready: bool


@dataclass(frozen=True)
class Transfer:
    """Whether a ticket moves now, to whom, whether the message goes, and the note that says why.

    `stopped` is not empty when it would move and the target cannot take it: the warning to show.
    """

    move: bool = False
    agent_id: int | None = None
    department_id: int | None = None
    send_message: bool = False
    note: str = ""
    stopped: str = ""


def transfer_due(ticket: TicketFacts, setting: TransferSetting, now: datetime) -> Transfer:
    """What the automatic transfer does with one ticket. The writer still checks that `waiting_since` did not change."""
    if not _fell_due(ticket, setting, now):
        return Transfer()
    if stopped := transfer_stopped(setting):
        return Transfer(stopped=stopped)
    to_agent = setting.target == "agent"
    send = not _after_outage(ticket, setting, now)
    return Transfer(
        move=True,
        agent_id=setting.agent_id if to_agent else None,
        department_id=ticket.department_id if to_agent else setting.department_id,
        send_message=send,
        note=_transfer_note(setting, send),
    )


def transfer_stopped(setting: TransferSetting) -> str:
    """Why no ticket moves although the transfer is on; "" when nothing stops it."""
    if setting.target is None or setting.target_ready:
        return ""
    if setting.target == "agent":
        return f"A transferência automática parou: {setting.target_name} não está mais ativo. Escolha outro atendente."
    return (
        f"A transferência automática parou: o departamento {setting.target_name} não tem atendente ativo. "
        "Inclua um atendente nele ou escolha outro departamento."
    )


def closing_text(general: str, reason_text: str) -> tuple[str, str]:
    """(message, where it comes from): the reason's own replaces the general one. "reason" | "general" | "none"."""
    if reason_text.strip():
        return reason_text, "reason"
    return (general, "general") if general.strip() else ("", "none")


def may_skip_closing_text(reason_forces: bool) -> bool:
    """Whether the agent may untick the sending of the closing message."""
    return not reason_forces


def window_left(last_inbound_at: datetime | None, now: datetime) -> timedelta:
    """How long free text may still be sent to the contact; zero when only templates may (Meta: 24-hour window)."""
    if last_inbound_at is None:
        return timedelta(0)
    return min(max(last_inbound_at + WINDOW - now, timedelta(0)), WINDOW)


def can_see(role: str, user_id: int, department_ids: Collection[int], ticket: TicketFacts) -> bool:
    """Agents see their departments' tickets, their own, and those that belong to nobody; the other roles see all."""
    if role in ("administrator", "supervisor"):
        return True
    if role != "agent":
        return False
    nobodys = ticket.agent_id is None and ticket.department_id is None
    return nobodys or ticket.agent_id == user_id or ticket.department_id in department_ids


def fit_bubbles(welcome: str, question: str, has_buttons: bool) -> list[str]:
    """The welcome and the first question as one message when they fit, because each one is paid for; else as two."""
    texts = [text for text in (welcome, question) if text.strip()]
    together = "\n\n".join(texts)
    limit = BUTTONS_LIMIT if has_buttons else LIMIT
    return [together] if texts and utf16_length(together) <= limit else texts


def protocol(local_date: date, n: int) -> str:
    """The number that the contact may quote: AAAAMMDD-NNNN, the n-th ticket of that day on the school's wall clock."""
    return f"{local_date:%Y%m%d}-{n:04d}"


def _fell_due(ticket: TicketFacts, setting: TransferSetting, now: datetime) -> bool:
    if setting.target is None or ticket.state not in ("waiting", "attending") or ticket.waiting_since is None:
        return False
    if ticket.waiting_since == ticket.transferred_wait or _at_target(ticket, setting):
        return False
    return ticket.waiting_since + timedelta(minutes=setting.wait_minutes) <= now


def _at_target(ticket: TicketFacts, setting: TransferSetting) -> bool:
    if setting.target == "agent":
        return ticket.agent_id == setting.agent_id
    return ticket.department_id == setting.department_id


def _after_outage(ticket: TicketFacts, setting: TransferSetting, now: datetime) -> bool:
    """The wait began over an hour ago and the sweep comes late. A long wait that ends on time is no outage."""
    waited = now - ticket.waiting_since
    return waited > OUTAGE and waited - timedelta(minutes=setting.wait_minutes) > SWEEP_MARGIN


def _transfer_note(setting: TransferSetting, send: bool) -> str:
    to = "para" if setting.target == "agent" else "para o departamento"
    minutes = _count(setting.wait_minutes, "minuto")
    note = f"Transferido automaticamente {to} {setting.target_name}: ninguém respondeu em {minutes}."
    return note if send else f"{note} A mensagem não foi enviada ao contato, porque a espera começou há mais de 1 hora."


def _count(n: int, word: str) -> str:
    return f"{n} {word}" if n == 1 else f"{n} {word}s"
