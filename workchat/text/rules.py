"""The messages that the school writes: what they may hold, how long they may be, and how the variables are filled."""

import re
import unicodedata
from collections.abc import Iterator

LIMIT = 4096  # UTF-16 units of a text message; Meta gives the number and not the unit, and this is the safe one
BUTTONS_LIMIT = 1024  # of the text above buttons (Meta: interactive messages)

VARIABLES = {
    "nome": "nome do contato",
    "primeiro_nome": "primeiro nome do contato",
    "escola": "nome da escola",
    "protocolo": "número do atendimento",
    "atendente": "quem atende",
    "departamento": "departamento que atende",
    "aluno": "primeiro nome do aluno",
    "turma": "turma do aluno",
}
OF_STUDENTS = frozenset({"aluno", "turma"})  # of the contact's students, in scheduled messages
BEFORE_ANYBODY = frozenset({"nome", "primeiro_nome", "escola", "protocolo"})
EVERYTHING = frozenset(VARIABLES) - OF_STUDENTS
PLACES = {
    "welcome": BEFORE_ANYBODY,
    "request": BEFORE_ANYBODY,
    "refusal": BEFORE_ANYBODY,
    "transfer_agent": EVERYTHING,
    "transfer_department": EVERYTHING - {"atendente"},
    "closing": EVERYTHING,
    "reply": EVERYTHING,
    "scheduled": frozenset({"nome", "primeiro_nome", "escola"}) | OF_STUDENTS,
}
# The longest that are likely: a rarer, longer one is cut by the sender instead of forbidding a good message.
LONGEST = {
    "nome": 60, "primeiro_nome": 20, "escola": 60, "protocolo": 13, "atendente": 40, "departamento": 40,
    "aluno": 40, "turma": 40,
}  # fmt: skip

_VARIABLE = re.compile(r"\{\{([^{}|\n]*)(?:\|([^{}\n]*))?\}\}")
# As TOTVS's own messages have them, [NOMERESPONSAVEL]: here they would reach the family as they stand.
_MERGE_TAG = re.compile(r"\[(?=[A-Z_]*(?:NOME|ALUNO|TURMA|RESP))[A-Z_]+\]")
_PUNCTUATION = ".,;:!?…"


def problems(text: str, place: str, limit: int = LIMIT) -> list[str]:
    """What is wrong with a message as it was typed, one Portuguese sentence each; [] when it may be saved.

    `place` is a key of PLACES. An empty message has no problem here: whether it is required is the form's matter.
    """
    if not text:
        return []
    if not _has_something_to_read(text):
        return ["A mensagem só tem espaços. Escreva um texto ou deixe o campo vazio."]
    found = _variable_problems(text, place)
    if any(unicodedata.category(c) == "Cc" and c not in "\n\t" for c in clean(text)):
        found.append("A mensagem tem caracteres que não aparecem na tela. Apague o texto e digite de novo.")
    if any("\ud800" <= c <= "\udfff" for c in text):
        found.append("A mensagem tem um emoji incompleto. Apague-o e escolha de novo.")
    over = longest_length(text) - limit
    if over > 0:
        found.append(f"A mensagem passa do limite do WhatsApp em {_characters(over)}. O limite é {limit}.")
    return found


def clean(text: str) -> str:
    """The message as it is kept: one kind of line break, no spaces at the end of lines, no blank ends."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    return "\n".join(line.rstrip() for line in lines).strip("\n")


def fill(text: str, values: dict[str, str]) -> str:
    """Put the values in their places. A plain replacement from VARIABLES: whatever else is in braces stays as it is.

    A missing value leaves its fallback, or nothing, and then neither a double space nor a lonely comma.
    """
    done, gap = "", False
    for literal, name, fallback in _pieces(text):
        done = _close_gap(done, literal) if gap else done + literal
        value = str(values.get(name) or fallback) if name else ""
        done, gap = done + value, bool(name) and not value
    return clean(_close_gap(done, "")) if gap else done


def utf16_length(text: str) -> int:
    """Length as WhatsApp's own clients count it: most emojis are 2 or more."""
    return len(text) + sum(c > "\uffff" for c in text)


