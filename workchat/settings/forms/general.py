"""Gerais: the pace of scheduled messages, the welcome and the goodbye."""

from workchat.settings.forms.fields import MessageField
from workchat.settings.forms.pace import PaceForm


class GeneralForm(PaceForm):
    tab = "general"
    welcome_text = MessageField("Mensagem padrão novo chat (bem vindo)", place="welcome")
    closing_text = MessageField("Mensagem padrão de encerramento ticket", place="closing")
