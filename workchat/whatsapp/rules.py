"""What a template of the school asks for, from the parts that Meta lists, and whether all of it can be given. Pure.

Shapes: Meta's message templates, Graph v25. What is not known here counts as something that cannot be filled.
"""

import re

from workchat.whatsapp.fields import clean, name, table, tables

GAP = re.compile(r"\{\{\s*(\w+)\s*\}\}")
FILES = ("IMAGE", "DOCUMENT", "VIDEO")
PLAIN_PARTS = ("BODY", "FOOTER", "HEADER", "BUTTONS")
PLAIN_BUTTONS = ("QUICK_REPLY", "PHONE_NUMBER", "URL")


def parts_of(template: dict) -> dict:
    """What the school keeps of a template: body, variables, header, header_gap, buttons."""
    components = tables(template.get("components"))
    by_type = {part.get("type"): part for part in reversed(components)}
    head, body = table(by_type.get("HEADER")), name(table(by_type.get("BODY")).get("text")) or ""
    others = [name(part.get("type")) or "?" for part in components if part.get("type") not in PLAIN_PARTS]
    header = name(head.get("format")) or ("TEXT" if head else "")
    return {
        "body": body,
        "variables": len(gaps_of(body)),
        "header": others[0] if others else header,
        "header_gap": next(iter(gaps_of(name(head.get("text")) or "")), ""),
        "buttons": clean(tables(table(by_type.get("BUTTONS")).get("buttons"))) or None,
    }


def gaps_of(text: str) -> list[str]:
    """The variables of a text, each once: numbers in their order, names as they appear."""
    found = list(dict.fromkeys(GAP.findall(text)))
    return sorted(found, key=int) if all(gap.isdecimal() for gap in found) else found


def can_be_filled(header: str, header_gap: str, buttons: list[dict]) -> bool:
    """Whether nothing is asked but the body's words and a file: no variable above, no address or code in a button."""
    plain = all(button.get("type") in PLAIN_BUTTONS and not gaps_of(str(button.get("url"))) for button in buttons)
    return header in ("", "TEXT", *FILES) and not header_gap and plain
