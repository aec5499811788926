"""What WhatsApp tells the school beside messages: templates, the account, who asked to stop, changed user ids."""

from dataclasses import replace

from workchat.whatsapp.fields import Change, Missing, clean, digits, moment, name, table
from workchat.whatsapp.updates import AccountNotice, NumberChanged, PreferenceChanged, TemplateChanged


def read_preference(raw: dict, change: Change) -> PreferenceChanged:
    """A person who told WhatsApp to stop or to resume. Missing when it does not say who or what."""
    value, who = name(raw.get("value")), (digits(raw.get("wa_id")), name(raw.get("user_id")))
    if not value or not any(who):
        raise Missing("Uma preferência de recebimento veio incompleta.")
    at = moment(raw.get("timestamp"))
    return PreferenceChanged(change.phone_number_id, change.account_id, *who, value, name(raw.get("category")), at)


def read_user_id(raw: dict, change: Change) -> NumberChanged:
    """A person whose user id is now another (Meta: user_id_update). Missing without both ids."""
    ids, at = table(raw.get("user_id")), moment(raw.get("timestamp"))
    old, new = name(ids.get("previous")), name(ids.get("current"))
    if not old or not new:
        raise Missing("Uma troca de identificação veio incompleta.")
    wa_id = digits(raw.get("wa_id"))
    return NumberChanged(change.phone_number_id, change.account_id, None, at, wa_id, old, None, new)


def _template(value: dict, change: Change) -> TemplateChanged:
    event = name(value.get("event")) or name(value.get("new_quality_score"))
    category = name(value.get("message_template_category")) or name(value.get("new_category"))
    return TemplateChanged(
        change.account_id, change.field, event, name(value.get("message_template_id")),
        name(value.get("message_template_name")), name(value.get("message_template_language")),
        category, name(value.get("reason")), clean(value), moment(change.time),
    )  # fmt: skip


def _notice(value: dict, change: Change) -> AccountNotice:
    event = name(value.get("event")) or name(value.get("alert_type"))
    at, number = moment(change.time), change.phone_number_id
    return AccountNotice(change.account_id, change.field, event, number, clean(value), at)


def read_errors(value: dict, change: Change) -> AccountNotice:
    """Errors of the app or of Meta itself, that belong to no message."""
    return replace(_notice({"errors": value["errors"]}, change), event="errors")


READERS = {
    "user_preferences": read_preference,
    "user_id_update": read_user_id,
    "message_template_status_update": _template,
    "message_template_quality_update": _template,
    "message_template_components_update": _template,
    "template_category_update": _template,
    "account_update": _notice,
    "account_alerts": _notice,
    "account_review_update": _notice,
    "phone_number_quality_update": _notice,
    "phone_number_name_update": _notice,
    "business_capability_update": _notice,
    "security": _notice,
}
