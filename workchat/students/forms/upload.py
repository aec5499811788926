"""Spreadsheets of students to send, and what each of their columns holds."""

from collections.abc import Sequence

from flask_wtf import FlaskForm
from flask_wtf.file import FileField
from werkzeug.datastructures import FileStorage
from wtforms import Field, SelectField, ValidationError

from workchat.students.columns import CHOICES, LABELS
from workchat.students.sheet_rows import problems

NO_FILE = "Escolha a planilha dos alunos no computador."
SHEETS = ("students", "guardians")  # what the fields of each file begin with


class FilesForm(FlaskForm):
    students = FileField("Planilha dos alunos (.xlsx ou .csv)")
    guardians = FileField("Planilha dos responsáveis, se for outra")

    def validate_students(self, field: FileField) -> None:
        if not field.data:
            raise ValidationError(NO_FILE)

    @property
    def sent(self) -> list[tuple[FileField, FileStorage]]:
        """The fields in which there is a file, the students' first."""
        return [(field, field.data) for field in (self.students, self.guardians) if field.data]


class SheetsForm(FlaskForm):
    """Of files with so many columns: `students_0` and so on are made for them by `sheets_form`."""

    def columns(self, sheet: int) -> list[Field]:
        return [field for field in self if field.name.startswith(f"{SHEETS[sheet]}_")]

    @property
    def chosen(self) -> list[list[str]]:
        """The key of each column of each file, as far as it is one of the list."""
        every = [self.columns(sheet) for sheet in range(len(SHEETS))]
        return [[field.data if field.data in LABELS else "" for field in fields] for fields in every if fields]

    def validate(self, extra_validators=None) -> bool:
        valid = super().validate(extra_validators)
        for sheet, columns in enumerate(self.chosen):
            for place, words in problems(columns, sheet == 1).items():
                field = self.columns(sheet)[max(place, 0)]
                field.errors = [*field.errors, words]
        return valid and not self.errors


def sheets_form(columns: Sequence[Sequence[str]], letters: Sequence[Sequence[str]]) -> SheetsForm:
    """The form for files with columns of these letters, and of these keys until somebody says otherwise."""
    fields, known = {}, {}
    for name, keys, places in zip(SHEETS, columns, letters, strict=False):
        for place, key in enumerate(keys):
            known[f"{name}_{place}"] = key
            fields[f"{name}_{place}"] = SelectField(
                f"Coluna {places[place]}", choices=CHOICES, invalid_choice_message="Escolha um item da lista."
            )
    return type("ChosenColumns", (SheetsForm,), fields)(data=known)
