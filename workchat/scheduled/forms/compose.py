"""Writing a scheduled message: what is said, to whom, when. Everything typed is kept when something is refused."""

from datetime import datetime
from zoneinfo import ZoneInfo

from flask_wtf import FlaskForm
from wtforms import BooleanField, FileField, HiddenField, RadioField, SelectField, StringField, TextAreaField

from workchat.accounts.rules import normal_name
from workchat.scheduled import rules
from workchat.scheduled.forms.audience import TO, audience_problem, parts_of
from workchat.scheduled.forms.fields import (
    AnnouncementField,
    GapField,
    RelationField,
    StudentTickField,
    TickField,
    refuse,
)
from workchat.scheduled.models import Attachment, Part
from workchat.settings.forms.fields import ChoiceField, row_id
from workchat.text.rules import OF_STUDENTS
from workchat.whatsapp.models import Number, Template

GAP = "gap_"
WHEN = {"now": "Assim que eu agendar", "later": "Em um dia e hora"}
CONTENT = {"text": "Texto", "template": "Modelo aprovado pelo WhatsApp"}


class ComposeForm(FlaskForm):
    """Made by `form_for`, which adds a field for each gap of the chosen template."""

    version = HiddenField()
    form_key = HiddenField()
    attachment = HiddenField()  # id of the file that was kept
    title = StringField("Título")
    number = ChoiceField("Número")
    content = RadioField("O que enviar", choices=CONTENT, validate_choice=False)
    text = AnnouncementField("Mensagem")
    template = ChoiceField("Modelo")
    opt_out_line = BooleanField(f"Terminar com “{rules.OPT_OUT_LINE}”")
    file = FileField("Imagem ou PDF (opcional)")
    drop_file = BooleanField("Tirar o arquivo")
    to = RadioField("Contatos", choices=TO, validate_choice=False)
    classes = StudentTickField("Turmas")
    relations = RelationField("Quem responde pelo aluno")
    courses = StudentTickField("Cursos")
    statuses = StudentTickField("Situação da matrícula")
    groups = TickField("Grupos")
    tags = TickField("Tags")
    without_groups = TickField("Menos quem está nestes grupos")
    without_tags = TickField("Menos quem tem estas tags")
    when = RadioField("Quando enviar", choices=WHEN, validate_choice=False)
    day = StringField("Data")
    hour = StringField("Hora")
    repeat = SelectField("Repetir", choices=rules.REPEATS, validate_choice=False)
    urgent = BooleanField("Urgente: enviar também fora do horário")
    urgent_reason = TextAreaField("Por que é urgente")

    numbers: dict[int, Number]
    templates: dict[int, Template]
    has_students = False
    kept: Attachment | None = None
    file_problem = ""  # why the file that just came was not kept
    due_at: datetime | None = None

    @property
    def gaps(self) -> list[GapField]:
        return [field for field in self if isinstance(field, GapField)]

    @property
    def is_template(self) -> bool:
        return self.content.data == "template"

    @property
    def number_id(self) -> int | None:
        """The number it leaves from; a school with one number is not asked."""
        return next(iter(self.numbers)) if len(self.numbers) == 1 else self.number.data

    @property
    def chosen(self) -> Template | None:
        return self.templates.get(self.template.data or 0)

    @property
    def has_line(self) -> bool:
        return bool(self.opt_out_line.data) and not self.is_template

    def surround(self) -> None:
        """Tell the texts what else is in their bubble."""
        self.text.surround(self.kept is not None, self.has_line, not self.is_template)
        for gap in self.gaps:
            gap.wanted = self.is_template

    def check(self, zone: ZoneInfo, now: datetime) -> bool:
        """Whether all of it may be saved; what may not stands beside its field."""
        self.surround()
        self.validate()
        refuse(self.title, _title_problem(self.title.data or ""))
        if self.number_id not in self.numbers:
            refuse(self.number, "Escolha o número que envia.")
        refuse(self.content, "" if self.content.data in CONTENT else "Escolha se envia um texto ou um modelo.")
        refuse(self.template, self._template_problem())
        refuse(self.file, self.file_problem or self._file_problem())
        refuse(self.to, audience_problem(self))
        self._check_when(zone, now)
        refuse(self.repeat, "" if self.repeat.data in rules.REPEATS else "Escolha se a mensagem se repete.")
        refuse(self.urgent_reason, self._urgent_problem())
        return not any(field.errors for field in self)

    def _check_when(self, zone: ZoneInfo, now: datetime) -> None:
        if self.when.data == "later":
            self.due_at, day, hour = rules.read_when(self.day.data or "", self.hour.data or "", zone, now)
            refuse(self.day, day)
            refuse(self.hour, hour)
        elif self.when.data != "now":
            refuse(self.when, "Escolha quando enviar.")

    def _template_problem(self) -> str:
        if not self.is_template:
            return ""
        if self.chosen is None:
            return "Escolha um modelo aprovado."
        if self.chosen.number_id != self.number_id and self.number_id in self.numbers:
            return f"Este modelo não é do número {self.numbers[self.number_id].name}. Escolha outro."
        return ""

    def _file_problem(self) -> str:
        if not self.is_template or self.chosen is None:
            return ""
        mimes = rules.FILE_HEADERS.get(self.chosen.header)
        if mimes is None:
            return (
                "Este modelo não leva arquivo. Marque “Tirar o arquivo” ou escolha outro modelo." if self.kept else ""
            )
        what = "uma imagem" if self.chosen.header == "IMAGE" else "um PDF"
        return "" if self.kept and self.kept.mime in mimes else f"Este modelo precisa de {what}. Escolha o arquivo."

    def _urgent_problem(self) -> str:
        reason = normal_name(self.urgent_reason.data or "")
        if not self.urgent.data:
            return ""
        if not reason:
            return "Escreva o motivo da urgência: ele fica no histórico."
        over = len(reason) - rules.LONGEST_REASON
        return f"Use um motivo com até {rules.LONGEST_REASON} caracteres." if over > 0 else ""

    def columns(self, zone: ZoneInfo, now: datetime) -> dict[str, object]:
        """Column of ScheduledMessage -> what will be stored."""
        urgent = bool(self.urgent.data)
        monthly = self.repeat.data == "monthly"
        return {
            "title": normal_name(self.title.data or ""),
            "number": self.number_id,
            "content": "template" if self.is_template else "text",
            "text": "" if self.is_template else self.text.stored,
            "template": self.chosen.id if self.is_template and self.chosen else None,
            "parameters": {gap.gap: gap.stored.strip() for gap in self.gaps} if self.is_template else None,
            "attachment": self.kept.id if self.kept else None,
            "opt_out_line": bool(self.opt_out_line.data),
            "due_at": self.due_at,
            "repeat": self.repeat.data,
            "repeat_day": rules.on_the_wall(self.due_at or now, zone).day if monthly else None,
            "urgent": urgent,
            "urgent_reason": normal_name(self.urgent_reason.data or "") if urgent else "",
        }

    def audience(self) -> list[Part]:
        return parts_of(self)

    @property
    def variables(self) -> list[tuple[str, str]]:
        """Those that the page offers; of students only where there are some."""
        return [one for one in self.text.variables if self.has_students or one[0] not in OF_STUDENTS]

    @property
    def seen_version(self) -> int:
        return row_id(self.version.data) or 0


def form_for(template: Template | None) -> type[ComposeForm]:
    """The form with a field for each gap of a template, named gap_1 or gap_nome."""
    gaps = template.gaps if template else []
    filled = {f"{GAP}{gap}": GapField(gap, default=rules.likely_value(gap, n == 0)) for n, gap in enumerate(gaps)}
    return type("ComposeForm", (ComposeForm,), filled)


def _title_problem(typed: str) -> str:
    title = normal_name(typed)
    if not title:
        return "Dê um título. Só a escola vê. Exemplo: Reunião de pais do 5º ano."
    return f"Use um título com até {rules.LONGEST_TITLE} caracteres." if len(title) > rules.LONGEST_TITLE else ""
