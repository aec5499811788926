"""Integrações, Portal da escola: whether who comes from the portal for the first time becomes a person here."""

from wtforms import BooleanField

from workchat.settings.forms.fields import TabForm


class PortalForm(TabForm):
    tab = "portal"
    portal_creates_people = BooleanField("Criar a pessoa quando ela vem do portal pela primeira vez")
