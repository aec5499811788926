"""The simulator over HTTP: the pretended Cloud API for the machine, a phone in the browser for the administrator."""

from flask import Blueprint, abort, current_app

from workchat.simulator.models import Faults, simulated
from workchat.simulator.post import Postman

api = Blueprint("simulator_api", __name__)
blueprint = Blueprint("simulator", __name__)


@api.before_request
@blueprint.before_request
def only_while_trying() -> None:
    """A school on the internet has no invented families: there, none of this exists."""
    if current_app.config["SCHOOL"].production:
        abort(404)


def post_to_school(entries: list[dict], delay: float = 0.0) -> None:
    """Hand the webhooks to the postman of this process, with the disorder that was asked for."""
    if not entries:
        return
    number, faults, school = simulated(), Faults.current(), current_app.config["SCHOOL"]
    postman: Postman = current_app.extensions.setdefault("postman", Postman())
    delay, disorder = delay or faults.delay_ms / 1000, {"duplicate": faults.duplicate, "reorder": faults.reorder}
    postman.post(school.local_url, number.app_secret, entries, delay, **disorder)


from workchat.simulator.views import cloud, file, phone  # noqa: E402, F401  (they register themselves)
