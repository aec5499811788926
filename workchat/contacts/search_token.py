"""What was typed into the search, sealed for who typed it: no name, phone or CPF may stand in an address."""

import base64
import binascii

from workchat.contacts.wanted import LONGEST_TYPED
from workchat.vault import CannotUnseal, vault

PLACE = "contacts.search"


def seal_search(typed: str, by: int) -> str:
    """Letters, digits, - and _ for the address of this person (`by`: their id); "" for nothing."""
    typed = " ".join(typed.replace("\x00", " ").split())[:LONGEST_TYPED]
    return base64.urlsafe_b64encode(vault.seal(typed, f"{PLACE}.{by}")).decode().rstrip("=") if typed else ""


def open_search(token: str, by: int) -> str | None:
    """What was typed; None when the token is not theirs, or was sealed with a key that is gone."""
    try:
        return vault.unseal(base64.urlsafe_b64decode(token + "=" * (-len(token) % 4)), f"{PLACE}.{by}")
    except (CannotUnseal, binascii.Error, ValueError):
        return None
