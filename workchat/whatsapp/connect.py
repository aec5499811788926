"""How a number is reached: its client, and the numbers whose secret signed a webhook."""

from collections.abc import Callable

from workchat.config import Config
from workchat.vault import CannotUnseal
from workchat.whatsapp.client import CloudApi
from workchat.whatsapp.models import Number
from workchat.whatsapp.payload import signature_ok

GRAPH = "https://graph.facebook.com"
SIMULATOR_PATH = "/simulator/graph"


def api_of(config: Config) -> Callable[[Number], CloudApi]:
    """A function that gives a number's client. The simulator speaks the same wire format: only the address differs."""

    def client(number: Number) -> CloudApi:
        base = config.local_url + SIMULATOR_PATH if number.is_simulator else GRAPH
        return CloudApi(base, number.token, number.graph_version)

    return client


def signed_by(raw: bytes, header: str | None) -> dict[str, Number]:
    """The active numbers, by phone number id, whose app secret signed these bytes. The number is known only later."""
    return {
        number.phone_number_id: number for number in Number.fetch_all("WHERE active") if _signed(number, raw, header)
    }


def _signed(number: Number, raw: bytes, header: str | None) -> bool:
    """A number whose secret cannot be opened any more must not silence the others: nothing is believed about it."""
    try:
        return signature_ok(number.app_secret, raw, header)
    except CannotUnseal:
        return False
