"""The worker as it is served, and if asked for, a thread beside it that never rests.

python -m tests.bench.paced idle|busy     (the folder, the database and WhatsApp's port come from the environment)
"""

import sys
import threading

from workchat.config import from_environment
from workchat.opening import open_school
from workchat.worker import Worker


def spin() -> None:
    """As a page that is rendered, a spreadsheet that is read: Python that holds the interpreter."""
    while True:
        sum(range(10_000))


def main(beside: str) -> None:
    config = from_environment()
    open_school(config)
    if beside == "busy":
        threading.Thread(target=spin, daemon=True).start()
    Worker(config).start()


if __name__ == "__main__":
    main(sys.argv[1])
