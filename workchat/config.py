"""What the person who installs WorkChat decides: every environment variable, one line each."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

ROOT = Path(__file__).resolve().parent.parent
MEBIBYTE = 1024 * 1024


@dataclass(frozen=True)
class Config:
    instance: Path  # WORKCHAT_INSTANCE: folder of the database, the keys and the media
    database_url: str  # DATABASE_URL: postgresql://… ; empty = SQLite in the instance folder
    url: str  # WORKCHAT_URL: the public address; https in it = production
    keys: str  # WORKCHAT_KEYS: the key file's text, where a file is not wanted
    host: str  # WORKCHAT_HOST: where to listen
    port: int  # WORKCHAT_PORT
    trusted_proxy: str  # WORKCHAT_TRUSTED_PROXY: address of the proxy whose X-Forwarded-* is believed
    server: str  # WORKCHAT_SERVER: waitress (default) or granian, behind a buffering proxy only
    synchronous: str  # WORKCHAT_SQLITE_SYNCHRONOUS: FULL (default) or NORMAL, for the benchmark
    private_hosts: tuple[str, ...]  # WORKCHAT_PRIVATE_HOSTS: hosts of the school's own network that TOTVS may live on
    backups: Path  # WORKCHAT_BACKUPS: folder of the nightly copies of the records
    key_backups: Path  # WORKCHAT_KEY_BACKUPS: folder of the copies of the keys; best on another disk
    log: str  # WORKCHAT_LOG: info (default), or debug, which writes each poll too
    metrics_token: str  # WORKCHAT_METRICS_TOKEN: who shows it may read /metrics; empty = nobody
    embed_origins: tuple[str, ...]  # EMBED_ORIGINS: exact origins of the portals that may frame WorkChat; none = nobody
    embed_issuer: str  # EMBED_ISSUER: `iss` of the portal's tickets
    embed_audience: str  # EMBED_AUDIENCE: `aud` of them; empty = the public address
    embed_jwks: str  # EMBED_JWKS: file with the portal's public keys (RS256, ES256)
    embed_public_key: str  # EMBED_PUBLIC_KEY: file with one public key in PEM, instead
    embed_secret: str  # EMBED_SECRET: the shared secret of HS256, the small school's way
    embed_role_claim: str  # EMBED_ROLE_CLAIM: which claim says the role
    embed_roles: str  # EMBED_ROLES: what its values mean here, as "secretaria=agent,direcao=supervisor"

    @property
    def production(self) -> bool:
        """True when the public address is https: cookies become Secure, the simulator is refused."""
        return self.url.startswith("https://")

    @property
    def local_url(self) -> str:
        """Where this machine reaches the web process; the simulator's messages go there."""
        host = "127.0.0.1" if self.host in ("0.0.0.0", "::", "") else self.host  # noqa: S104
        return f"http://{host}:{self.port}"

    @property
    def origin(self) -> str:
        parts = urlsplit(self.url)
        return f"{parts.scheme}://{parts.netloc}"


def from_environment(env: Mapping[str, str] = os.environ, **given: object) -> Config:
    """Read the environment; `given` (the command line's --host and --port) wins over it."""
    instance = Path(env.get("WORKCHAT_INSTANCE") or ROOT / "instance")
    host = str(given.get("host") or env.get("WORKCHAT_HOST") or "127.0.0.1")
    port = int(given.get("port") or env.get("WORKCHAT_PORT") or 8000)
    return Config(
        instance=instance,
        database_url=env.get("DATABASE_URL") or str(instance / "workchat.db"),
        url=(env.get("WORKCHAT_URL") or f"http://{host}:{port}").rstrip("/"),
        keys=env.get("WORKCHAT_KEYS", ""),
        host=host,
        port=port,
        trusted_proxy=env.get("WORKCHAT_TRUSTED_PROXY", ""),
        server=env.get("WORKCHAT_SERVER", "waitress"),
        synchronous=env.get("WORKCHAT_SQLITE_SYNCHRONOUS", "FULL"),
        private_hosts=_listed(env.get("WORKCHAT_PRIVATE_HOSTS", "")),
        **_looked_after(env, instance),
        **_portal(env),
    )


def _looked_after(env: Mapping[str, str], instance: Path) -> dict[str, object]:
    return {
        "backups": Path(env.get("WORKCHAT_BACKUPS") or instance / "backups"),
        "key_backups": Path(env.get("WORKCHAT_KEY_BACKUPS") or instance / "key-backups"),
        "log": env.get("WORKCHAT_LOG", "info").lower(),
        "metrics_token": env.get("WORKCHAT_METRICS_TOKEN", ""),
    }


def _portal(env: Mapping[str, str]) -> dict[str, object]:
    return {
        "embed_origins": _listed(env.get("EMBED_ORIGINS", "").lower()),  # as browsers write them
        "embed_issuer": env.get("EMBED_ISSUER", ""),
        "embed_audience": env.get("EMBED_AUDIENCE", ""),
        "embed_jwks": env.get("EMBED_JWKS", ""),
        "embed_public_key": env.get("EMBED_PUBLIC_KEY", ""),
        "embed_secret": env.get("EMBED_SECRET", ""),
        "embed_role_claim": env.get("EMBED_ROLE_CLAIM") or "role",
        "embed_roles": env.get("EMBED_ROLES") or "atendente=agent,supervisor=supervisor",
    }


def _listed(text: str) -> tuple[str, ...]:
    """Several values in one variable, between commas or spaces."""
    return tuple(text.replace(",", " ").split())
