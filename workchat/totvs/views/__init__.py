"""Configurações > Integrações > TOTVS Educacional."""

from flask import Blueprint

blueprint = Blueprint("totvs", __name__, url_prefix="/settings/integrations/totvs")

from workchat.totvs.views import connection, test  # noqa: E402, F401  (they hang their routes on the blueprint)
