"""A spreadsheet to send, and what each of its columns holds."""

from collections.abc import Sequence

from flask_wtf import FlaskForm
from flask_wtf.file import FileField
from wtforms import BooleanField, Field, SelectField, StringField, ValidationError

from workchat.contacts.cells import BadCell, read_names
from workchat.contacts.columns import FIELDS, PHONE, SEVERAL

NO_FILE = "Escolha uma planilha do computador."
NO_PHONE = "Diga qual coluna tem o telefone."
TWICE = "Duas colunas estão como {}. Deixe só uma."


class FileForm(FlaskForm):
    file = FileField("Planilha (.xlsx ou .csv)")

    def validate_file(self, field: FileField) -> None:
        if not field.data:
            raise ValidationError(NO_FILE)


class ColumnsForm(FlaskForm):
    """Of a file with so many columns: `column_0` and so on are made for it by `columns_form`."""

    header = BooleanField("A primeira linha tem os nomes das colunas")
    groups = StringField("Grupos para todos da planilha")
    tags = StringField("Tags para todos da planilha")

    @property
    def columns(self) -> list[Field]:
        return [field for field in self if field.name.startswith("column_")]

    @property
    def chosen(self) -> list[str]:
        """The field of each column, as far as it is one of the list."""
        return [field.data if field.data in FIELDS else "" for field in self.columns]

    def names(self, field: StringField, what: str) -> str:
        """As it is stored: a name a line."""
        return "\n".join(read_names(field.data or "", what))

    def validate(self, extra_validators=None) -> bool:
        valid, chosen = super().validate(extra_validators), self.chosen
        if PHONE not in chosen:
            self.columns[0].errors = [NO_PHONE]
        for place, kind in enumerate(chosen):
            if kind and kind not in SEVERAL and kind in chosen[:place]:
                self.columns[place].errors = [TWICE.format(FIELDS[kind])]
        return valid and not self.errors

    def validate_groups(self, field: StringField) -> None:
        self._read(field, "grupo")

    def validate_tags(self, field: StringField) -> None:
        self._read(field, "tag")

    def _read(self, field: StringField, what: str) -> None:
        try:
            self.names(field, what)
        except BadCell as error:
            said = str(error)
            raise ValidationError(f"{said[0].upper()}{said[1:]}.") from error


def columns_form(letters: Sequence[str], **options: object) -> ColumnsForm:
    """The form for a file with columns of these letters."""
    selects = {
        f"column_{place}": SelectField(
            f"Coluna {letter}", choices=FIELDS, invalid_choice_message="Escolha um item da lista."
        )
        for place, letter in enumerate(letters)
    }
    return type("ChosenColumns", (ColumnsForm,), selects)(**options)
