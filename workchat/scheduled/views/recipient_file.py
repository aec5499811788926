"""The recipients of a scheduled message as a spreadsheet."""

from flask import Response, g
from flask.typing import ResponseReturnValue

from workchat.accounts.session import requires
from workchat.asked import asked_at
from workchat.scheduled.recipient_file import lines_of
from workchat.scheduled.record import record
from workchat.scheduled.views import blueprint, find, zone


@blueprint.post("/<int:message_id>/recipients.csv")
@requires("scheduled.use")
def download(message_id: int) -> ResponseReturnValue:
    message = find(message_id)
    record(message, g.user, asked_at(), "Lista de contatos baixada")
    answer = Response("".join(lines_of(message, zone())), mimetype="text/csv")
    answer.headers.set("Content-Disposition", "attachment", filename=f"mensagem-{message.id}.csv")
    return answer
