"""A template message against the template that WhatsApp approved: header, variables and buttons have to fit. Pure.

Shapes and codes: Meta's Cloud API, template messages, Graph v25.
"""

import re

from workchat.simulator import school_templates
from workchat.simulator.limits import required, text_within, whole_list, whole_object
from workchat.simulator.refusals import Wrong
from workchat.whatsapp.rules import FILES, GAP, gaps_of

PARAMETER_LIMIT, PAYLOAD_LIMIT = 1024, 256
WHY_NOT = {"PAUSED": 132015, "DISABLED": 132016}


def found_template(part: dict) -> dict:
    """The approved template that a message names. 132001, 132015 or 132016 when it may not be sent."""
    name, language = part["name"], part["language"]["code"]
    template = school_templates.find(name, language)
    if template is None:
        raise Wrong(132001, f"template name ({name}) does not exist in {language}")
    if template["status"] != "APPROVED":
        raise Wrong(WHY_NOT.get(template["status"], 132001), f"template ({name}) is {template['status'].lower()}")
    return template


def fill_template(template: dict, components: list[dict]) -> str:
    """The words of the body with its variables replaced.

    :raises Wrong: when the message does not fit the template.
    """
    _check_header(school_templates.header_of(template), parameters_of(components, "header"))
    _check_buttons(template, components)
    gaps, parameters = gaps_of(school_templates.text_of(template)), parameters_of(components, "body")
    if len(gaps) != len(parameters):
        raise Wrong(132000, f"body: number of localizable_params ({len(parameters)}) does not match ({len(gaps)})")
    named = template["parameter_format"] == "NAMED"
    given = {_gap(parameter): words(parameter) for parameter in parameters} if named else {}
    given = given or dict(zip(gaps, map(words, parameters), strict=True))
    if set(given) != set(gaps):
        raise Wrong(132012, "body: Parameter names do not match those of the template")
    return GAP.sub(lambda found: given[found[1]], school_templates.text_of(template))


def header_file(components: list[dict]) -> tuple[str, dict] | None:
    """(kind, Meta's object) of the file above the text, or None."""
    for parameter in parameters_of(components, "header"):
        kind = parameter.get("type")
        if isinstance(kind, str) and kind.upper() in FILES and isinstance(parameter.get(kind), dict):
            return kind, parameter[kind]
    return None


def parameters_of(components: list[dict], what: str) -> list[dict]:
    return next((part.get("parameters", []) for part in components if part.get("type") == what), [])


def words(parameter: dict) -> str:
    """What fills a variable. 131009 when it is too long, 132018 with line breaks or many spaces."""
    text = text_within(parameter, "text", PARAMETER_LIMIT)
    if re.search(r"[\n\t]| {5}", text):
        raise Wrong(132018, "Param text cannot have new-line/tab characters or more than 4 consecutive spaces")
    return text


def _gap(parameter: dict) -> str:
    if not parameter.get("parameter_name"):
        raise Wrong(100, "Parameter name is missing or empty")
    return required(parameter, "parameter_name")


def _check_header(wanted: str, parameters: list[dict]) -> None:
    if wanted not in FILES:
        if parameters:
            raise Wrong(132000, f"header: number of localizable_params ({len(parameters)}) does not match (0)")
        return
    kind = str(parameters[0].get("type")) if len(parameters) == 1 else "unknown"
    if kind.upper() != wanted:
        raise Wrong(132012, f"header: Format mismatch, expected {wanted}, received {kind.upper()}")
    part = whole_object(parameters[0], kind)
    if bool(part.get("id")) == bool(part.get("link")):
        raise Wrong(131009, f"{kind}: exactly one of id and link is required.")


def _check_buttons(template: dict, components: list[dict]) -> None:
    titles = school_templates.buttons_of(template)
    for part in components:
        if part.get("type") != "button":
            continue
        if str(part.get("index")) not in map(str, range(len(titles))) or part.get("sub_type") != "quick_reply":
            raise Wrong(131009, "button: the template has no such button.")
        text_within(whole_list(part, "parameters", 1, "parameters")[0], "payload", PAYLOAD_LIMIT)
