"""The pass is opened: its signature is checked with the portal's keys, and nothing that it says is believed before."""

from typing import Any

from workchat.embed.keys import Key
from workchat.embed.rules import LONGEST_PASS, NotAccepted

# What the claims say is checked in rules.py, with the time as an argument; here only who signed them.
SIGNATURE_ONLY = {
    "verify_exp": False, "verify_nbf": False, "verify_iat": False, "verify_aud": False, "verify_iss": False,
    "verify_sub": False, "verify_jti": False,
}  # fmt: skip


def open_pass(signed: str, keys: tuple[Key, ...]) -> dict[str, Any]:
    """The claims of a pass that one of the keys signed.

    :raises NotAccepted: naming what is wrong with it.
    """
    import jwt  # 60 ms, which only who enters by the portal should wait for

    suiting = _keys_for(_header(signed), keys)
    for key in suiting:
        try:
            return jwt.decode(signed, key.key, algorithms=[key.algorithm], options=SIGNATURE_ONLY)
        except jwt.InvalidSignatureError:
            continue
        except jwt.PyJWTError as error:
            raise NotAccepted("format") from error
    raise NotAccepted("signature")


def _header(signed: str) -> dict[str, Any]:
    """What the pass says of its signature; its size is looked at before anything else of it."""
    import jwt

    if not signed:
        raise NotAccepted("none")
    if len(signed.encode(errors="replace")) > LONGEST_PASS:
        raise NotAccepted("size")
    if not signed.isascii():
        raise NotAccepted("format")
    try:
        return jwt.get_unverified_header(signed)
    except jwt.PyJWTError as error:
        raise NotAccepted("format") from error


def _keys_for(header: dict[str, Any], keys: tuple[Key, ...]) -> list[Key]:
    """The keys that may have signed it: of its algorithm, and with its `kid` where both have one (RFC 7515, 4.1.4)."""
    of_algorithm = [key for key in keys if key.algorithm == header.get("alg")]
    if not of_algorithm:
        raise NotAccepted("algorithm")
    wanted = header.get("kid", "")
    found = [key for key in of_algorithm if not wanted or key.id in ("", wanted)]
    if not found:
        raise NotAccepted("key")
    return found
