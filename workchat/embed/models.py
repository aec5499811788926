"""Which passes of the school's portal were used: each opens WorkChat once."""

from peewee import CharField, DateTimeField

from workchat.db import Record


class UsedLaunch(Record):
    """The `jti` of a pass, as a hash, until it would have expired anyway (RFC 7519, 4.1.7)."""

    jti_hash = CharField(unique=True)
    expires_at = DateTimeField()
