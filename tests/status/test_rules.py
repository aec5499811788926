"""What is well and what needs somebody, in sentences that whoever administers the school understands."""

from datetime import datetime, timedelta

import pytest

from tests.status.known_school import GIGABYTE, NOW, known, line, machine, running
from workchat.status.known import POSTGRES, Copies, Disk, Load
from workchat.status.rules import verdict


def when(moment: datetime) -> str:
    return f"{moment:%H:%M}"


def found(**more) -> dict[str, str]:
    """Key of each finding -> its sentences, in the order in which they are shown."""
    return {
        finding.key: " ".join(filter(None, (finding.title, finding.advice, finding.command)))
        for finding in verdict(known(**more), when).findings
    }


def test_a_school_in_which_all_is_well_needs_nobody():
    judged = verdict(known(), when)
    assert (judged.level, judged.title, judged.findings) == ("ok", "Tudo certo", ())


def test_a_sender_that_stopped_is_told_with_since_when_how_many_wait_and_the_word_that_starts_it():
    stopped = {"sends": False, "sends_since": NOW - timedelta(hours=1), "programs": (running("web"),)}
    waiting = (Load(1, "reply", queued=3, oldest_at=NOW - timedelta(hours=1)),)
    assert found(**stopped, loads=waiting) == {
        "sender": "O envio está parado desde 12:00. 3 respostas esperam. "
        "Inicie o serviço no servidor: python3 app.py worker"
    }
    assert verdict(known(**stopped), when).level == "danger"


@pytest.mark.parametrize(("kind", "word"), [("all", "python3 app.py"), ("worker", "python3 app.py worker")])
def test_a_program_that_runs_and_does_not_send_is_ended_first(kind, word):
    told = found(sends=False, sends_since=None, programs=(running("web"), running(kind)))["sender"]
    assert told == f"O envio não começou. Encerre o serviço no servidor e inicie de novo: {word}"


@pytest.mark.parametrize("turns", [{}, {"timetable": False, "network": True}])
def test_nobody_keeps_the_timetable_although_replies_leave(turns):
    assert list(found(turns=turns)) == ["timetable"]


def test_a_part_of_what_happens_by_itself_hangs_and_nobody_else_can_take_over():
    told = found(turns={"timetable": True, "network": False, "students": True, "copies": False})
    assert list(told) == ["turns"]
    assert "arquivos que as famílias enviam e modelos de mensagem; cópias de segurança. As" in told["turns"]


def test_a_stopped_number_says_why_and_where_it_is_mended():
    stopped = line(7, stopped_at=NOW, stopped_why="O token venceu. Cole outro.")
    (finding,) = verdict(known(numbers=(stopped,)), when).findings
    assert finding.title == "O número Secretaria está parado desde 13:00."
    assert finding.advice == "O token venceu. Cole outro. Depois de resolver, religue o número."
    assert finding.href == "/settings/integrations/7"


def test_a_number_that_was_put_out_of_use_is_no_trouble_while_another_is_in_use():
    assert not found(numbers=(line(), line(2, active=False, stopped_at=NOW, silent_since=NOW)))


def test_without_any_number_in_use_somebody_has_to_connect_one():
    assert list(found(numbers=())) == list(found(numbers=(line(active=False),))) == ["no-number"]


def test_messages_left_and_whatsapp_says_nothing():
    told = found(numbers=(line(heard_at=NOW - timedelta(hours=2), silent_since=NOW - timedelta(hours=1)),))
    assert told["silent-1"].startswith("O WhatsApp não avisa nada sobre o número Secretaria desde 11:00.")
    assert "até agora" in found(numbers=(line(heard_at=None, silent_since=NOW),))["silent-1"]


@pytest.mark.parametrize(("minutes", "level"), [(4, "ok"), (6, "warn"), (16, "danger")])
def test_the_longer_a_reply_waits_the_more_urgent_it_is(minutes, level):
    waiting = (Load(1, "reply", queued=1, oldest_at=NOW - timedelta(minutes=minutes)),)
    assert verdict(known(loads=waiting), when).level == level


def test_scheduled_messages_and_numbers_out_of_use_may_wait():
    old = NOW - timedelta(days=1)
    out_of_use = (line(), line(2, active=False))
    assert not found(
        numbers=out_of_use, loads=(Load(1, "bulk", 9000, oldest_at=old), Load(2, "reply", 4, oldest_at=old))
    )