def cut(text: str, limit: int) -> str:
    """At most `limit` UTF-16 units of a text, never half an emoji's pair."""
    return text.encode("utf-16-le", "surrogatepass")[: limit * 2].decode("utf-16-le", "ignore")


def longest_length(text: str) -> int:
    """UTF-16 units of the message when every variable has the longest value that is likely."""
    total = 0
    for literal, name, fallback in _pieces(clean(text)):
        total += utf16_length(literal) + max(LONGEST.get(name, 0), utf16_length(fallback))
    return total


def sample_values(school: str = "Escola Exemplo", **known: str) -> dict[str, str]:
    """Values for a preview, "as Marta will see it". `known` replaces any of them."""
    values = {
        "nome": "Marta Oliveira",
        "primeiro_nome": "Marta",
        "escola": school,
        "protocolo": "20260305-0001",
        "atendente": "Bia",
        "departamento": "Secretaria",
        "aluno": "Pedro",
        "turma": "7º B",
    }
    return values | known


def variables_in(text: str, unguarded: bool = False) -> frozenset[str]:
    """The names of the variables that a text uses; `unguarded`: only where no fallback stands beside them."""
    return frozenset(name for _, name, fallback in _pieces(text) if name and not (unguarded and fallback))


def _pieces(text: str) -> Iterator[tuple[str, str, str]]:
    """(text before, variable name, fallback) from left to right; the last one has no name."""
    start = 0
    for match in _VARIABLE.finditer(text):
        name = match[1].strip().lower()
        if name in VARIABLES:
            yield text[start : match.start()], name, (match[2] or "").strip()
            start = match.end()
    yield text[start:], "", ""


def _close_gap(left: str, right: str) -> str:
    """Join what stood on both sides of a variable that turned out empty."""
    before, after = left.rstrip(" \t"), right.lstrip(" \t")
    if before and after and before[-1] == after[0] and after[0] in "*_~":  # *{{nome}}* would leave bare asterisks
        return _close_gap(before[:-1], after[1:])
    if not before or before.endswith("\n"):
        return before + after.lstrip(_PUNCTUATION + " ")
    if not after or after[0] in _PUNCTUATION + "\n":
        return before.rstrip(",") + after
    return f"{before} {after}" if (before, after) != (left, right) else left + right


def _variable_problems(text: str, place: str) -> list[str]:
    found = [_variable_problem(match, place) for match in _VARIABLE.finditer(text)]
    if place == "scheduled":
        found += [_merge_tag_problem(match) for match in _MERGE_TAG.finditer(text)]
    rest = _VARIABLE.sub("", text)
    if "{{" in rest:
        opened = rest[rest.index("{{") :].split("\n")[0][:20].strip()
        found.append(f"A variável “{opened}” não foi fechada. Escreva, por exemplo, {{{{nome}}}}.")
    elif "}}" in rest:
        found.append("Há “}}” sem “{{” antes. Escreva, por exemplo, {{nome}}.")
    return list(dict.fromkeys(problem for problem in found if problem))


def _variable_problem(match: re.Match, place: str) -> str:
    name, fallback = match[1].strip().lower(), (match[2] or "").strip()
    if name not in VARIABLES:
        known = ", ".join(f"{{{{{known}}}}}" for known in VARIABLES)
        return f"A variável {match[0]} não existe. As que existem são: {known}."
    if name not in PLACES[place] and not fallback:
        return (
            f"Nesta mensagem ainda não se sabe {{{{{name}}}}}. "
            f"Tire a variável ou diga o que vai no lugar, assim: {{{{{name}|equipe}}}}."
        )
    return ""


def _merge_tag_problem(match: re.Match) -> str:
    tag = match[0]
    name = "turma" if "TURMA" in tag else "aluno" if "ALUNO" in tag else "nome"
    return f"{tag} é do TOTVS e iria para a família assim mesmo. Aqui escreva {{{{{name}}}}}."


def _has_something_to_read(text: str) -> bool:
    return any(unicodedata.category(c)[0] not in "ZC" for c in text)


def _characters(count: int) -> str:
    return "1 caractere" if count == 1 else f"{count} caracteres"
