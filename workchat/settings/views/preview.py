"""The phone beside a tab, and the bubble under a message: what is typed, before it is saved."""

from flask import render_template, request
from flask.typing import ResponseReturnValue

from workchat.chat.transfer import setting_of
from workchat.intake.state import policy_of
from workchat.settings.conversation import Step, conversation, filled
from workchat.settings.forms.fields import MessageField, TabForm
from workchat.settings.models import ClosingReason, Settings
from workchat.settings.views import TABS


def preview(form: TabForm) -> ResponseReturnValue:
    """One bubble when the message editor asks for one field (`preview_field`), else the whole phone."""
    field = form._fields.get(request.form.get("preview_field", ""))
    if isinstance(field, MessageField):
        return bubble(field)
    return render_template("settings/_steps.html", conversation=conversation_of(form), label=TABS[form.tab])


def bubble(field: MessageField) -> ResponseReturnValue:
    """One message as the sample mother would read it; nothing for an empty one."""
    text = filled(field.stored, field.place, Settings.current().school_name)
    return render_template("settings/_bubble.html", text=text) if text else ""


def conversation_of(form: TabForm | None = None) -> list[Step]:
    """The conversation that the stored settings produce, with the form laid over them. Nothing is stored."""
    settings = laid_over(form)
    return conversation(settings, policy_of(settings, None), setting_of(settings), ClosingReason.with_text())


def laid_over(form: TabForm | None) -> Settings:
    """The stored settings with whatever the form says that can be read."""
    settings = Settings.current()
    for column, value in form.readable().items() if form else ():
        setattr(settings, column, value)
    return settings
