"""What Meta says of a number's templates and limit is kept as it says it, whatever else breaks."""

from datetime import timedelta

import pytest

from tests.cast import NOW
from tests.cast import number as another
from tests.whatsapp.little_meta import api, error, meta
from workchat.simulator.school_templates import TEMPLATES
from workchat.whatsapp.models import Number, Template
from workchat.whatsapp.sync_templates import sync_templates, sync_templates_all_due

__all__ = ["api", "meta"]
LATER = NOW + timedelta(hours=6)
CODE = {"type": "BUTTONS", "buttons": [{"type": "COPY_CODE", "text": "Copiar"}]}
ADDRESS = {"type": "BUTTONS", "buttons": [{"type": "URL", "text": "Ver", "url": "https://escola.example/{{1}}"}]}
FIXED = {"type": "BUTTONS", "buttons": [{"type": "URL", "text": "Ver", "url": "https://escola.example/boletos"}]}


def listed(*components: dict) -> dict:
    body = {"type": "BODY", "text": "Olá, {{1}}."}
    return {"name": "aviso", "language": "pt_BR", "status": "APPROVED", "components": [*components, body]}


def synced(cast, meta, api, *templates: dict) -> dict[str, Template]:
    meta.will(200, {"data": list(templates)})
    sync_templates(cast.number, api, NOW)
    return {row.name: row for row in Template.select()}


def test_header_and_buttons_are_kept(cast, meta, api):
    rows = synced(cast, meta, api, *TEMPLATES)
    assert {name: rows[name].header for name in ("aviso_reuniao", "cartaz_do_evento", "boleto_do_mes")} == {
        "aviso_reuniao": "", "cartaz_do_evento": "IMAGE", "boleto_do_mes": "DOCUMENT",
    }  # fmt: skip
    assert rows["festa_junina"].buttons == [
        {"type": "QUICK_REPLY", "text": "Quero ir"}, {"type": "QUICK_REPLY", "text": "Sair"},
    ]  # fmt: skip
    assert rows["documento_pronto"].buttons is None
    assert rows["aviso_reuniao"].gaps == ["nome", "quando"]
    assert (rows["boleto_do_mes"].file_kind, rows["aviso_reuniao"].file_kind) == ("document", "")


@pytest.mark.parametrize(
    ("parts", "needs_more", "can_be_filled"),
    [
        ([], False, True),
        ([{"type": "HEADER", "format": "TEXT", "text": "Aviso"}], False, True),
        ([{"type": "HEADER", "format": "TEXT", "text": "Oi {{1}}"}], True, False),
        ([{"type": "HEADER", "format": "TEXT", "text": "Oi {{nome}}"}], True, False),
        ([{"type": "HEADER", "format": "IMAGE"}], True, True),
        ([{"type": "HEADER", "format": "DOCUMENT"}], True, True),
        ([{"type": "HEADER", "format": "LOCATION"}], True, False),
        ([{"type": "CAROUSEL", "cards": []}], True, False),
        ([FIXED], False, True),
        ([ADDRESS], True, False),
        ([CODE], True, False),
        ([{"type": "BUTTONS", "buttons": "nada"}, {"type": "HEADER"}, {"type": None}], True, False),
    ],
)
def test_what_a_template_asks_for_beyond_words(cast, meta, api, parts, needs_more, can_be_filled):
    row = synced(cast, meta, api, listed(*parts))["aviso"]
    assert (row.needs_more, row.can_be_filled) == (needs_more, can_be_filled)


def test_what_changed_at_meta_changes_here(cast, meta, api):
    before = synced(cast, meta, api, listed(FIXED))["aviso"]
    meta.will(200, {"data": [listed({"type": "HEADER", "format": "IMAGE"})]})
    sync_templates(cast.number, api, LATER)
    after = Template.get()
    assert (after.id, after.header, after.buttons) == (before.id, "IMAGE", None)


def test_the_limit_is_asked_with_the_templates(cast, meta, api):
    meta.will(200, {"data": []})
    meta.will(200, {"whatsapp_business_manager_messaging_limit": "TIER_2K"})
    sync_templates_all_due(NOW, lambda _number: api)
    assert Number.get_by_id(cast.number.id).messaging_limit == 2000


def test_a_number_that_cannot_be_asked_keeps_what_it_had_and_holds_nobody(cast, meta, api):
    Number.update(messaging_limit=250).execute()
    other = another("Outro", "222222222222222")
    meta.will(401, error(190))
    meta.will(200, {"data": [listed()]})
    meta.will(200, {"whatsapp_business_manager_messaging_limit": "TIER_NOVO"})
    assert sync_templates_all_due(NOW, lambda _number: api) == 1
    assert [row.messaging_limit for row in Number.select().order_by(Number.id)] == [250, other.messaging_limit]
