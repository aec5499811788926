"""Messages with buttons, a list, a link or a request for the phone: Meta's limits for each part. Pure."""

from workchat.simulator.limits import (
    all_different,
    one_of,
    optional_within,
    required,
    text_within,
    whole_list,
    whole_object,
)
from workchat.simulator.refusals import Wrong

KINDS = ("button", "list", "cta_url", "flow", "contact_request")
BODY_LIMIT, LIST_BODY_LIMIT, FOOTER_LIMIT, HEADER_LIMIT = 1024, 4096, 60, 60
BUTTONS, BUTTON_TITLE, BUTTON_ID = 3, 20, 256
SECTIONS, ROWS, ROW_TITLE, ROW_ID, ROW_WORDS = 10, 10, 24, 200, 72


def check_interactive(part: dict) -> None:
    """:raises Wrong: for the first part that Meta would not take."""
    kind = one_of(part, "type", KINDS)
    text_within(whole_object(part, "body"), "text", LIST_BODY_LIMIT if kind == "list" else BODY_LIMIT)
    if part.get("footer") is not None:
        text_within(whole_object(part, "footer"), "text", FOOTER_LIMIT)
    header = part.get("header")
    if isinstance(header, dict) and header.get("type") == "text":
        text_within(header, "text", HEADER_LIMIT)
    _ACTIONS[kind](whole_object(part, "action"))


def _buttons(action: dict) -> None:
    buttons = whole_list(action, "buttons", BUTTONS, "buttons")
    for button in buttons:
        one_of(button, "type", ("reply",))
        reply = whole_object(button, "reply")
        text_within(reply, "title", BUTTON_TITLE)
        text_within(reply, "id", BUTTON_ID)
    all_different([button["reply"]["title"] for button in buttons], "title")
    all_different([button["reply"]["id"] for button in buttons], "id")


def _list(action: dict) -> None:
    text_within(action, "button", BUTTON_TITLE)
    sections = whole_list(action, "sections", SECTIONS, "sections")
    rows = [row for section in sections for row in whole_list(section, "rows", ROWS, "rows")]
    if len(rows) > ROWS:
        raise Wrong(131009, f"Total row count exceed max allowed count: {ROWS}")
    for section in sections:
        if len(sections) > 1:
            required(section, "title")
        optional_within(section, "title", ROW_TITLE)
    for row in rows:
        text_within(row, "id", ROW_ID)
        text_within(row, "title", ROW_TITLE)
        optional_within(row, "description", ROW_WORDS)
    all_different([row["id"] for row in rows], "row id")


def _link(action: dict) -> None:
    one_of(action, "name", ("cta_url",))
    parameters = whole_object(action, "parameters")
    text_within(parameters, "display_text", BUTTON_TITLE)
    if not required(parameters, "url").startswith(("https://", "http://")):
        raise Wrong(131009, "Param url is not a valid URI.")


def _flow(action: dict) -> None:
    one_of(action, "name", ("flow",))
    parameters = whole_object(action, "parameters")
    for name in ("flow_message_version", "flow_cta"):
        required(parameters, name)


def _contact_request(action: dict) -> None:
    one_of(action, "name", ("request_contact_info",))


_ACTIONS = {
    "button": _buttons, "list": _list, "cta_url": _link, "flow": _flow, "contact_request": _contact_request,
}  # fmt: skip
