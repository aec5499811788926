"""The portals that may show WorkChat inside a page of theirs: whether EMBED_ORIGINS names each of them exactly."""

import re
from urllib.parse import urlsplit

from workchat.config import Config

EXACT = re.compile(r"https://(?P<host>[a-z0-9]([a-z0-9.-]*[a-z0-9])?)(:(?P<port>[1-9][0-9]{0,4}))?")
HERE = re.compile(r"http://(localhost|127\.0\.0\.1)(:(?P<port>[1-9][0-9]{0,4}))?")
NOT_EXACT = (
    "EMBED_ORIGINS não aceita “{}”. Escreva o endereço exato do portal, só com https://, o nome e, se houver, a porta, "
    "sem caminho nem asterisco: https://portal.escola.com.br"
)
NEEDS_HTTPS = (
    "EMBED_ORIGINS pede que WORKCHAT_URL seja o endereço público do WorkChat e comece com https://, "
    "senão os navegadores não deixam ninguém entrar dentro do portal."
)


def problem(config: Config) -> str:
    """What is wrong with the portals, in a sentence for who installs WorkChat; empty when nothing is."""
    if config.embed_origins and not config.production:
        return NEEDS_HTTPS
    host = urlsplit(config.url).hostname
    wrong = [origin for origin in config.embed_origins if not _is_exact(origin, host)]
    return NOT_EXACT.format(wrong[0]) if wrong else ""


def _is_exact(origin: str, own_host: str | None) -> bool:
    """A page without https can be changed on its way: only on a developer's own machine may it frame WorkChat."""
    found = EXACT.fullmatch(origin) or (HERE.fullmatch(origin) if own_host in ("localhost", "127.0.0.1") else None)
    if not found or ".." in origin:
        return False
    usual = "443" if origin.startswith("https:") else "80"  # browsers leave it out: written, it would match nobody
    return found["port"] != usual and int(found["port"] or 443) < 65536
