"""What real programs write on their standard error: whole lines at once, and nothing that keeps them from going on."""

import json
import subprocess
import sys

from workchat.config import ROOT

TOKEN = "o-token-de-um-link"


def test_what_nobody_catches_is_a_line_too_and_not_a_trace():
    """A thread, a program and a warning that end badly, as Python itself would tell them."""
    program = f"""
import threading, warnings
from workchat.log import one_line_an_event
one_line_an_event()
warnings.warn({TOKEN!r})
class Broken:
    def __del__(self): raise ValueError({TOKEN!r})
Broken()
thread = threading.Thread(target=lambda: int({TOKEN!r}))
thread.start(); thread.join()
raise RuntimeError({TOKEN!r})
"""
    ended = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True)
    lines = [json.loads(line) for line in ended.stderr.splitlines()]
    assert [line["event"] for line in lines] == ["library", "not caught", "not caught", "not caught"]
    assert [line.get("kind") for line in lines] == [None, "ValueError", "ValueError", "RuntimeError"]
    assert TOKEN not in ended.stderr and ended.returncode == 1


def test_each_line_is_there_at_once_whole_and_in_order_whoever_writes_beside():
    """Threads of a program that is killed in the middle: what was told before is on standard error."""
    program = """
import logging, os, threading
from workchat.log import one_line_an_event, tell
one_line_an_event()
def work(who):
    for n in range(200):
        tell("ours", who=who, n=n)
        logging.getLogger("waitress").warning("theirs")
threads = [threading.Thread(target=work, args=(who,)) for who in range(8)]
for thread in threads: thread.start()
for thread in threads: thread.join()
os._exit(0)
"""
    ended = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True)
    lines = [json.loads(line) for line in ended.stderr.splitlines()]
    assert sum(line["event"] == "library" for line in lines) == 8 * 200
    for who in range(8):
        assert [line["n"] for line in lines if line.get("who") == who] == list(range(200))


def test_a_program_whose_standard_error_is_gone_goes_on():
    program = """
import contextlib, os, sys
from workchat.log import one_line_an_event, tell
one_line_an_event()
os.close(2)
tell("lost")
with contextlib.suppress(OSError):
    sys.stderr.close()  # Python itself still has the lost line in its hands, and says so
tell("lost")
print("goes on")
"""
    ended = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True)
    assert ended.stdout == "goes on\n"
    words = """ -c 'from workchat.log import *; one_line_an_event(); tell("lost"); print("on")' 2>&-"""
    closed = subprocess.run(f'"{sys.executable}"{words}', shell=True, cwd=ROOT, stdout=subprocess.PIPE, text=True)
    assert closed.stdout == "on\n"
