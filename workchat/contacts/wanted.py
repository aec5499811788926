"""What somebody looks for in the list of contacts: what they typed, the filters and the order."""

import re
from dataclasses import dataclass

from workchat.contacts.rules import is_cpf, phone_key
from workchat.contacts.words import LONGEST_WORD, name_words

LONGEST_TYPED = 100  # characters
MOST_WORDS = 8
SORTS = {"name": "Nome, A a Z", "newest": "Mais novos", "oldest": "Mais antigos"}
YES, NO = "yes", "no"
# A filter with the words of its two answers.
STATES = {
    "saved": {YES: "Salvos", NO: "Não salvos"},
    "approved": {YES: "Aprovados", NO: "Não aprovados"},
    "silent": {YES: "Descadastrados", NO: "Recebem mensagens agendadas"},
}


@dataclass(frozen=True)
class Wanted:
    """`group` and `tag`: ids, 0 = any. `saved`, `approved`, `silent` (opted out): "yes", "no", or "" = any."""

    typed: str = ""
    group: int = 0
    tag: int = 0
    saved: str = ""
    approved: str = ""
    silent: str = ""
    sort: str = "name"

    @property
    def cpf(self) -> str:
        """The eleven digits, when a whole CPF was typed."""
        digits = re.sub(r"\D", "", self.typed)
        return digits if re.fullmatch(r"[\d\s./-]+", self.typed) and is_cpf(digits) else ""

    @property
    def words(self) -> list[str]:
        """The beginnings of words that must all be there. A phone, in any writing, is one of them."""
        typed = self.typed[:LONGEST_TYPED].replace("\x00", " ")  # Postgres takes none
        if re.fullmatch(r"[\d\s()+./-]+", typed):
            return [_phone(re.sub(r"\D", "", typed))] if re.search(r"\d", typed) else []
        words = sorted(set(name_words(typed)), key=len, reverse=True)
        return [word for n, word in enumerate(words) if not any(other.startswith(word) for other in words[:n])][
            :MOST_WORDS
        ]

    @property
    def filters(self) -> bool:
        return bool(self.group or self.tag or self.saved or self.approved or self.silent)


def _phone(digits: str) -> str:
    """011 98765-4321 and 0055… as the words have them; of a whole old number, the form with the ninth digit."""
    digits = digits.lstrip("0") or digits
    return (phone_key(digits) if digits.startswith("55") and len(digits) >= 12 else digits)[:LONGEST_WORD]
