"""What the school knows of a connected number changes: its name here, its ids at Meta, its secrets."""

from datetime import datetime

from peewee import IntegrityError

from workchat.accounts.models import User
from workchat.accounts.record_change import record_change
from workchat.accounts.rules import Refused
from workchat.db import db
from workchat.whatsapp.connect_number import AREA, TAKEN, Connection
from workchat.whatsapp.models import Number

LABELS = {
    "name": "Nome",
    "phone_number_id": "Identificação do número de telefone",
    "account_id": "Identificação da conta do WhatsApp Business",
    "graph_version": "Versão da API da Meta",
}
SECRETS = {"token": "Token de acesso", "app_secret": "Chave secreta do aplicativo"}
STORED, REPLACED = "guardado", "trocado"  # a secret's value is in no history


def edit_number(number: Number, details: Connection, by: User, now: datetime) -> None:
    """Save what was typed; an empty token or secret keeps what is stored.

    :raises Refused: when another connected number has that id.
    """
    try:
        with db.atomic():
            for column, label in LABELS.items():
                before, after = getattr(number, column), getattr(details, column)
                record_change(by, details.name, label, before, after, now, AREA)
                setattr(number, column, after)
            for secret, label in SECRETS.items():
                if getattr(details, secret):
                    record_change(by, details.name, label, STORED, REPLACED, now, AREA)
            number.keep_secrets(details.token, details.app_secret)
            columns = [getattr(Number, column) for column in LABELS]
            number.save(only=[*columns, Number.sealed_token, Number.sealed_app_secret])
    except IntegrityError as error:
        raise Refused("phone_number_id", TAKEN) from error
