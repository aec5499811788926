"""A phone in the browser: an administrator writes to the school as an invented family, and sees what arrives."""

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from workchat.accounts.session import background, requires
from workchat.asked import asked_at
from workchat.simulator import write as parts
from workchat.simulator.change_phone import change_phone
from workchat.simulator.close_window import close_window
from workchat.simulator.forms import FailingForm, FaultsForm, NewPhoneForm, WriteForm
from workchat.simulator.models import Bubble, Faults, Phone, simulated
from workchat.simulator.see import see
from workchat.simulator.set_faults import set_faults
from workchat.simulator.shown import screen
from workchat.simulator.views import blueprint, post_to_school
from workchat.simulator.write import write

SENDS = {
    "image": lambda: parts.media("image"),
    "document": lambda: parts.media("document"),
    "audio": lambda: parts.media("audio"),
    "sticker": lambda: parts.media("sticker"),
    "location": parts.location,
    "contact": parts.shared_contact,
}
TAKEN = "Outra pessoa do simulador já usa este telefone."


@blueprint.get("/simulator")
@requires("simulator.use")
def simulator() -> ResponseReturnValue:
    first = Phone.select().order_by(Phone.id).first()
    if first is None or not _in_use():
        return render_template("simulator/off.html")
    return _page(first)


@blueprint.get("/simulator/<int:phone_id>")
@requires("simulator.use")
def phone(phone_id: int) -> ResponseReturnValue:
    return _page(_found(phone_id))


@blueprint.get("/simulator/<int:phone_id>/news")
@requires("simulator.use")
@background
def news(phone_id: int) -> ResponseReturnValue:
    """What changed on the phone since the page was drawn, or nothing."""
    row = _looked_at(phone_id)
    now = screen(row)
    if now.digest == request.args.get("seen"):
        return "", 204
    return render_template("simulator/_talk.html", open=row, screen=now)


@blueprint.post("/simulator/<int:phone_id>/write")
@requires("simulator.use")
def write_text(phone_id: int) -> ResponseReturnValue:
    row, form = _found(phone_id), WriteForm()
    if form.validate():
        return _written(row, *(parts.text(body) for body in form.bodies()))
    flash(form.text.errors[0], "error")
    return _to(row)


@blueprint.post("/simulator/<int:phone_id>/send")
@requires("simulator.use")
def send(phone_id: int) -> ResponseReturnValue:
    make = SENDS.get(request.form.get("kind", "")) or abort(404)
    return _written(_found(phone_id), make())


@blueprint.post("/simulator/<int:phone_id>/press/<int:bubble_id>")
@requires("simulator.use")
def press(phone_id: int, bubble_id: int) -> ResponseReturnValue:
    row = _found(phone_id)
    bubble = Bubble.get_or_none(Bubble.id == bubble_id, Bubble.phone == row, Bubble.from_school) or abort(404)
    place = request.form.get("button", -1, int)
    buttons = next(shown.buttons for shown in screen(row).bubbles if shown.row.id == bubble.id)
    if not 0 <= place < len(buttons):
        abort(404)
    return _written(row, parts.press(bubble, *buttons[place]), quoted=bubble.wa_id)


@blueprint.post("/simulator/<int:phone_id>/react")
@requires("simulator.use")
def react(phone_id: int) -> ResponseReturnValue:
    row = _found(phone_id)
    last = Bubble.select().where(Bubble.phone == row, Bubble.from_school).order_by(Bubble.id.desc()).first()
    if last is None:
        flash("A escola ainda não escreveu para esta pessoa.", "error")
        return _to(row)
    return _written(row, parts.reaction(last.wa_id, "👍"))


@blueprint.post("/simulator/<int:phone_id>/phone")
@requires("simulator.use")
def new_phone(phone_id: int) -> ResponseReturnValue:
    row, form = _found(phone_id), NewPhoneForm()
    if not form.validate():
        flash(form.phone.errors[0], "error")
    elif entries := change_phone(simulated(), row, form.phone.data.lstrip("+"), asked_at()):
        post_to_school(entries)
        flash(f"{row.name} trocou de telefone, e o WhatsApp avisou a escola.", "success")
    else:
        flash(TAKEN, "error")
    return _to(row)


@blueprint.post("/simulator/<int:phone_id>/day-later")
@requires("simulator.use")
def day_later(phone_id: int) -> ResponseReturnValue:
    row = _found(phone_id)
    close_window(row, asked_at())
    flash(f"Para o WhatsApp, {row.name} não escreve há mais de 24 horas.", "success")
    return _to(row)


@blueprint.post("/simulator/<int:phone_id>/faults")
@requires("simulator.use")
def faults(phone_id: int) -> ResponseReturnValue:
    row, form = _found(phone_id), FaultsForm()
    if form.done(lambda: set_faults(**{f.name: f.data for f in form if f.name != "csrf_token"})):
        flash("Falhas do simulador salvas.", "success")
        return _to(row)
    return _page(row, form)


@blueprint.post("/simulator/<int:phone_id>/failing")
@requires("simulator.use")
def failing(phone_id: int) -> ResponseReturnValue:
    row, form = _found(phone_id), FailingForm()
    if form.validate():
        Phone.update(fails_with=form.fails_with.data or None).where(Phone.id == row.id).execute()
        flash(f"O que acontece com as mensagens para {row.name} foi salvo.", "success")
    else:
        flash(form.fails_with.errors[0], "error")
    return _to(row)


def _in_use() -> bool:
    number = simulated()
    return number is not None and number.active


def _found(phone_id: int) -> Phone:
    return (_in_use() and Phone.get_or_none(id=phone_id)) or abort(404)


def _to(row: Phone) -> ResponseReturnValue:
    return redirect(url_for(".phone", phone_id=row.id), 303)


def _looked_at(phone_id: int) -> Phone:
    row = _found(phone_id)
    post_to_school(see(simulated(), row, asked_at()))
    return row


def _written(row: Phone, *written: dict, quoted: str | None = None) -> ResponseReturnValue:
    number, now = simulated(), asked_at()
    post_to_school([entry for part in written for entry in write(number, row, part, now, quoted)])
    return _to(row)


def _page(row: Phone, form: FaultsForm | None = None) -> ResponseReturnValue:
    _looked_at(row.id)
    asked = Faults.current()
    form = form or FaultsForm(obj=asked, data={"delay": asked.delay_ms // 1000})
    failing_form = FailingForm(formdata=None, data={"fails_with": row.fails_with or 0})
    shown = {"open": row, "screen": screen(row), "form": form, "write_form": WriteForm(), "asked": asked}
    shown["failing_form"] = failing_form
    return render_template("simulator/phone.html", **shown), 422 if form.errors else 200
