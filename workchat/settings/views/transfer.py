"""The tab Transferência Automática."""

from flask.typing import ResponseReturnValue

from workchat.accounts.models import Department, User
from workchat.accounts.session import requires
from workchat.chat.rules import transfer_stopped
from workchat.chat.transfer import setting_of
from workchat.settings.forms.transfer import TransferForm
from workchat.settings.models import Settings
from workchat.settings.views import blueprint
from workchat.settings.views.preview import preview
from workchat.settings.views.tab import show_tab


@blueprint.route("/transfer", methods=["GET", "POST"])
@requires("settings.edit")
def transfer() -> ResponseReturnValue:
    return show_tab(_form(), stopped=transfer_stopped(setting_of(Settings.current())))


@blueprint.post("/transfer/preview")
@requires("settings.edit")
def preview_transfer() -> ResponseReturnValue:
    return preview(_form())


def _form() -> TransferForm:
    """With the people and departments that can be chosen now."""
    return TransferForm(
        agents={user.id: user.name for user in User.active_agents()},
        departments={
            row.id: row.name for row in Department.select().where(Department.active).order_by(Department.name)
        },
        data=Settings.current().columns(),
    )
