"""Which words only thank, and which may ask for something."""

import pytest

from workchat.chat.thanks import is_thanks


@pytest.mark.parametrize(
    "text",
    ["obrigada!", "ok 👍", "valeu", "👍", "👍🏽", "❤️", "muito obrigado 🙏", "Tá bom, obrigada", "Tudo bem", "tá",
     "vlw!!", "Muito obrigada pela atenção, boa noite", "Perfeito, obrigado", "Deus abençoe 🙏🏻", "Obrigada viu"],
)  # fmt: skip
def test_bare_thanks_are_thanks(text):
    assert is_thanks(text)


@pytest.mark.parametrize(
    "text",
    ["obrigada, e o boleto?", "?", "bom dia", "ok?", "", "sim", "não", "😡", "ok 2", "obrigada mas não recebi", "...",
     "tudo bem?",
     "1", "a professora tá bem", "certo a que horas", "obrigada " * 50],
)  # fmt: skip
def test_what_may_ask_for_something_is_no_bare_thanks(text):
    assert not is_thanks(text)
