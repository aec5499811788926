"""The three message templates that the pretended WhatsApp has approved for the school. Pure, in Meta's shape."""

LANGUAGE = "pt_BR"


def _template(number: str, name: str, category: str, text: str, examples: list[str], *buttons: str) -> dict:
    body = {"type": "BODY", "text": text, **({"example": {"body_text": [examples]}} if examples else {})}
    shown = [{"type": "QUICK_REPLY", "text": title} for title in buttons]
    return {
        "id": number, "name": name, "language": LANGUAGE, "status": "APPROVED", "category": category,
        "parameter_format": "POSITIONAL",
        "components": [body, *([{"type": "BUTTONS", "buttons": shown}] if shown else [])],
    }  # fmt: skip


TEMPLATES = [
    _template(
        "900000000000001", "retomar_conversa", "UTILITY",
        "Olá! Aqui é a secretaria da escola. Temos uma resposta para a sua mensagem. Podemos continuar por aqui?",
        [], "Pode continuar",
    ),
    _template(
        "900000000000002", "reuniao_de_responsaveis", "UTILITY",
        "Olá, {{1}}. A reunião de responsáveis será em {{2}}, na escola. Contamos com a sua presença.",
        ["Marta", "10/12 às 19h"],
    ),
    _template(
        "900000000000003", "documento_pronto", "UTILITY",
        "O documento que você pediu está pronto. Pode retirar na secretaria, de segunda a sexta, das 8h às 17h.", [],
    ),
]  # fmt: skip


def find(name: str, language: str) -> dict | None:
    """The approved template of that name in that language, or None."""
    return next((found for found in TEMPLATES if (found["name"], found["language"]) == (name, language)), None)


def text_of(template: dict) -> str:
    return next(part["text"] for part in template["components"] if part["type"] == "BODY")


def buttons_of(template: dict) -> list[str]:
    """The titles of its quick replies."""
    parts = [part for part in template["components"] if part["type"] == "BUTTONS"]
    return [button["text"] for part in parts for button in part["buttons"]]
