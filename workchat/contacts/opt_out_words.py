"""The words by which a family says that it wants no more scheduled messages, or wants them again.

Only a whole message counts: "posso sair mais cedo hoje?" and "cancelar matrícula" are everyday school life.
"""

import re

from workchat.contacts.words import search_form

LONGEST = 200  # characters: a longer message has more to say

_WORDS = {"sair", "parar", "pare", "cancelar", "descadastrar", "remover", "stop"}
_MESSAGES = r"(?:mensage(?:m|ns)|msgs?|avisos?|comunicados?|notificac(?:ao|oes)|propagandas?)"
_WHICH = r"(?: essas?| esses?| estas?| estes?| as| os| nenhuma?| suas?| seus?)?"
_SEND = r"(?:mand(?:e|em|a|ar)|envi(?:e|em|a|ar))"
_TAKE = r"(?:tir(?:e|em|a|ar)|remov(?:a|am|e|er)|exclu(?:a|am|i|ir))"
_PHRASE = re.compile(
    r"(?:por favor )?(?:(?:"
    # "não quero mais receber mensagens", "não precisa mandar mais avisos", "não me mande mensagens"
    r"(?:eu )?(?:nao|nunca) (?:(?:(?:quero|desejo) )?(?:mais )?receber(?: mais)?"
    rf"|(?:precisam? )?(?:mais (?:me )?{_SEND}|(?:me )?{_SEND} mais)|me {_SEND})"
    # "parem de me mandar mensagem", "chega de enviar propaganda", "quero parar de receber avisos"
    r"|(?:quero |queria |gostaria de )?(?:pare|parem|para|parar|chega|deixar|deixe|deixem) de (?:me )?"
    r"(?:mandar|enviar|receber)(?: mais)?"
    rf"){_WHICH} {_MESSAGES}(?: mais)?"
    # Out of a list of messages; who leaves the list of the van or of an outing names it, or names nobody.
    rf"|(?:quero )?(?:me )?(?:sair|{_TAKE})(?: me)?(?:(?: o)? meu numero)? d(?:a|e|essa|esta) lista"
    r" de (?:mensagens|transmissao|avisos|envios?)"
    rf"|(?:quero sair|(?:quero )?me {_TAKE}|{_TAKE}(?: o)? meu numero) d(?:a|essa|esta) lista(?: de contatos)?"
    r"|(?:quero )?me descadastr(?:e|em|a|ar)"
    r")(?: por favor| obrigad[ao])?"
)
_BACK = re.compile(
    rf"voltar|(?:eu )?(?:quero|queria|gostaria de) (?:voltar a receber|receber de novo)(?:{_WHICH} {_MESSAGES}| tudo)?"
)


def is_opt_out(text: str) -> bool:
    """Whether the whole message asks for no more messages: "SAIR!", "não me mande mais mensagens"."""
    said = _said(text)
    return said in _WORDS or bool(_PHRASE.fullmatch(said))


def is_cancel(text: str) -> bool:
    """CANCELAR alone. While the desk asks something, it may mean those questions, and not the messages."""
    return _said(text) == "cancelar"


def is_bare_refusal(text: str) -> bool:
    """ "Não quero" alone: what is not wanted, only the message that it answers can tell."""
    return _said(text) == "nao quero"


def wants_back(text: str) -> bool:
    """Whether the whole message asks for the scheduled messages again: "voltar", "quero voltar a receber avisos"."""
    return bool(_BACK.fullmatch(_said(text)))


def as_written(text: str) -> str:
    """How the school's records repeat such a message: SAIR as a word, anything longer in quotation marks."""
    words = re.findall(r"[^\W_]+", text[:LONGEST])
    return words[0].upper() if len(words) == 1 else f"“{' '.join(words)}”"


def _said(text: str) -> str:
    """The words alone, without case, accents, punctuation and emojis; "" when the message is too long for a wish."""
    return " ".join(re.findall(r"[^\W_]+", search_form(text))) if len(text) <= LONGEST else ""
