"""The form macros and the two frames say the same to eyes, keyboards and screen readers, whatever page uses them."""

import re
from pathlib import Path

import pytest
from flask import Flask, flash, render_template_string
from wtforms import Form, IntegerField, RadioField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, NumberRange

ROOT = Path(__file__).resolve().parent.parent
PAGE = """{% extends layout %}{% from '_fields.html' import number, radios, select, text, error_summary %}
{% from '_message_editor.html' import message_editor %}{% block title %}Gerais{% endblock %}
{% block page %}{{ error_summary(form) }}{{ number(form.interval, help='Em segundos.') }}
{{ message_editor(form.welcome, preview_url='/previa') }}
{% call(value) radios(form.target) %}
{% if value == 'agent' %}{{ text(form.agent) }}{% endif %}{% endcall %}{% endblock %}"""


class School(Form):
    interval = IntegerField("Intervalo", [InputRequired("Informe o intervalo."), NumberRange(2, 3600, "O mínimo é 2.")])
    welcome = TextAreaField("Boas-vindas")
    target = RadioField("Transferir", choices=[SelectChoice("off", "Não"), SelectChoice("agent", "Atendente")])
    agent = StringField("Atendente")


@pytest.fixture
def pages():
    app = Flask(__name__, template_folder=str(ROOT / "templates"), static_folder=str(ROOT / "static"))
    app.secret_key = "somente para este teste"
    app.jinja_env.globals |= {"csrf_token": lambda: "senha-do-formulario", "alerts": list}
    with app.test_request_context("/"):
        yield app


def show(form: School, layout: str = "layout.html", **context) -> str:
    return render_template_string(PAGE, form=form, layout=layout, **context)


def refused() -> School:
    form = School(interval=1)
    form.interval.raw_data = ["1"]
    form.validate()
    return form


def test_an_error_is_beside_its_field_and_in_a_summary_that_leads_there(pages):
    page = show(refused())
    assert 'aria-describedby="interval-help interval-error"' in page
    assert 'aria-invalid="true"' in page
    assert "Há um problema" in page and '<a href="#interval">O mínimo é 2.</a>' in page
    assert re.search(r'class="error-summary"[^>]* autofocus', page)


def test_a_form_without_errors_shows_no_summary(pages):
    page = show(School())
    assert "Há um problema" not in page and "aria-invalid" not in page


def test_a_number_typed_with_letters_reaches_the_server_as_typed(pages):
    box = re.search(r'<input[^>]*id="interval"[^>]*>', show(School()))[0]
    assert 'type="text"' in box and 'inputmode="numeric"' in box


def test_what_depends_on_an_option_sits_inside_that_option(pages):
    page = show(School())
    assert page.index('value="agent"') < page.index('class="radio-detail"') < page.index('id="agent"')
    assert page.count("radio-detail") == 1


def test_without_scripts_the_editor_is_a_label_and_a_text_with_its_limit(pages):
    page = show(School())
    assert '<label for="welcome">Boas-vindas</label>' in page and "Até 4.096 caracteres" in page
    assert re.search(r'class="editor-tools"[^>]* hidden', page)


def test_htmx_gets_title_notices_and_page_but_no_frame(pages):
    flash("Configurações salvas às 14:32.", "success")
    piece = show(School(), layout="fragment.html")
    assert "<title>Gerais · WorkChat</title>" in piece and "salvas às 14:32" in piece
    assert "<html" not in piece and '<hx-partial hx-target="#notices"' in piece


def test_nobody_signed_in_sees_no_rail(pages):
    assert 'class="rail"' not in show(School(), current_user=None)


def test_the_pages_carry_no_inline_script_or_style(pages):
    page = show(refused())
    assert not re.search(r"<script(?![^>]*\bsrc=)|<style|\sstyle=|\son\w+=|hx-on", page)