def test_uncertain_messages_lead_to_one_of_them():
    loads = (Load(1, "bulk"), Load(1, "reply", unknown=9, unknown_lately=2, uncertain_at="/chat/5"))
    judged = verdict(known(loads=loads), when)
    (finding,) = judged.findings
    assert finding.title == "2 mensagens são incertas: o WhatsApp não confirmou se saíram."
    assert (judged.level, finding.href) == ("warn", "/chat/5")


def test_what_was_uncertain_long_ago_rests():
    assert not found(loads=(Load(1, "reply", unknown=9, failed=12),))


def test_one_and_many_are_written_as_people_say_them():
    assert found(kept=1)["kept"].startswith("1 atualização do WhatsApp não pôde ser aproveitada.")
    assert found(kept=1200)["kept"].startswith("1.200 atualizações do WhatsApp não puderam ser aproveitadas.")


@pytest.mark.parametrize(("free", "level"), [(3 * GIGABYTE, "ok"), (GIGABYTE, "warn"), (GIGABYTE // 4, "danger")])
def test_little_room_on_the_disk(free, level):
    assert verdict(known(machine=machine(disks=(Disk("records", free, 100 * GIGABYTE),))), when).level == level


def test_a_copy_of_the_file_needs_as_much_room_as_the_file():
    disks = (Disk("records", 5 * GIGABYTE, 100 * GIGABYTE),)
    assert found(machine=machine(disks=disks, database_size=4 * GIGABYTE))
    assert not found(machine=machine(disks=disks, database_size=4 * GIGABYTE, database=POSTGRES))


def test_a_full_disk_of_the_copies_stops_copies_and_nothing_else():
    disks = (Disk("records", 53 * GIGABYTE, 100 * GIGABYTE), Disk("copies", 1_000_000, GIGABYTE))
    judged = verdict(known(machine=machine(disks=disks)), when)
    assert judged.level == "warn"
    assert "não há novas cópias de segurança" in judged.findings[0].advice


@pytest.mark.parametrize(
    ("hours", "level"), [(24, "ok"), (37, "warn"), (5 * 24, "danger")]
)  # fmt: skip
def test_a_copy_is_made_each_night(hours, level):
    assert verdict(known(copies=Copies(NOW - timedelta(hours=hours), 1)), when).level == level


def test_a_copy_that_failed_says_why():
    told = found(copies=Copies(NOW, 1, NOW, "O disco das cópias está cheio."))
    assert "O disco das cópias está cheio." in told["copy-failed"]


def test_without_any_copy_one_can_be_made_now_but_of_a_postgres_others_make_them():
    assert found(copies=Copies())["no-copy"].endswith("python3 app.py backup")
    assert not found(copies=Copies(), machine=machine(database=POSTGRES))


@pytest.mark.parametrize(
    ("ahead", "words"), [(4.9, None), (-5.2, "5 s atrasado"), (3600.0, "1 h adiantado")]
)  # fmt: skip
def test_a_host_with_a_wrong_clock(ahead, words):
    told = found(machine=machine(ahead=ahead, database=POSTGRES))
    assert words in told["clock"] if words else not told


def test_a_program_that_vanished_matters_until_another_does_its_work():
    assert (
        "1 programa parou sem avisar (escola2)"
        in found(programs=(running(), running("web", False, host="escola2")))["lost"]
    )
    assert not found(programs=(running(), running("all", False, replaced=True)))


def test_programs_of_two_versions_are_an_update_that_somebody_has_to_end():
    assert "0.3.0, 0.4.0" in found(programs=(running("web"), running("worker", version="0.3.0")))["versions"]


def test_what_is_urgent_comes_first():
    told = found(kept=2, copies=Copies(), numbers=(line(stopped_at=NOW),), sends=False)
    assert list(told) == ["sender", "number-1", "kept", "no-copy"]


def test_no_sentence_has_a_word_of_the_code():
    """Everything at once: what a person reads has no English word, no brace, and ends as a sentence."""
    told = found(
        kept=2, copies=Copies(NOW, 1, NOW, "Sem espaço."), sends=False, programs=(running("web", False),),
        numbers=(line(stopped_at=NOW, silent_since=NOW),), machine=machine(ahead=99.0, database=POSTGRES),
        loads=(Load(1, "reply", unknown_lately=1),),
    )  # fmt: skip
    assert len(told) == 8
    for sentences in told.values():
        assert not any(word in sentences for word in ("None", "reply", "bulk", "{", "worker crashed", "  "))
