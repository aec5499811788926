"""The message templates that the pretended WhatsApp has for the school, one unapproved. Pure, in Meta's shape."""

LANGUAGE = "pt_BR"
HANDLE = "https://scontent.whatsapp.net/exemplo"  # where Meta shows the example file of a header


def _template(name: str, text: str, examples: list[str] | dict[str, str], *parts: dict, **more: str) -> dict:
    """`examples` are of the variables, by name when these have names. `more`: category, status."""
    return {
        "id": str(900000000000000 + sum(name.encode())), "name": name, "language": LANGUAGE,
        "status": "APPROVED", "category": "UTILITY",
        "parameter_format": "NAMED" if isinstance(examples, dict) else "POSITIONAL",
        "components": [*_header(parts), {"type": "BODY", "text": text, **_example(examples)}, *_others(parts)],
        **more,
    }  # fmt: skip


def _header(parts: tuple[dict, ...]) -> list[dict]:
    return [part for part in parts if part["type"] == "HEADER"]


def _others(parts: tuple[dict, ...]) -> list[dict]:
    return [part for part in parts if part["type"] != "HEADER"]


def _example(examples: list[str] | dict[str, str]) -> dict:
    if isinstance(examples, dict):
        named = [{"param_name": name, "example": words} for name, words in examples.items()]
        return {"example": {"body_text_named_params": named}}
    return {"example": {"body_text": [examples]}} if examples else {}


def _file(kind: str) -> dict:
    return {"type": "HEADER", "format": kind, "example": {"header_handle": [HANDLE]}}


def _answers(*titles: str) -> dict:
    return {"type": "BUTTONS", "buttons": [{"type": "QUICK_REPLY", "text": title} for title in titles]}


SAYS_NO = {"type": "FOOTER", "text": "Para não receber mais, toque em Sair."}

TEMPLATES = [
    _template(
        "retomar_conversa",
        "Olá! Aqui é a secretaria da escola. Temos uma resposta para a sua mensagem. Podemos continuar por aqui?",
        [], _answers("Pode continuar"),
    ),
    _template(
        "reuniao_de_responsaveis",
        "Olá, {{1}}. A reunião de responsáveis será em {{2}}, na escola. Contamos com a sua presença.",
        ["Marta", "10/12 às 19h"],
    ),
    _template(
        "documento_pronto",
        "O documento que você pediu está pronto. Pode retirar na secretaria, de segunda a sexta, das 8h às 17h.", [],
    ),
    _template(
        "aviso_reuniao",
        "Olá, {{nome}}. A reunião de pais e mestres será em {{quando}}, na escola. Contamos com a sua presença.",
        {"nome": "Marta", "quando": "10/12 às 19h"}, SAYS_NO, _answers("Sair"),
    ),
    _template(
        "aviso_da_escola", "Olá, {{1}}. Aviso da escola: {{2}} Se precisar, responda por aqui.",
        ["Marta", "amanhã as aulas começam às 9h."], SAYS_NO, _answers("Sair"),
    ),
    _template(
        "festa_junina",
        "Olá, {{1}}! A nossa festa junina é no dia {{2}}. Venha com a família: tem quadrilha, comida e brincadeiras.",
        ["Marta", "20/06"], SAYS_NO, _answers("Quero ir", "Sair"), category="MARKETING",
    ),
    _template(
        "cartaz_do_evento", "Olá, {{1}}! Veja o cartaz do nosso próximo evento e participe.",
        ["Marta"], _file("IMAGE"), _answers("Sair"), category="MARKETING",
    ),
    _template(
        "boleto_do_mes", "Olá, {{1}}. Segue o boleto que vence em {{2}}. Se já pagou, desconsidere.",
        ["Marta", "10/12"], _file("DOCUMENT"),
    ),
    _template(
        "rematricula", "Olá, {{1}}. As rematrículas vão até {{2}}.", ["Marta", "15/12"], category="MARKETING",
        status="PENDING",
    ),
]  # fmt: skip


def find(name: str, language: str) -> dict | None:
    """The template of that name in that language, approved or not, or None."""
    return next((found for found in TEMPLATES if (found["name"], found["language"]) == (name, language)), None)


def text_of(template: dict) -> str:
    return next(part["text"] for part in template["components"] if part["type"] == "BODY")


def header_of(template: dict) -> str:
    """The format of its header: IMAGE, DOCUMENT… or "" without one."""
    return next((part["format"] for part in template["components"] if part["type"] == "HEADER"), "")


def buttons_of(template: dict) -> list[str]:
    """The titles of its quick replies."""
    parts = [part for part in template["components"] if part["type"] == "BUTTONS"]
    return [button["text"] for part in parts for button in part["buttons"]]
