"""The school's portal, as the tests need it: its keys, the passes that it signs, and the browser that brings them."""

import base64
import hashlib
import hmac
import json
from dataclasses import replace
from functools import cache
from itertools import count
from pathlib import Path

import jwt
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from workchat import create_app
from workchat.accounts.models import AuditEntry
from workchat.config import Config
from workchat.db import timestamp, utcnow

CHAT, PORTAL = "https://chat.escola.example", "https://portal.escola.example"
ISSUER = "portal-da-escola"
SECRET = "um segredo sorteado com mais de trinta e dois bytes"
ROLES = "atendente=agent,coordenacao=supervisor,direcao=administrator"
_serial = count(1)


@cache
def rsa_key(name: str = "first") -> rsa.RSAPrivateKey:
    """A key pair of the portal, by a name of ours: making one takes a while."""
    return rsa.generate_private_key(65537, 2048)


@cache
def ec_key(name: str = "first") -> ec.EllipticCurvePrivateKey:
    return ec.generate_private_key(ec.SECP256R1())


def pem(private) -> bytes:
    return private.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)


def jwk(private, kid: str, **more: str) -> dict:
    kind = jwt.algorithms.RSAAlgorithm if isinstance(private, rsa.RSAPrivateKey) else jwt.algorithms.ECAlgorithm
    return {**kind.to_jwk(private.public_key(), as_dict=True), "kid": kid, **more}


def write_jwks(file: Path, *keys: dict) -> str:
    file.write_text(json.dumps({"keys": keys}))
    return str(file)


def with_secret(config: Config, **more) -> Config:
    """A small school: one shared secret."""
    base = {"url": CHAT, "embed_origins": (PORTAL,), "embed_issuer": ISSUER, "embed_roles": ROLES}
    return replace(config, **{**base, "embed_secret": SECRET, **more})


def with_public_key(config: Config, file: Path, private=None) -> Config:
    file.write_bytes(pem(private or rsa_key()))
    return with_secret(config, embed_secret="", embed_public_key=str(file))


def claims(**changes) -> dict:
    """What a pass of Bia says now. None takes a claim away."""
    now = timestamp(utcnow())
    said = {"iss": ISSUER, "aud": CHAT, "sub": "bia@escola.example", "role": "atendente", "iat": now, "exp": now + 60,
            "jti": f"passe-{next(_serial)}"}  # fmt: skip
    return {name: value for name, value in {**said, **changes}.items() if value is not None}


def signed(key=SECRET, algorithm: str = "HS256", headers: dict | None = None, **changes) -> str:
    return jwt.encode(claims(**changes), key, algorithm, headers)


def by_hand(header: dict, said: dict, secret: bytes = b"") -> str:
    """A pass that no library would sign: of `alg: none`, or with a public key's bytes as the secret."""
    parts = [base64.urlsafe_b64encode(json.dumps(part).encode()).rstrip(b"=") for part in (header, said)]
    mark = hmac.new(secret, b".".join(parts), hashlib.sha256).digest() if secret else b""
    return b".".join([*parts, base64.urlsafe_b64encode(mark).rstrip(b"=")]).decode()


@cache
def _app(config: Config) -> Flask:
    """The app of an environment. As in a school, errors become pages."""
    app = create_app(config)
    app.testing = False
    return app


def browser_of(config: Config) -> FlaskClient:
    """A browser before the school of this environment."""
    return _app(config).test_client()


def arrive(config: Config, ticket: str, browser: FlaskClient | None = None, **more: str) -> TestResponse:
    """The portal's page posts a pass; `origin` another page, `url` to another address of the launch."""
    headers = {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Dest": "iframe", "Origin": more.get("origin", PORTAL)}
    browser = browser or browser_of(config)
    return browser.post(more.get("url", "/embed/launch"), data={"ticket": ticket}, headers=headers, base_url=CHAT)


def refusals() -> list[tuple[str, str]]:
    """(reference, which check failed) of each, as the history has them."""
    rows = AuditEntry.select().where(AuditEntry.area == "portal", AuditEntry.field == "Entrada recusada")
    return [(row.subject, row.after) for row in rows.order_by(AuditEntry.id)]
