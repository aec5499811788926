"""Whom a scheduled message is for, as it was ticked: groups and tags, and the families of classes."""

from flask_wtf import FlaskForm

from workchat.scheduled.models import AudiencePart, Part

TO = {"all": "Todos os contatos salvos", "some": "Grupos e tags"}
TO_FAMILIES = {"all": "Todos os contatos salvos", "some": "Turmas, grupos e tags"}
LABELS = {"group": "groups", "tag": "tags"}
OF_STUDENTS = {"class": "classes", "course": "courses", "status": "statuses", "relation": "relations"}


def parts_of(form: FlaskForm) -> list[Part]:
    """Each line of the audience."""
    some = {**LABELS, **OF_STUDENTS} if form.to.data == "some" else {}
    parts = [_part(kind, one) for kind, field in some.items() for one in form[field].chosen] or [Part("all")]
    return parts + [Part(kind, one, True) for kind, field in LABELS.items() for one in form[f"without_{field}"].chosen]


def audience_problem(form: FlaskForm) -> str:
    """What is missing, or ""."""
    if form.to.data not in TO:
        return "Escolha quem recebe."
    if form.to.data == "some" and not any(form[field].chosen for field in (*LABELS.values(), *OF_STUDENTS.values())):
        return f"Marque pelo menos {'uma turma, ' if form.has_students else ''}um grupo ou uma tag."
    return ""


def ticked(parts: list[AudiencePart]) -> dict[str, object]:
    """Field -> what the parts of a message tick."""
    joined, excluded = ([part for part in parts if part.excluded is out] for out in (False, True))
    some = {**LABELS, **OF_STUDENTS}
    return {
        "to": "all" if any(part.kind == "all" for part in joined) else "some",
        **{field: [_value(part) for part in joined if part.kind == kind] for kind, field in some.items()},
        **{
            f"without_{field}": [part.ref_id for part in excluded if part.kind == kind]
            for kind, field in LABELS.items()
        },
    }


def _part(kind: str, one: int | str) -> Part:
    return Part(kind, relation=str(one)) if kind == "relation" else Part(kind, int(one))


def _value(part: AudiencePart) -> int | str:
    return part.relation if part.kind == "relation" else part.ref_id
