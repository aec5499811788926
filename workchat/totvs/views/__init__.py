"""Configurações > Integrações > TOTVS Educacional."""

from flask import Blueprint

blueprint = Blueprint("totvs", __name__, url_prefix="/settings/integrations/totvs")
