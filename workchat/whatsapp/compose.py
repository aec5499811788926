"""The bodies of what the school sends, in Meta's words, and Meta's limits, so that nothing leaves only to be refused.

Pure. Lengths are counted in UTF-16 units, the strictest reading of those limits. ValueError names the one that broke.
"""

TEXT_LIMIT = 4096
BUTTONS_TEXT_LIMIT = 1024
CAPTION_LIMIT = 1024
TEMPLATE_TEXT_LIMIT = 1024
FOOTER_LIMIT = 60
BUTTONS_LIMIT = 3
BUTTON_TITLE_LIMIT = 20
BUTTON_ID_LIMIT = 256
KEY_LIMIT = 512
CAPTIONED = ("image", "video", "document")
MEDIA_KINDS = (*CAPTIONED, "audio", "sticker")


def units(text: str) -> int:
    """The length of a text in UTF-16 units: most emoji count two."""
    return len(text) + sum(character > "\uffff" for character in text)


def _within(what: str, text: str, limit: int) -> str:
    if not text.strip():
        raise ValueError(f"{what} is empty")
    if units(text) > limit:
        raise ValueError(f"{what} has {units(text)} units, the limit is {limit}")
    return text


def text_body(text: str) -> dict:
    """A free text, up to 4,096; only inside the 24-hour window."""
    return {"type": "text", "text": {"preview_url": False, "body": _within("text", text, TEXT_LIMIT)}}


def buttons_body(text: str, buttons: list[tuple[str, str]], footer: str | None = None) -> dict:
    """A text up to 1,024 with one to three buttons, each (id, title), titles and ids unique."""
    if not 1 <= len(buttons) <= BUTTONS_LIMIT:
        raise ValueError(f"{len(buttons)} buttons, WhatsApp takes 1 to {BUTTONS_LIMIT}")
    for place in (0, 1):
        if len({button[place] for button in buttons}) < len(buttons):
            raise ValueError("two buttons have the same id or title")
    replies = [
        {"id": _within("button id", button_id, BUTTON_ID_LIMIT), "title": _within("button", title, BUTTON_TITLE_LIMIT)}
        for button_id, title in buttons
    ]
    action = {"buttons": [{"type": "reply", "reply": reply} for reply in replies]}
    body = {"type": "button", "body": {"text": _within("text", text, BUTTONS_TEXT_LIMIT)}, "action": action}
    if footer:
        body["footer"] = {"text": _within("footer", footer, FOOTER_LIMIT)}
    return {"type": "interactive", "interactive": body}


def template_body(name: str, language: str, parameters=(), header: dict | None = None, button_payloads=()) -> dict:
    """An approved template. `parameters` fills the body: a sequence for {{1}}, {{2}}, or a mapping for named ones.

    `header` is one parameter in Meta's shape, as header_file makes it; `button_payloads` are what the quick replies
    bring back: in the order of the buttons, or by place when others stand among them.
    """
    components = [{"type": "header", "parameters": [header]}] if header else []
    if parameters:
        components.append({"type": "body", "parameters": _parameters(parameters)})
    placed = button_payloads if isinstance(button_payloads, dict) else dict(enumerate(button_payloads))
    for index, payload in placed.items():
        shown = [{"type": "payload", "payload": _within("button id", payload, BUTTON_ID_LIMIT)}]
        components.append({"type": "button", "sub_type": "quick_reply", "index": str(index), "parameters": shown})
    template = {"name": name, "language": {"code": language}}
    return {"type": "template", "template": {**template, "components": components} if components else template}


def header_file(kind: str, media_id: str, filename: str | None = None) -> dict:
    """The file above the text of a template: an image, a video, or a document with the name that the phone shows."""
    if kind not in CAPTIONED or not media_id:
        raise ValueError("a header is an image, a video or a document with its id")
    part = {"id": media_id, **({"filename": filename} if filename and kind == "document" else {})}
    return {"type": kind, kind: part}


def _parameters(parameters) -> list[dict]:
    if isinstance(parameters, dict):
        named = [({"parameter_name": key}, text) for key, text in parameters.items()]
    else:
        named = [({}, text) for text in parameters]
    return [{"type": "text", **key, "text": _within("parameter", text, TEMPLATE_TEXT_LIMIT)} for key, text in named]


def media_body(
    kind: str, media_id: str | None = None, link: str | None = None, filename: str | None = None,
    caption: str | None = None,
) -> dict:  # fmt: skip
    """A file by Meta's media id or by an https link, exactly one; the caption on image, video and document only."""
    if kind not in MEDIA_KINDS or bool(media_id) == bool(link):
        raise ValueError("media needs a known kind and either an id or a link")
    if caption and kind not in CAPTIONED:
        raise ValueError(f"{kind} takes no caption")
    part = {"id": media_id} if media_id else {"link": link}
    if filename and kind == "document":
        part["filename"] = filename
    if caption:
        part["caption"] = _within("caption", caption, CAPTION_LIMIT)
    return {"type": kind, kind: part}


def read_body(wamid: str) -> dict:
    """Marks a message, and those before it, as read. Complete by itself: no address."""
    return {"messaging_product": "whatsapp", "status": "read", "message_id": wamid}


def address(
    body: dict, *, to: str | None = None, recipient: str | None = None, key: str | None = None,
    quoted: str | None = None,
) -> dict:  # fmt: skip
    """The body with whom it goes to: `to` is +55…, `recipient` a BSUID, exactly one. `key` comes back in every status.

    Without the + Meta may put the school's own country code before the number (Meta: messages).
    """
    if bool(to) == bool(recipient):
        raise ValueError("exactly one of to and recipient")
    if to and not (to.startswith("+") and to[1:].isascii() and to[1:].isdecimal()):
        raise ValueError("to is not a number in the form +55…")
    addressed = {"messaging_product": "whatsapp", "recipient_type": "individual"}
    addressed |= {"to": to} if to else {"recipient": recipient}
    if key:
        addressed["biz_opaque_callback_data"] = _within("key", key, KEY_LIMIT)
    if quoted:
        addressed["context"] = {"message_id": quoted}
    return {**addressed, **body}
