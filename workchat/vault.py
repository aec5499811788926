"""What a stolen database must not give away: CPF and access tokens are sealed with keys that live outside it."""

import base64
import hashlib
import hmac
import json
import os
import secrets
from contextlib import suppress
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

NONCE = 12  # bytes; NIST SP 800-38D
SHORTEST = 16  # bytes of a key


class CannotUnseal(Exception):
    """The key that sealed this is missing, or somebody changed the sealed bytes."""


class Vault:
    """Keys by id. The current one seals; every known one unseals, so that a key can be changed."""

    def __init__(self) -> None:
        self._keys: dict[int, bytes] = {}
        self._current = 0
        self._lookup = b""
        self.cookie_secret = ""

    def open(self, keys_text: str) -> None:
        """Take the keys from the key file's JSON: {"current": 1, "keys": {"1": b64}, "lookup": b64, "cookies": b64}.

        :raises ValueError, KeyError, TypeError: when they could not do their work later.
        """
        keys = json.loads(keys_text)
        self._keys = {int(k): base64.b64decode(v) for k, v in keys["keys"].items()}
        self._current = int(keys["current"])
        self._lookup = base64.b64decode(keys["lookup"])
        self.cookie_secret = keys["cookies"]
        for key in (self._keys[self._current], *self._keys.values()):
            AESGCM(key)
        if self._current not in range(1, 256) or min(len(self._lookup), len(self.cookie_secret)) < SHORTEST:
            raise ValueError("a key is too short, or the current one has no id from 1 to 255")

    def seal(self, text: str, place: str) -> bytes:
        """Encrypt for one column (`place`, e.g. "contact.cpf"): bytes moved to another column do not unseal."""
        nonce = secrets.token_bytes(NONCE)
        sealed = AESGCM(self._keys[self._current]).encrypt(nonce, text.encode(), place.encode())
        return bytes([self._current]) + nonce + sealed

    def unseal(self, sealed: bytes | memoryview, place: str) -> str:
        """:raises CannotUnseal: when the key is gone or the bytes were changed."""
        sealed = bytes(sealed)
        try:
            key = self._keys[sealed[0]]
            return AESGCM(key).decrypt(sealed[1 : NONCE + 1], sealed[NONCE + 1 :], place.encode()).decode()
        except (KeyError, IndexError, InvalidTag) as error:
            raise CannotUnseal(place) from error

    def fingerprint(self, text: str) -> str:
        """A keyed hash that finds an equal value (a CPF) without storing it in clear."""
        return hmac.new(self._lookup, text.encode(), hashlib.sha256).hexdigest()


vault = Vault()


def new_keys() -> str:
    """Fresh keys, as the JSON text that the key file holds."""
    fresh = [base64.b64encode(secrets.token_bytes(32)).decode() for _ in range(3)]
    return json.dumps({"current": 1, "keys": {"1": fresh[0]}, "lookup": fresh[1], "cookies": fresh[2]})


def open_vault(given: str, file: Path) -> None:
    """Open the vault with the environment's keys, or with a 0600 file; opening.py says whether one may be made."""
    if not given:
        if not file.exists():
            make_keys(file)
        close_to_others(file)  # a copy brought back may have been open
        given = file.read_text()
    vault.open(given)


def close_to_others(file: Path) -> None:
    """Let only the owner read a file; one that belongs to somebody else, or cannot be changed, stays as it is."""
    with suppress(OSError):
        if file.is_file() and file.stat().st_mode & 0o077:
            file.chmod(0o600)


def make_keys(file: Path) -> None:
    """Keys that are there stay. Of several that start at once the link appears whole, and for the first only."""
    file.parent.mkdir(parents=True, exist_ok=True)
    draft = file.with_name(f"{file.name}.{secrets.token_hex(8)}")
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as out:
        out.write(new_keys())
    with suppress(FileExistsError):
        os.link(draft, file)
    draft.unlink()
