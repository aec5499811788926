"""What a monitoring system reads: every line parses, names are stable, and nobody's name or phone is in it."""

from datetime import timedelta

from tests.status.exposed import exposed
from tests.status.known_school import NOW, known, line, machine, running
from workchat.status.exposition import Measure, exposition
from workchat.status.known import Copies, Load
from workchat.status.measures import measures

HOUR = timedelta(hours=1)


def read(**more) -> dict[str, float]:
    return exposed(exposition(measures(known(**more))))


def test_a_quiet_school():
    values = read()
    assert values["workchat_sender_alive"] == 1
    assert values["workchat_oldest_waiting_reply_age_seconds"] == 0
    assert values['workchat_messages{state="queued",lane="reply",number="1"}'] == 0
    assert values['workchat_info{version="0.4.0",database="sqlite"}'] == 1
    assert values['workchat_programs{kind="all",version="0.4.0"}'] == 1
    assert values["workchat_backup_last_age_seconds"] == 36000


def test_a_school_in_trouble():
    values = read(
        sends=False, looked_at=NOW - HOUR, loads=(Load(1, "reply", 3, 1, 2, 5, 1, 1, NOW - HOUR),), kept=4,
        numbers=(line(stopped_at=NOW, heard_at=NOW - HOUR, silent_since=NOW),), tickets={"waiting": 6},
        waiting_since=NOW - 2 * HOUR, turns={"timetable": False}, jobs={"transfer tickets": NOW},
        copies=Copies(failed_at=NOW, error="Sem espaço."), machine=machine(ahead=-0.25),
    )  # fmt: skip
    expected = {
        "sender_alive": 0, "sender_last_look_age_seconds": 3600, "oldest_waiting_reply_age_seconds": 3600,
        'messages{state="queued",lane="reply",number="1"}': 3, 'messages{state="sending",lane="reply",number="1"}': 1,
        'messages{state="unknown",lane="reply",number="1"}': 2, 'messages{state="failed",lane="reply",number="1"}': 5,
        'number_stopped{number="1"}': 1, 'number_silent{number="1"}': 1, 'webhook_last_age_seconds{number="1"}': 3600,
        'tickets_open{state="waiting"}': 6, 'tickets_open{state="intake"}': 0, "kept_updates": 4,
        "oldest_waiting_ticket_age_seconds": 7200, 'duty_held{duty="timetable"}': 0, "backup_failing": 1,
        'job_next_run_timestamp_seconds{job="transfer tickets"}': 1795438800, "clock_ahead_seconds": -0.25,
        'disk_free_bytes{of="records"}': 53e9, 'disk_size_bytes{of="records"}': 100e9, "database_size_bytes": 30e6,
    }  # fmt: skip
    assert {name: values[f"workchat_{name}"] for name in expected} == expected


def test_what_never_happened_is_left_out_and_not_a_made_up_figure():
    values = read(looked_at=None, numbers=(line(heard_at=None),), copies=Copies(), programs=())
    left_out = ("sender_last_look", "webhook_last", "backup_last", "programs", "job_")
    assert not [name for name in values if any(f"workchat_{part}" in name for part in left_out)]


def test_dead_programs_are_not_counted():
    values = read(programs=(running("web"), running("web"), running("web", alive=False), running("worker")))
    assert values['workchat_programs{kind="web",version="0.4.0"}'] == 2


def test_no_name_phone_or_reason_gets_out():
    text = exposition(measures(known(
        numbers=(line(name="Marta Souza", stopped_at=NOW, stopped_why="O número 5511987654321 foi bloqueado."),),
        copies=Copies(failed_at=NOW, error="Marta"), machine=machine(host="pc-da-marta"),
        programs=(running(host="pc-da-marta"),),
    ))).lower()  # fmt: skip
    assert "marta" not in text and "5511" not in text


def test_whatever_a_label_holds_the_line_stays_one_line():
    evil = 'a"b\\c\nd{e}=,"} 1\n# TYPE x gauge'
    values = exposed(exposition([Measure("odd", "a\nb\\c", (({"job": evil}, 1),)), Measure("none", "", ())]))
    assert list(values.values()) == [1]
