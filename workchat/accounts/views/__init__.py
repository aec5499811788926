"""The pages of the school's people: set-up, entering and leaving, people, departments, one's own account."""

from flask import Blueprint, render_template

from workchat.accounts.forms import Form

blueprint = Blueprint("accounts", __name__)


def show(template: str, form: Form, status: int = 200, **more: object) -> tuple[str, int]:
    """A page with a form; 422 when something typed was refused."""
    return render_template(f"accounts/{template}", form=form, **more), 422 if form.errors else status


from workchat.accounts.views import access, account, departments, home, leaving, people, set_up, sign_in  # noqa: E402, F401
