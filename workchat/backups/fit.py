"""Do these keys open what the records keep sealed? Asked after a copy came back, and whenever somebody wonders."""

from workchat.contacts.models import SEALED_CPF, Contact
from workchat.totvs.models import SEALED_PASSWORD, RmConnection
from workchat.vault import CannotUnseal, Vault
from workchat.whatsapp.models import APP_SECRET, TOKEN, Number

LOOKED_AT = 50  # contacts, the newest: a key opens all or nothing


def closed_to(keys: Vault) -> tuple[int, int]:
    """How many sealed values these keys do not open, of how many that were tried."""
    tried = [(number.sealed_token, TOKEN) for number in Number.select(Number.sealed_token)]
    tried += [(number.sealed_app_secret, APP_SECRET) for number in Number.select(Number.sealed_app_secret)]
    known = Contact.select(Contact.sealed_cpf).where(Contact.sealed_cpf.is_null(False)).order_by(Contact.id.desc())
    tried += [(contact.sealed_cpf, SEALED_CPF) for contact in known.limit(LOOKED_AT)]
    totvs = RmConnection.select(RmConnection.sealed_password).where(RmConnection.sealed_password.is_null(False))
    tried += [(row.sealed_password, SEALED_PASSWORD) for row in totvs]
    return sum(not _opens(keys, sealed, place) for sealed, place in tried), len(tried)


def _opens(keys: Vault, sealed: bytes, place: str) -> bool:
    try:
        keys.unseal(sealed, place)
    except CannotUnseal:
        return False
    return True
