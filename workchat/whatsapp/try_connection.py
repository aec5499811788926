"""Testar conexão: asks WhatsApp about the number, has its webhooks sent to us, and fetches the approved templates."""

import contextlib
import re
from dataclasses import dataclass
from datetime import datetime

from workchat.contacts.rules import format_phone
from workchat.outbox.rules import reaction
from workchat.whatsapp.answers import CloudError, NotSent, Refused, Uncertain
from workchat.whatsapp.models import Number
from workchat.whatsapp.sync_limit import sync_limit
from workchat.whatsapp.sync_templates import sync_templates

WRONG_ID = frozenset({33, 100})
NO_NUMBER = (
    "O WhatsApp não encontrou este número. Confira a identificação do número de telefone (não é o telefone) "
    "e se o token pode usar este número."
)
NO_ACCOUNT = (
    "O número respondeu, mas o WhatsApp não encontrou a conta. "
    "Confira a identificação da conta do WhatsApp Business e se o token pode usar essa conta."
)
NO_TOKEN = "O WhatsApp não reconheceu o token de acesso. Gere um novo na Meta, cole no campo e salve."  # noqa: S105
NOT_META = "Quem respondeu não foi o WhatsApp. Confira se algum filtro da rede barra graph.facebook.com."
TRY_AGAIN = "Espere um minuto e teste de novo."


@dataclass(frozen=True)
class Tried:
    """How the test ended, in words for the administrator."""

    ok: bool
    words: str


def try_connection(number: Number, api, now: datetime) -> Tried:
    """Four calls, each with its own deadline, outside any transaction. `api`: the number's client."""
    try:
        info = api.number_info(number.phone_number_id)
    except CloudError as error:
        return Tried(False, explain(error, NO_NUMBER))
    _learn(number, info)
    try:
        api.subscribe(number.account_id)
        templates = sync_templates(number, api, now)
    except CloudError as error:
        return Tried(False, explain(error, NO_ACCOUNT))
    with contextlib.suppress(CloudError):  # an older Graph version may not know it; the worker asks again
        sync_limit(number, api)
    return Tried(True, _success(number, info, templates))


def explain(error: CloudError, wrong_id: str) -> str:
    """What went wrong and what to do; `wrong_id` is the sentence for an id that Meta does not know."""
    if isinstance(error, NotSent):
        return error.reason
    if isinstance(error, Uncertain):
        return f"{error.reason} {TRY_AGAIN}"
    if not isinstance(error, Refused) or error.code is None:
        return NOT_META
    if error.code in WRONG_ID:
        return wrong_id
    if error.code in (0, 190):
        return NO_TOKEN
    found = reaction(error.code, error.http, 1)
    return f"{found.words} {found.advice}"


def _learn(number: Number, info: dict) -> None:
    digits = re.sub(r"\D", "", str(info.get("display_phone_number") or ""))
    if digits and digits != number.display_phone:
        number.display_phone = digits
        number.save(only=[Number.display_phone])


def _success(number: Number, info: dict, templates: int) -> str:
    name = str(info.get("verified_name") or "")
    who = format_phone(number.display_phone) + (f" ({name})" if name else "")
    read = "1 modelo foi lido" if templates == 1 else f"{templates} modelos foram lidos"
    return f"Conexão em ordem: {who}. O WhatsApp vai avisar este WorkChat do que chegar. {read}."
