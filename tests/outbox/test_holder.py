"""A worker that was killed on this machine gives its lane back at once; in doubt the lease decides."""

import os
import subprocess

from tests.cast import ticket
from tests.desk import Desk
from workchat.chat.reply import reply
from workchat.outbox.claim import claim, free_lanes_of_the_dead
from workchat.outbox.holder import is_dead, me
from workchat.outbox.models import BULK, Lane


def dead_holder() -> str:
    """A process of this machine that has just ended."""
    child = subprocess.Popen(["true"])
    child.wait()
    here, _, process = me().partition(":")
    return f"{here}:{child.pid}:{process.partition(':')[2]}"


def test_this_process_is_alive_and_another_machine_is_not_known():
    assert not is_dead(me())
    assert not is_dead("outra-maquina.1:123:456")
    assert not is_dead("")


def test_a_process_id_that_was_used_again_is_not_the_same_process():
    here, _, process = me().partition(":")
    assert is_dead(f"{here}:{os.getpid()}:{int(process.partition(':')[2]) - 1}")


def test_the_lane_of_a_killed_worker_is_free_at_once_and_its_message_is_not_sent_again(desk: Desk):
    reply(ticket(desk.cast).id, desk.cast.bia, "Primeira", desk.now)
    taken = claim(desk.now)
    reply(desk.ticket.id, desk.cast.bia, "Segunda", desk.now)
    assert free_lanes_of_the_dead(desk.now) == 0
    Lane.update(token=f"{dead_holder()}/x").where(Lane.id == taken.lane_id).execute()
    assert free_lanes_of_the_dead(desk.now) == 1
    assert desk.send_all() == ["Segunda"]


def test_a_freed_bulk_lane_still_keeps_its_pause(desk: Desk):
    later = desk.now.replace(minute=30)
    Lane.update(token=f"{dead_holder()}/x", lease_until=later).where(Lane.kind == BULK).execute()
    free_lanes_of_the_dead(desk.now)
    lane = Lane.get(Lane.kind == BULK)
    assert lane.last_end_at == desk.now  # from here on the interval counts
