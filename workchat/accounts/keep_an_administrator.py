"""The school never locks itself out: somebody who administers, and can enter, always stays."""

from workchat.accounts.models import User
from workchat.accounts.rules import ADMINISTRATOR, Refused
from workchat.db import locked

LAST = (
    "É a única pessoa que administra e já tem senha. "
    "Dê antes o papel de administrador a outra pessoa e espere que ela escolha a senha."
)


def keep_an_administrator(leaving: User, field: str) -> None:
    """Call inside the transaction, before `leaving` loses the role or is deactivated.

    :raises Refused: on `field`, when nobody else could administer. One without a password yet cannot enter.
    """
    # Held until the end: two administrators who remove each other at once must not both succeed.
    able = (User.role == ADMINISTRATOR) & User.active & User.password_hash.is_null(False)
    administrators = list(locked(User.select().where(able).order_by(User.id)))
    if leaving.role == ADMINISTRATOR and not any(person.id != leaving.id for person in administrators):
        raise Refused(field, LAST)
