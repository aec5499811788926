"""Gerais: the pace of scheduled messages, the welcome and the goodbye."""

from workchat.settings.forms.fields import MessageField, ReadField, TabForm
from workchat.settings.rules import read_interval


class GeneralForm(TabForm):
    tab = "general"
    interval_seconds = ReadField("Intervalo entre envio das mensagens agendadas (em segundos)", read=read_interval)
    welcome_text = MessageField("Mensagem padrão novo chat (bem vindo)", place="welcome")
    closing_text = MessageField("Mensagem padrão de encerramento ticket", place="closing")
