"""Reading what people write when they are asked: yes or no, a birth date, a CPF, "pode salvar", "quero uma pessoa"."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from workchat.contacts.opt_out_words import is_bare_refusal
from workchat.contacts.rules import find_cpfs, search_form

OLDEST = 120  # years
LONGEST_READ = 2000  # characters: an answer is short, and the rest is for the person who attends

_MONTHS = ("jan", "fev", "mar", "abr", "mai", "jun", "jul", "ago", "set", "out", "nov", "dez")
_MONTH = (
    "(janeiro|fevereiro|marco|abril|maio|junho|julho|agosto|setembro|outubro|novembro|dezembro|"
    + "|".join(f"{month}\\.?" for month in _MONTHS)
    + ")"
)
_BETWEEN = r"(?: ?[/.\-] ?| d[eo] )"
_DATES = (
    re.compile(r"(?<![\d/.\-])(?P<y>\d{4})[/.\-](?P<m>\d{1,2})[/.\-](?P<d>\d{1,2})(?![\d/\-])"),
    re.compile(rf"(?<![\d/.\-])(?P<d>\d{{1,2}}){_BETWEEN}(?P<m>\d{{1,2}}){_BETWEEN}(?P<y>\d{{4}}|\d{{2}})(?![\d/\-])"),
    re.compile(r"(?<![\d/.\-])(?P<d>\d{1,2}) (?P<m>\d{1,2}) (?P<y>\d{4})(?![\d/.\-])"),
    re.compile(
        rf"(?<!\d)(?P<d>\d{{1,2}})o?[ /.\-]*(?:de )?(?P<m>{_MONTH})[ /.\-]*(?:d[eo] )?(?P<y>\d{{4}}|\d{{2}})(?!\d)"
    ),
    re.compile(r"(?<![\d/.\-])(?P<d>\d{2})(?P<m>\d{2})(?P<y>\d{4})(?![\d/.\-])"),
    re.compile(r"^\W*(?P<d>\d{2})(?P<m>\d{2})(?P<y>\d{2})\W*$"),
)
_BORN = re.compile(r"\b(?:nasc\w*|aniversario)\b.{0,25}$")
_ALMOST_CPF = re.compile(r"(?<!\d)\d(?:[ .\-/]{0,3}\d){8,13}(?!\d)")
_NUMBERS_AFTER_CPF = re.compile(r"\bcpf\b\D{0,20}\d")

_YES = {"sim", "s", "ok", "okay", "1", "claro", "certo"}
_YES_VERBS = {"aceito", "concordo", "autorizo"}
_MAY_KEEP = {"pode", "podem", "salvar", "guardar", "autorizado"}
_NO = {"nao", "n", "2"}
_NO_VERBS = {"recuso", "discordo"}
_AROUND = {"eu", "os", "o", "a", "com", "de", "termo", "termos", "privacidade", "por", "favor", "obrigado", "obrigada",
           "e", "meus", "dados", "agora", "voce", "voces", "muito"}  # fmt: skip

_KEEP = r"(?:(?:salv|guard|armazen|registr|grav|cadastr|arquiv)(?:a|ar|am|e|em)|usar|usem)\b"
_DOUBT = re.compile(r"\b(?:nao|nem|nunca|se|sem|talvez)\b[^.!?]{0,25}$")
_REFUSES = re.compile(
    rf"\b(?:nao|nem|nunca) (?:te |lhes? |eu )?(?:(?:autorizo|autorizei|concordo|aceito|permito)\b"
    rf"|(?:podem?|quero|deixo)(?: que)? (?:voces? )?{_KEEP}"
    r"|(?:quero|vou) (?:informar|passar|dar|dizer|mandar|fornecer)\b)(?![^.!]{0,60}\?)"
)
_AUTHORISES = re.compile(
    rf"\b(?:autorizo|autorizado|concordo|permito|podem? (?:sim )?{_KEEP})\b(?! ?\?)[^?.!]{{0,40}}(\?)?"
)

_WANTS_PERSON = re.compile(
    r"(?:oi |ola |por favor |nao )*"
    r"(?:(?:eu )?(?:quero|queria|gostaria de|preciso|posso|desejo|prefiro|tem como|da pra|me)"
    r"(?: de)?(?: me)? (?:falar|conversar|passa|passe|chama|chame|transfere|transfira|ser atendid[oa])"
    r"(?: direto| logo)?(?: com| para| pra| por)? (?:o |a |um |uma )?"
    r"(?:alguem|atendente|pessoa|humano|gente|secretari[ao]|atendimento|ser humano|outra pessoa|voces|responsavel"
    r"|diretora?|direcao|coordenadora?|coordenacao|professora?)\b.*"
    r"|(?:falar com )?(?:o |a |um |uma )?(?:atendente|atendimento humano|humano|pessoa de verdade|alguem)"
    r"|(?:falar|chama|chame|chamar)(?: com)? (?:o |a |um |uma )?(?:atendente|alguem|pessoa|secretaria|humano))"
    r"(?: por favor| pfv?)?"
)


@dataclass(frozen=True)
class Found:
    """What a message held. `wrong`: what looked like an answer and is none, "cpf" and "birth_date"."""

    birth_date: date | None = None
    cpf: str | None = None
    authorised: bool | None = None
    wrong: tuple[str, ...] = ()


def read_choice(text: str, may_keep: bool = False) -> str | None:
    """The answer "yes" or "no", or None when the whole message is not clearly one of them, as "1 ano" and "ok?".

    `may_keep`: also the words that answer whether something may be kept ("pode", "não quero").
    """
    words = set(re.findall(r"\w+", search_form(text[:LONGEST_READ])))
    yes_words = _YES_VERBS | (_MAY_KEEP if may_keep else set())
    around = _AROUND | ({"quero"} if may_keep else set())
    if "?" in text or not words <= _YES | yes_words | _NO | _NO_VERBS | around:
        return None
    says_no, agrees, verbs, refuses = words & _NO, words & _YES, words & yes_words, words & _NO_VERBS
    if says_no or refuses:
        return None if agrees or (says_no and refuses) or (refuses and verbs) else "no"
    return "yes" if agrees or verbs else None


def wants_person(text: str) -> bool:
    """Whether the message asks for a person, or stops the questions ("não quero")."""
    words = " ".join(re.findall(r"\w+", search_form(text[:LONGEST_READ])))
    return is_bare_refusal(text) or bool(_WANTS_PERSON.fullmatch(words))


def read_answers(text: str, today: date) -> Found:
    """Everything that a message says, as people write it: "nasci em 5/3/98 e meu cpf é 529.982.247-25, pode salvar"."""
    plain = search_form(text[:LONGEST_READ])
    cpfs = find_cpfs(plain)
    rest = _without_cpfs(plain, cpfs)
    birth_date, wrong_date, rest = _read_birth_date(rest, today)
    wrong_cpf = not cpfs and (_ALMOST_CPF.search(rest) or _NUMBERS_AFTER_CPF.search(rest))
    wrong = (("birth_date",) if wrong_date else ()) + (("cpf",) if wrong_cpf else ())
    return Found(birth_date, cpfs[0] if cpfs else None, read_authorisation(plain), wrong)


def read_authorisation(plain: str) -> bool | None:
    """Whether a text (in its search form) says that the school may keep the answers; None when it does not say."""
    if _REFUSES.search(plain):
        return False
    said = [match for match in _AUTHORISES.finditer(plain) if not match[1]]
    return True if any(not _DOUBT.search(plain[: match.start()]) for match in said) else None


def _without_cpfs(plain: str, cpfs: list[str]) -> str:
    """The text with the digits of its CPFs taken out, so that none of them is read as a date."""
    for cpf in cpfs:
        plain = re.sub(r"(?:[^\w]|_){0,3}".join(cpf), " # ", plain, count=1)
    return plain


def _read_birth_date(plain: str, today: date) -> tuple[date | None, bool, str]:
    """(date, whether something looked like one and is none, the text without dates)."""
    matches = list(_date_matches(plain))
    births = [match for match in matches if _BORN.search(plain[: match.start()])] or matches
    good = [born for match in births if (born := _real_date(match, today))]
    for match in matches:
        plain = plain[: match.start()] + "#" * (match.end() - match.start()) + plain[match.end() :]
    return (good[0] if good else None), bool(births and not good), plain


def _date_matches(plain: str) -> Iterator[re.Match]:
    taken: list[tuple[int, int]] = []
    for form in _DATES:
        for match in form.finditer(plain):
            if all(match.end() <= start or match.start() >= end for start, end in taken):
                taken.append(match.span())
                yield match


def _real_date(match: re.Match, today: date) -> date | None:
    """The date that was written, if it exists and lies in the past 120 years. Two-digit years: the latest past one."""
    month = match["m"]
    number = int(month) if month.isdecimal() else _MONTHS.index(month[:3]) + 1
    years = [int(match["y"])] if len(match["y"]) == 4 else [2000 + int(match["y"]), 1900 + int(match["y"])]
    for year in years:
        try:
            found = date(year, number, int(match["d"]))
        except ValueError:
            continue
        if found < today and today.year - year <= OLDEST:
            return found
    return None
