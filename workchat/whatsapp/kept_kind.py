"""What a kept update is, in a word, without showing anything of the family that it speaks of."""

import json

from workchat.vault import CannotUnseal, vault
from workchat.whatsapp.keep import SEALED
from workchat.whatsapp.models import KeptUpdate

UNKNOWN, LOCKED = "Atualização desconhecida", "Não pode mais ser aberta: a chave mudou"
KINDS = {
    "text": "Mensagem de texto", "image": "Imagem", "document": "Documento", "audio": "Áudio", "video": "Vídeo",
    "sticker": "Figurinha", "location": "Localização", "contacts": "Contato", "button": "Botão",
    "interactive": "Resposta a uma pergunta", "reaction": "Reação", "system": "Aviso do WhatsApp",
    "edit": "Mensagem editada", "revoke": "Mensagem apagada",
}  # fmt: skip
FIELDS = {
    "message_template_status_update": "Mudança de um modelo",
    "account_update": "Aviso sobre a conta",
    "user_preferences": "Preferência de um contato",
}


def kept_kind(row: KeptUpdate) -> str:
    """Mensagem de texto, Confirmação de entrega, Aviso sobre a conta…"""
    try:
        change = json.loads(vault.unseal(row.sealed_body, SEALED))["entry"][0]["changes"][0]
        value = change["value"]
        if value.get("messages"):
            return KINDS.get(value["messages"][0].get("type"), "Mensagem")
        if value.get("statuses"):
            return "Confirmação de entrega"
        return FIELDS.get(change.get("field"), UNKNOWN)
    except CannotUnseal:
        return LOCKED
    except (ValueError, LookupError, TypeError, AttributeError):
        return UNKNOWN
