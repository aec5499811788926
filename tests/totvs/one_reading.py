"""A worker of its own, that only reads TOTVS. The school is in the environment, RM's host behind the program's name."""

import sys
from dataclasses import replace

from workchat.config import from_environment
from workchat.db import clock, db
from workchat.opening import open_school
from workchat.totvs.read_rm import read_all_due


def main() -> None:
    config = replace(from_environment(), private_hosts=(sys.argv[1],))
    open_school(config)
    with db.connection_context():
        print("open", flush=True)
        while read_all_due(clock(), config):
            pass


if __name__ == "__main__":
    main()
