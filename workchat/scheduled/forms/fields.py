"""The fields of the compose page: a text with its way out, a gap of a template, a tick for each group or tag."""

from wtforms import Field, SelectMultipleField
from wtforms.validators import StopValidation, ValidationError
from wtforms.widgets import TextInput

from workchat.scheduled.rules import gap_problem, length_problem, room
from workchat.settings.forms.fields import MessageField, row_id
from workchat.students.models import RELATION_WORDS
from workchat.text.rules import problems

NO_LIMIT = 10**9
PLACE = "scheduled"


class AnnouncementField(MessageField):
    """The text of a scheduled message. Its limit depends on the file and on the way out: say both."""

    def __init__(self, label: str, **options):
        super().__init__(label, place=PLACE, **options)
        self.has_file, self.has_line, self.wanted = False, True, True

    def surround(self, has_file: bool, has_line: bool, wanted: bool) -> None:
        """What else is in the bubble, and whether this text is sent at all (not when a template is)."""
        self.has_file, self.has_line, self.wanted = has_file, has_line, wanted
        self.limit = room(has_file, has_line)

    def pre_validate(self, form) -> None:
        if not self.wanted:
            return
        found = problems(self.data or "", PLACE, NO_LIMIT)
        if not self.stored.strip() and not found:
            found = ["Escreva a mensagem que os contatos recebem."]
        too_long = length_problem(self.stored, self.has_file, self.has_line)
        self.errors = [*self.errors, *found, *([too_long] if too_long else [])]
        if self.errors:
            raise StopValidation


class GapField(MessageField):
    """What stands in one gap of a template; variables are allowed, a line break is not."""

    widget = TextInput()

    def __init__(self, gap: str, **options):
        super().__init__(f"No lugar de {{{{{gap}}}}}", place=PLACE, **options)
        self.gap, self.wanted = gap, True

    def pre_validate(self, form) -> None:
        if not self.wanted:
            return
        found = problems(self.data or "", PLACE, NO_LIMIT)[:1] or [gap_problem(self.data or "")]
        self.errors = [*self.errors, *map(self._named, filter(None, found))]
        if self.errors:
            raise StopValidation

    def _named(self, words: str) -> str:
        """The summary above the page shows the words alone: they say which gap is meant."""
        return f"{{{{{self.gap}}}}}: {words[0].lower()}{words[1:]}"


class TickField(SelectMultipleField):
    """Some of the school's groups or tags, by id. `choices`: id -> (name, how many, and of a class its period)."""

    gone = "Um grupo ou tag não existe mais. Confira a seleção."
    read = staticmethod(row_id)

    def __init__(self, label: str, **options):
        super().__init__(label, coerce=self.read, validate_choice=False, **options)

    @property
    def chosen(self) -> list[int]:
        return [one for one in dict.fromkeys(self.data or []) if one is not None]

    @property
    def ticks(self) -> list[tuple[int, str, int, bool]]:
        """(id, name, how many, ticked), as the page lists them."""
        return [(one, *about[:2], one in self.chosen) for one, about in self.choices.items()]

    def post_validate(self, form, validation_stopped: bool) -> None:
        if None in (self.data or []) or not set(self.chosen) <= set(self.choices):
            raise ValidationError(self.gone)


class StudentTickField(TickField):
    """Some of the school's classes, courses or statuses."""

    gone = "Uma turma, um curso ou uma situação não existe mais. Confira a seleção."

    def keep(self, ids: list[int], name: str) -> None:
        """What was chosen and is not offered any more stays in sight, ticked: nobody reads a shorter audience."""
        self.choices |= {one: (name, 0, "") for one in ids if one not in self.choices}

    @property
    def by_period(self) -> list[tuple[str, list[tuple[int, str, int, bool]]]]:
        """(period, its ticks): classes come in the order of their periods."""
        periods = dict.fromkeys(about[2] for about in self.choices.values())
        return [(period, [one for one in self.ticks if self.choices[one[0]][2] == period]) for period in periods]


class RelationField(TickField):
    """What a contact is to a student, by the keys of RELATION_WORDS."""

    gone = "Um tipo de responsável não existe. Confira a seleção."
    read = staticmethod(lambda typed: str(typed) if typed in RELATION_WORDS else None)


def refuse(field: Field, words: str) -> None:
    """Stand beside the field; nothing when there is nothing to say."""
    if words:
        field.errors = [*field.errors, words]
