"""The pages of Configurações. A new tab is a line in TABS and its module below."""

from flask import Blueprint

blueprint = Blueprint("settings", __name__, url_prefix="/settings")

TABS = {  # the last part of the address -> the label, in the order of the bar
    "general": "Gerais",
    "transfer": "Transferência Automática",
    "contacts": "Contatos",
    "privacy": "Termos de privacidade",
    "closing-reasons": "Fechamento de ticket",
    "integrations": "Integrações",
}


@blueprint.app_context_processor
def tab_bar() -> dict[str, dict[str, str]]:
    return {"settings_tabs": TABS}


from workchat.settings.views import (  # noqa: E402, F401  (they hang their routes on the blueprint)
    closing_reasons,
    contacts,
    general,
    history,
    portal,
    privacy,
    transfer,
)
