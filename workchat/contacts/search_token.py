"""What was typed into the search, sealed: a name, a phone or a CPF must not stand in an address."""

import base64
import binascii

from workchat.contacts.wanted import LONGEST_TYPED
from workchat.vault import CannotUnseal, vault

PLACE = "contacts.search"


def seal_search(typed: str) -> str:
    """Letters, digits, - and _ for the address; "" for nothing."""
    typed = " ".join(typed.replace("\x00", " ").split())[:LONGEST_TYPED]
    return base64.urlsafe_b64encode(vault.seal(typed, PLACE)).decode().rstrip("=") if typed else ""


def open_search(token: str) -> str | None:
    """What was typed; None when the token is not ours, or was sealed with a key that is gone."""
    try:
        return vault.unseal(base64.urlsafe_b64decode(token + "=" * (-len(token) % 4)), PLACE)
    except (CannotUnseal, binascii.Error, ValueError):
        return None
