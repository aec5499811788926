"""Groups and tags: two lists of labels with the same pages, each at an address of its own."""

from flask import abort, flash, g, redirect, render_template
from flask.typing import ResponseReturnValue

from workchat.accounts.rules import Refused
from workchat.accounts.session import requires
from workchat.asked import asked_at
from workchat.contacts.edit_label import create_label, delete_label, merge_labels, rename_label
from workchat.contacts.forms.label import LabelMerge, LabelName
from workchat.contacts.labels import GROUPS, TAGS, Kind, count, labels, names
from workchat.contacts.models import Group, Tag
from workchat.contacts.views import blueprint
from workchat.text.numbers import dotted


@blueprint.route("/groups", methods=["GET", "POST"])
@requires("contacts.manage")
def groups() -> ResponseReturnValue:
    return _all_of(GROUPS)


@blueprint.route("/tags", methods=["GET", "POST"])
@requires("contacts.manage")
def tags() -> ResponseReturnValue:
    return _all_of(TAGS)


@blueprint.route("/groups/<int:group_id>", methods=["GET", "POST"])
@requires("contacts.manage")
def group(group_id: int) -> ResponseReturnValue:
    return _rename(GROUPS, group_id)


@blueprint.route("/tags/<int:tag_id>", methods=["GET", "POST"])
@requires("contacts.manage")
def tag(tag_id: int) -> ResponseReturnValue:
    return _rename(TAGS, tag_id)


@blueprint.post("/groups/<int:group_id>/merge")
@requires("contacts.manage")
def merge_group(group_id: int) -> ResponseReturnValue:
    return _merge(GROUPS, group_id)


@blueprint.post("/tags/<int:tag_id>/merge")
@requires("contacts.manage")
def merge_tag(tag_id: int) -> ResponseReturnValue:
    return _merge(TAGS, tag_id)


@blueprint.post("/groups/<int:group_id>/delete")
@requires("contacts.manage")
def delete_group(group_id: int) -> ResponseReturnValue:
    return _delete(GROUPS, group_id)


@blueprint.post("/tags/<int:tag_id>/delete")
@requires("contacts.manage")
def delete_tag(tag_id: int) -> ResponseReturnValue:
    return _delete(TAGS, tag_id)


def _all_of(kind: Kind) -> ResponseReturnValue:
    form = LabelName()
    if form.done(lambda: create_label(kind, form.name.data or "", g.user, asked_at())):
        flash(f"{kind.title} {form.outcome.name} criad{kind.article}. Em Contatos, marque quem entra.", "success")
        return redirect(kind.path, 303)
    page = render_template("contacts/labels.html", kind=kind, form=form, labels=labels(kind))
    return page, 422 if form.errors else 200


def _rename(kind: Kind, label_id: int) -> ResponseReturnValue:
    label = _find(kind, label_id)
    form = LabelName(obj=label)
    if form.done(lambda: rename_label(kind, label, form.name.data or "", g.user, asked_at())):
        flash(f"{kind.title} agora se chama {label.name}.", "success")
        return redirect(kind.path, 303)
    return _page(kind, label, form, _merge_form(kind, label, posted=False))


def _merge(kind: Kind, label_id: int) -> ResponseReturnValue:
    label = _find(kind, label_id)
    form = _merge_form(kind, label, posted=True)
    if form.done(lambda: merge_labels(kind, label, _find(kind, form.into.data), g.user, asked_at())):
        other = _find(kind, form.into.data).name
        gained = dotted(form.outcome)
        said = f"{kind.title} {label.name} juntad{kind.article} a {other}. Contatos novos em {other}: {gained}."
        flash(said, "success")
        return redirect(kind.path, 303)
    return _page(kind, label, LabelName(formdata=None, obj=label), form)


def _delete(kind: Kind, label_id: int) -> ResponseReturnValue:
    label = _find(kind, label_id)
    try:
        delete_label(kind, label, g.user, asked_at())
    except Refused as refused:
        flash(refused.message, "error")
        return redirect(f"{kind.path}/{label.id}", 303)
    flash(f"{kind.title} {label.name} excluíd{kind.article}. Nenhum contato foi apagado.", "success")
    return redirect(kind.path, 303)


def _page(kind: Kind, label: Group | Tag, form: LabelName, merge: LabelMerge) -> ResponseReturnValue:
    wrong = merge if merge.errors else form
    page = render_template(
        "contacts/label.html",
        kind=kind,
        label=label,
        form=form,
        merge=merge,
        wrong=wrong,
        contacts=count(kind, label.id),
    )
    return page, 422 if wrong.errors else 200


def _merge_form(kind: Kind, label: Group | Tag, posted: bool) -> LabelMerge:
    form = LabelMerge() if posted else LabelMerge(formdata=None)
    form.offer(row for row in names(kind) if row[0] != label.id)
    return form


def _find(kind: Kind, label_id: int) -> Group | Tag:
    return kind.model.fetch("WHERE id = ?", label_id) or abort(404)
