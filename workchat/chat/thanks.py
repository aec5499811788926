"""Bare thanks: "obrigada!", "ok 👍". They end a conversation and ask for nothing."""

import re
import unicodedata

from workchat.contacts.words import search_form

_THANKS = frozenset(
    re.findall(
        r"\w+",
        """obrigado obrigada obrigados obrigadas brigado brigada obg obgd obgda obrigadao brigadao agradeco agradecido
        agradecida gratidao grato grata valeu vlw vlww ok okay okey okk blz beleza certo certinho perfeito otimo
        excelente maravilha show joia combinado entendi entendido amem""",
    )
)
_AROUND_THANKS = frozenset(
    re.findall(
        r"\w+",
        """muito muita mto mt mesmo viu ta tudo bem bom boa dia tarde noite fim final de semana por pela pelo pelas
        atencao ajuda retorno informacao informacoes voce voces vc vcs tambem igualmente gente pessoal querida querido
        senhora senhor professora professor deus te abencoe desde ja entao um uma otima otimo abraco abracos e""",
    )
)
_AGREED = {"ta", "ta bom", "ta bem", "tudo bem", "esta bem", "esta bom", "deus abencoe", "deus te abencoe"}
_HAPPY = set("👍👌🙏❤🧡💛💚💙💜🤍🤎🖤💕💖💗💓💞💝😊🙂😀😃😄😁☺😍🥰😘🤗👏🙌💪✅✔☑🤝🌹🌷🌸🌻💐😉🤩✨🎉🥳😇")
_NEUTRAL = set("!.,;-~🏻🏼🏽🏾🏿")


def is_thanks(text: str) -> bool:
    """Whether a message only thanks or agrees ("obrigada!", "ok 👍"), and so asks for nothing."""
    if len(text) > 200:
        return False
    signs = {c for c in text if not c.isalnum() and unicodedata.category(c)[0] not in "ZCM"}
    words = re.findall(r"\w+", search_form(text))
    if not signs <= _HAPPY | _NEUTRAL or not set(words) <= _THANKS | _AROUND_THANKS:
        return " ".join(words) in _AGREED and signs <= _HAPPY | _NEUTRAL
    if not words:
        return bool(signs & _HAPPY)
    return not _THANKS.isdisjoint(words) or " ".join(words) in _AGREED
