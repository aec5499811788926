"""A web process or a worker of the school, exactly as the product starts it, but armed with one fault."""

import argparse
import ctypes
import gc
import json
import os
import signal
import threading
import time
from functools import cache
from pathlib import Path

from flask import Flask
from peewee import OperationalError

import workchat.whatsapp.views.receive
import workchat.worker
from tests.torture import plan
from tests.torture.hands import arm_hands
from tests.torture.times import Clocks, hurry
from workchat import cli, create_app, opening
from workchat.config import Config, from_environment
from workchat.outbox.deliver import Deliverer
from workchat.vault import open_vault
from workchat.whatsapp.client import CloudApi

WRITES = ("INSERT", "UPDATE", "DELETE", "WITH")
DIES_WITH_PARENT = 1  # PR_SET_PDEATHSIG
_place = threading.local()


@cache
def _app(environment: tuple) -> Flask:
    """Made once, before any fork: it holds no connection."""
    config = from_environment(dict(environment))
    open_vault(config.keys, config.instance / "keys.json")
    app = create_app(config)
    gc.freeze()
    return app


def ready(order: dict) -> bool:
    """In the process that forks: everything that all its children need. They then find the pages made already."""
    app = _app(tuple(item for item in order["environment"].items() if item[0] != "WORKCHAT_PORT"))

    def made(config: Config) -> Flask:
        app.config["SCHOOL"] = config
        return app

    cli.create_app = made
    return True


def live(order: dict, tell_to: int) -> None:
    """`order`: kind, environment, provider, clocks, slot, life (plan.Life, or None: unharmed)."""
    ctypes.CDLL(None).prctl(DIES_WITH_PARENT, signal.SIGKILL)
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    fault = Fault(order["life"], order["serial"], tell_to)
    hurry()
    Clocks(Path(order["clocks"])).wear(order["slot"])
    arm_database(fault)
    arm_sender(fault, order["provider"])
    arm_webhook(fault)
    run = {"worker": cli.worker, "web": cli.web}[order["kind"]]
    run(from_environment(order["environment"]), argparse.Namespace())


class Fault:
    """The one thing that goes wrong in this process, and what it tells the main process meanwhile."""

    def __init__(self, life: dict | None, name: int, tell_to: int) -> None:
        self._name = name
        self._life, self._tell_to, self._gate = life or {"point": "", "act": "", "nth": 0}, tell_to, threading.Lock()
        self._left, self.full_until = self._life["nth"], 0.0

    def tell(self, what: str, **more: object) -> None:
        """One line, in one piece: the kernel does not mix short ones."""
        told = {"what": what, "who": self._name, "at": time.monotonic(), **more}
        os.write(self._tell_to, (json.dumps(told) + "\n").encode())

    def reach(self, point: str) -> None:
        with self._gate:
            if point != self._life["point"] or self._left <= 0:
                return
            self._left -= 1
            if self._left:
                return
        self._act(point, self._life["act"])

    def _act(self, point: str, act: str) -> None:
        self.tell("fault", point=point, act=act)
        if act == plan.FULL:
            self.full_until = time.monotonic() + plan.FULL_SECONDS
        elif act == plan.DOUBT:
            _place.doubt = True
        else:
            os.kill(os.getpid(), signal.SIGKILL if act == plan.KILL else signal.SIGSTOP)

    def refuse_when_full(self) -> None:
        if time.monotonic() < self.full_until:
            raise OperationalError("database or disk is full")


def arm_database(fault: Fault) -> None:
    usual = opening.open_database

    def armed(*given: object, **named: object):
        database = usual(*given, **named)
        execute, commit = database.execute_sql, database.commit

        def execute_sql(sql: str, params=None):
            if sql.lstrip().startswith(WRITES):
                fault.refuse_when_full()
            return execute(sql, params)

        def commit_armed():
            fault.refuse_when_full()
            fault.reach(plan.before(getattr(_place, "name", plan.OTHER)))
            commit()
            if _place.__dict__.pop("doubt", False):
                database.connection().close()  # as the server does: peewee still believes in it
                raise OperationalError("server closed the connection unexpectedly")

        database.execute_sql, database.commit = execute_sql, commit_armed
        return database

    opening.open_database = armed


def within(what: str, act, then: str = "", fault: Fault | None = None):
    """`act`, during which commits are those of `what`; afterwards the point `then`, when something was done."""

    def wrapped(*given: object, **named: object):
        _place.name = what
        try:
            done = act(*given, **named)
        finally:
            del _place.name
        if then and (done or what != plan.CLAIM):
            fault.reach(then)
        return done

    return wrapped


def arm_sender(fault: Fault, provider: str) -> None:
    arm_hands(fault)
    Deliverer.take = within(plan.CLAIM, Deliverer.take, plan.AFTER_CLAIM, fault)
    Deliverer._write = within(plan.RESULT, Deliverer._write, plan.AFTER_RESULT, fault)
    workchat.worker.api_of = lambda _config: lambda number: Watched(number, provider, fault)


class Watched:
    """The product's own client, led to the provider, with a fault before and after."""

    def __init__(self, number, provider: str, fault: Fault) -> None:
        self._api, self._fault = CloudApi(provider, number.token, number.graph_version), fault

    def send(self, phone_number_id: str, body: dict, deadline_seconds: float):
        key = body["biz_opaque_callback_data"]
        self._fault.reach(plan.BEFORE_CALL)
        self._fault.tell("calls", key=key)
        try:
            return self._api.send(phone_number_id, body, deadline_seconds)
        finally:
            self._fault.reach(plan.AFTER_CALL)

    def __getattr__(self, name: str):
        return getattr(self._api, name)


def arm_webhook(fault: Fault) -> None:
    views = workchat.whatsapp.views.receive
    views.take_in = within(plan.WEBHOOK, views.take_in, plan.AFTER_WEBHOOK, fault)
