"""With which keys the school's portal signs its passes. They come from the environment, never from a page.

Each key is bound to one algorithm (RFC 8725, 2.1 and 3.1): a public key never checks an HS256 signature.
"""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from workchat.config import Config
from workchat.embed.rules import read_roles

RS256, ES256, HS256 = "RS256", "ES256", "HS256"
KINDS = {"RSA": RS256, "EC": ES256}  # `kty` of RFC 7518, 6.1
KEYS_BEGIN = ("ssh-", "ecdsa-", "MII", "MFkw", "{")  # OpenSSH, RSA and P-256 without the lines around them, JWK
SHORTEST_SECRET = 32  # bytes: as many as SHA-256 gives (RFC 7518, 3.2)
SHORTEST_RSA = 2048  # bits (RFC 7518, 3.3)
SHORT = "EMBED_SECRET é curto demais: use um segredo sorteado de pelo menos 32 bytes."
A_KEY = "EMBED_SECRET não pode ser uma chave: use um segredo sorteado, ou ponha a chave pública em um arquivo."
NO_FILE = "O arquivo {} indicado em {} não pode ser lido."
PRIVATE = "O arquivo indicado em {} tem uma chave privada. Ela fica só no portal: ponha aqui a chave pública."
NOT_KEYS = "O arquivo indicado em {} não tem uma chave pública para RS256 (RSA, 2048 bits ou mais) ou ES256 (EC P-256)."


class KeysUnreadable(Exception):
    """The environment names keys that cannot be used: why, for who installs."""


@dataclass(frozen=True)
class Key:
    """A key, and the one algorithm that it checks."""

    algorithm: str
    key: Any
    id: str = ""  # `kid`; "" when the key has no name


def is_on(config: Config) -> bool:
    """Whether the environment says who the portal is and how it signs."""
    return bool(config.embed_issuer and (config.embed_jwks or config.embed_public_key or config.embed_secret))


def read_keys(config: Config) -> tuple[Key, ...]:
    """Every key of the environment. The files are read each time: a key that was changed is worth at once.

    :raises KeysUnreadable: with a sentence.
    """
    keys = _jwks(config.embed_jwks) if config.embed_jwks else []
    if config.embed_public_key:
        keys.append(_pem(config.embed_public_key))
    if config.embed_secret:
        keys.append(_secret(config.embed_secret))
    return tuple(keys)


def problem_at_start(config: Config) -> str:
    """Why this environment cannot let anybody in from the portal, in a sentence for who installs; "" when it can."""
    try:
        read_keys(config)
        read_roles(config.embed_roles)
    except (KeysUnreadable, ValueError) as problem:
        return str(problem)
    return ""


def _secret(secret: str) -> Key:
    if len(secret.encode()) < SHORTEST_SECRET:
        raise KeysUnreadable(SHORT)
    if "-----BEGIN" in secret or secret.lstrip().startswith(KEYS_BEGIN):
        raise KeysUnreadable(A_KEY)
    return Key(HS256, secret)


def _pem(file: str) -> Key:
    from cryptography.hazmat.primitives.serialization import load_pem_public_key

    text = _text(file, "EMBED_PUBLIC_KEY")
    if b"PRIVATE KEY" in text:
        raise KeysUnreadable(PRIVATE.format("EMBED_PUBLIC_KEY"))
    try:
        key = load_pem_public_key(text)
    except Exception as error:  # cryptography has several for a text that is no key
        raise KeysUnreadable(NOT_KEYS.format("EMBED_PUBLIC_KEY")) from error
    if not (algorithm := _algorithm_of(key)):
        raise KeysUnreadable(NOT_KEYS.format("EMBED_PUBLIC_KEY"))
    return Key(algorithm, key)


def _jwks(file: str) -> list[Key]:
    """The keys of a JWK Set (RFC 7517, 5) that sign RS256 or ES256; others in it are for other uses."""
    try:
        rows = json.loads(_text(file, "EMBED_JWKS"))["keys"]
        found = [key for row in rows if (key := _jwk(row))]
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise KeysUnreadable(NOT_KEYS.format("EMBED_JWKS")) from error
    if not found:
        raise KeysUnreadable(NOT_KEYS.format("EMBED_JWKS"))
    return found


def _jwk(row: dict[str, Any]) -> Key | None:
    import jwt

    algorithm = KINDS.get(row.get("kty"))
    if algorithm is None or row.get("use", "sig") != "sig" or row.get("alg", algorithm) != algorithm:
        return None
    if "d" in row:
        raise KeysUnreadable(PRIVATE.format("EMBED_JWKS"))
    try:
        key = jwt.PyJWK(row, algorithm).key
    except jwt.PyJWTError:
        return None
    return Key(algorithm, key, str(row.get("kid", ""))) if _algorithm_of(key) == algorithm else None


def _algorithm_of(key: object) -> str:
    """Which algorithm a public key checks; "" when none that is accepted here."""
    from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, EllipticCurvePublicKey
    from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey

    if isinstance(key, RSAPublicKey):
        return RS256 if key.key_size >= SHORTEST_RSA else ""
    return ES256 if isinstance(key, EllipticCurvePublicKey) and isinstance(key.curve, SECP256R1) else ""


def _text(file: str, variable: str) -> bytes:
    try:
        return Path(file).read_bytes()
    except (OSError, ValueError) as error:
        raise KeysUnreadable(NO_FILE.format(file, variable)) from error
