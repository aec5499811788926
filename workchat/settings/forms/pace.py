"""Gerais, the pace: the interval of scheduled messages and the section "Proteção do número"."""

from wtforms import BooleanField, ValidationError
from wtforms.widgets import TextArea

from workchat.outbox.own_days import read_days, typed_days
from workchat.settings.forms.fields import ReadField, TabForm
from workchat.settings.pace_rules import (
    DAYS,
    hours_problem,
    read_cap,
    read_pause_every,
    read_pause_seconds,
    read_variation,
)
from workchat.settings.rules import read_interval
from workchat.settings.typed import read_hour, read_price, shown_price, spoken_price

NOWHERE = "Deixe pelo menos um horário de envio: sem nenhum, as mensagens agendadas nunca sairiam."


def hour_field(label: str) -> ReadField:
    return ReadField(label, read=read_hour)


def price_field(category: str) -> ReadField:
    label = f"Preço por mensagem de {category} (em R$)"
    return ReadField(label, read=read_price, shown=shown_price, spoken=spoken_price)


def one_line(days: str) -> str:
    """The school's own days in a line of the history."""
    return "; ".join(typed_days(days).splitlines())


class PaceForm(TabForm):
    interval_seconds = ReadField("Intervalo entre envio das mensagens agendadas (em segundos)", read=read_interval)
    variation_percent = ReadField("Variação do intervalo (em %)", read=read_variation)
    weekday_from = hour_field("Segunda a sexta, a partir de")
    weekday_until = hour_field("Segunda a sexta, até")
    saturday_from = hour_field("Sábado, a partir de")
    saturday_until = hour_field("Sábado, até")
    sunday_from = hour_field("Domingo, a partir de")
    sunday_until = hour_field("Domingo, até")
    skips_holidays = BooleanField("Não enviar nos feriados nacionais")
    extra_days = ReadField(
        "Outros dias sem envio", read=read_days, shown=typed_days, spoken=one_line, widget=TextArea()
    )
    daily_cap = ReadField("Limite de pessoas em 24 horas", read=read_cap)
    ramps = BooleanField("Começar aos poucos com um número novo")
    pause_every = ReadField("Pausa maior a cada quantas mensagens", read=read_pause_every)
    pause_seconds = ReadField("Duração da pausa maior (em segundos)", read=read_pause_seconds)
    price_marketing = price_field("marketing")
    price_utility = price_field("utilidade")
    price_service = price_field("serviço")

    def hours(self, kind: str) -> tuple[ReadField, ReadField]:
        """The two fields of a kind of day."""
        return self[f"{kind}_from"], self[f"{kind}_until"]

    def validate_weekday_until(self, field: ReadField) -> None:
        self._check_hours("weekday")
        everything = [box for kind in DAYS for box in self.hours(kind)]
        if not any(box.data or box.process_errors for box in everything):
            raise ValidationError(NOWHERE)

    def validate_saturday_until(self, field: ReadField) -> None:
        self._check_hours("saturday")

    def validate_sunday_until(self, field: ReadField) -> None:
        self._check_hours("sunday")

    def _check_hours(self, kind: str) -> None:
        begin, end = self.hours(kind)
        if begin.process_errors or end.process_errors:
            return
        if problem := hours_problem(kind, begin.data, end.data):
            raise ValidationError(problem)

    def validate_pause_every(self, field: ReadField) -> None:
        if not field.process_errors and field.data is None and self.pause_seconds.data is not None:
            raise ValidationError("Diga a cada quantas mensagens vem a pausa maior, ou apague a duração.")

    def validate_pause_seconds(self, field: ReadField) -> None:
        if field.process_errors:
            return
        if field.data is None and self.pause_every.data is not None:
            raise ValidationError("Diga quanto dura a pausa maior, ou apague o número de mensagens.")
        interval = self.interval_seconds.data
        if field.data is not None and interval and field.data <= interval:
            raise ValidationError(f"A pausa maior precisa passar do intervalo de {interval} segundos.")

    @property
    def protection_errors(self) -> bool:
        """Whether something under "Proteção do número" was refused: the section opens then."""
        texts = ("interval_seconds", "welcome_text", "closing_text")
        return any(name not in texts for name in self.errors if name)
