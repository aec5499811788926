"""What an agent writes may hold a CPF: the family reads it whole, and here only its masked form lies open."""

import base64
import json

from workchat.contacts.rules import mask_cpfs_in
from workchat.vault import vault

PLACE = "delivery.body"


def seal_body(body: dict) -> dict:
    """The body as it is kept: masked, with the whole one sealed inside it."""
    sealed = vault.seal(json.dumps(body), PLACE)
    return {**_masked(body), "sealed": base64.b64encode(sealed).decode()}


def open_body(body: dict) -> dict:
    """The body as it leaves. :raises CannotUnseal: when its key is gone."""
    sealed = body.get("sealed")
    return json.loads(vault.unseal(base64.b64decode(sealed), PLACE)) if sealed else body


def _masked(value):
    if isinstance(value, dict):
        return {key: _masked(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [_masked(inner) for inner in value]
    return mask_cpfs_in(value) if isinstance(value, str) else value
