"""What falls due for many tickets at once is done for each by itself: one that fails never costs the others."""

from collections.abc import Callable, Iterable

from workchat.log import about, tell_error


def sweep(ticket_ids: Iterable[int], act: Callable[[int], bool]) -> int:
    """Act on each ticket, each in a transaction of its own; returns for how many `act` did something."""
    done = 0
    for ticket_id in ticket_ids:
        with about(ticket=ticket_id):
            try:
                done += act(ticket_id)
            except Exception as error:  # said without anything personal, and tried again in the next round
                tell_error("sweep failed", error)
    return done
