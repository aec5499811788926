"""The fields of a tab: they keep what was typed, word for word, when it cannot be saved."""

from collections.abc import Callable

from flask_wtf import FlaskForm
from wtforms import BooleanField, Field, HiddenField, SelectField, StringField, TextAreaField
from wtforms.validators import StopValidation

from workchat.text import rules as text_rules

NOT_COLUMNS = ("version", "last_entry", "csrf_token")


class ReadField(StringField):
    """Text that a rule turns into a value: `read(typed)` answers (value, problem).

    `shown(value)` is the stored value as it is typed, `spoken(value)` as the history says it.
    """

    def __init__(
        self,
        label: str,
        read: Callable[[str], tuple[object, str]],
        shown: Callable[[object], str] = str,
        spoken: Callable[[object], str] | None = None,
        **options,
    ):
        super().__init__(label, **options)
        self.read, self.shown = read, shown
        if spoken:
            self.spoken = spoken

    def process_formdata(self, valuelist: list[str]) -> None:
        if not valuelist and self.data is not None:  # a form without this field says nothing about it
            return
        self.data, problem = self.read(valuelist[0] if valuelist else "")
        if problem:
            raise ValueError(problem)

    def _value(self) -> str:
        if self.raw_data:
            return self.raw_data[0]
        return "" if self.data is None else self.shown(self.data)


class ChoiceField(SelectField):
    """One of some rows, by id; empty is None. A row that is not offered any more is the validator's matter."""

    def __init__(self, label: str, **options):
        super().__init__(label, coerce=row_id, validate_choice=False, **options)

    @property
    def is_offered(self) -> bool:
        return self.data is not None and self.data in self.choices


class MessageField(TextAreaField):
    """A text that WhatsApp will show. `place` says which variables can be known when it is sent."""

    def __init__(self, label: str, place: str, limit: int = text_rules.LIMIT, **options):
        super().__init__(label, **options)
        self.place, self.limit = place, limit

    @property
    def variables(self) -> list[tuple[str, str]]:
        """(name, meaning) of those that can stand here, in the order of the list."""
        known = text_rules.PLACES[self.place]
        return [(name, meaning) for name, meaning in text_rules.VARIABLES.items() if name in known]

    @property
    def stored(self) -> str:
        return text_rules.clean(self.data or "")

    def pre_validate(self, form: FlaskForm) -> None:
        found = text_rules.problems(self.data or "", self.place, self.limit)
        self.errors = [*self.errors, *found]
        if found:
            raise StopValidation


class TabForm(FlaskForm):
    """A tab: its fields are named as the columns of Settings that they fill, and `tab` as its address."""

    tab: str
    version = HiddenField()  # the tab's version that the person saw
    last_entry = HiddenField()  # … and the newest line of its history

    @property
    def seen_version(self) -> int:
        """The version that the person saw; 0, which no tab ever has, when the field was tampered with."""
        return row_id(self.version.data) or 0

    @property
    def seen_entry(self) -> int:
        return row_id(self.last_entry.data) or 0

    def columns(self) -> list[Field]:
        return [field for field in self if field.name not in NOT_COLUMNS]

    def values(self) -> dict[str, object]:
        """Column -> what will be stored."""
        return {field.name: getattr(field, "stored", field.data) for field in self.columns()}

    def readable(self) -> dict[str, object]:
        """As values(), without what cannot be stored: for the preview of a form that is still being typed."""
        self.validate()
        unread = {f.name for f in self.columns() if f.errors and not isinstance(f, MessageField)}
        return {name: value for name, value in self.values().items() if name not in unread}

    def words(self, row: object) -> dict[str, str]:
        """Label -> what a row says in that field, in the school's words, for the history."""
        return {field.label.text: words_of(field, getattr(row, field.name)) for field in self.columns()}


def words_of(field: Field, value: object) -> str:
    """A stored value as the school reads it in the history."""
    if hasattr(field, "spoken"):
        return field.spoken(value)
    if isinstance(field, BooleanField):
        return "Sim" if value else "Não"
    if value is None:
        return ""
    if isinstance(field, SelectField) and not isinstance(field, ChoiceField):
        return field.choices.get(value, str(value))
    return str(getattr(value, "name", value))


def row_id(typed: object) -> int | None:
    """A number that the database can hold as an id, or None for anything else."""
    text = str(typed or "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else None
