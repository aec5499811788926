"""WorkChat, a WhatsApp attendance desk for a small school. create_app is the table of contents."""

from flask import Blueprint, Flask, g, request
from flask_wtf.csrf import CSRFProtect

from workchat import request_log
from workchat.config import MEBIBYTE, ROOT, Config
from workchat.db import db
from workchat.form_cookie import FormCookie
from workchat.vault import vault

__version__ = "0.4.0"
csrf = CSRFProtect()


def create_app(config: Config) -> Flask:
    """The web process. The database and the vault must be open (cli.open_school does it)."""
    app = Flask(__name__, root_path=str(ROOT), template_folder="templates", static_folder="static")
    app.session_interface = FormCookie()
    app.config.update(
        SCHOOL=config,
        SECRET_KEY=vault.cookie_secret,
        **_cookies(config),
        WTF_CSRF_TIME_LIMIT=None,  # a panel stays open all day
        MAX_CONTENT_LENGTH=1 * MEBIBYTE,
        MAX_FORM_MEMORY_SIZE=1 * MEBIBYTE,
    )
    request_log.init_app(app)
    _connect_per_request(app)
    _plug_in(app)
    _register(app)
    return app


def _cookies(config: Config) -> dict:
    """How both cookies are kept, ours of the session too (docs/decisions/0012-cookies-and-csrf.md).

    With portals they have names of their own: a browser keeps one from before beside the new one, and sends both.
    """
    framed = bool(config.embed_origins)
    name = "__Host-workchat-portal" if framed else "__Host-workchat" if config.production else "workchat"
    return {
        "SIGNED_IN_COOKIE_NAME": name,
        "SESSION_COOKIE_NAME": f"{name}-forms",
        "SESSION_COOKIE_SECURE": config.production,
        "SESSION_COOKIE_SAMESITE": "None" if framed else "Lax",
        "SESSION_COOKIE_PARTITIONED": framed,
    }


def _connect_per_request(app: Flask) -> None:
    @app.before_request
    def connect() -> None:
        g.opened_database = db.is_closed()
        if request.endpoint not in ("static", "probes.health") and g.opened_database:  # it asks the database itself
            db.connect()

    @app.teardown_request
    def disconnect(_error: BaseException | None) -> None:
        if g.pop("opened_database", False) and not db.is_closed():  # a missing style's error page opened it too
            db.close()


def _plug_in(app: Flask) -> None:
    """What every request passes through, in this order."""
    from workchat import alerts, errors, fences, headers, htmx, pages, static_files
    from workchat.accounts import session

    for part in (errors, headers, fences, session, htmx, pages, alerts, static_files):
        part.init_app(app)
    csrf.init_app(app)


def _register(app: Flask) -> None:
    for machine in _machines():  # signed, bearer-authenticated, or nothing but a question: no form of ours
        csrf.exempt(machine)
        app.register_blueprint(machine)
    for feature in _features():
        app.register_blueprint(feature)


def _machines() -> tuple[Blueprint, ...]:
    from workchat.embed.views import launch
    from workchat.simulator.views import api as simulator_api
    from workchat.status.views import probes
    from workchat.whatsapp.views import webhook

    return webhook, simulator_api, launch, probes


def _features() -> tuple[Blueprint, ...]:
    """The features, each a blueprint; only here views are imported."""
    from workchat.accounts.views import blueprint as accounts
    from workchat.chat.views import blueprint as chat
    from workchat.contacts.views import blueprint as contacts
    from workchat.embed.views import blueprint as embed
    from workchat.scheduled.views import blueprint as scheduled
    from workchat.settings.views import blueprint as settings
    from workchat.simulator.views import blueprint as simulator
    from workchat.status.views import blueprint as status
    from workchat.students.views import blueprint as students
    from workchat.totvs.views import blueprint as totvs
    from workchat.whatsapp.views import blueprint as whatsapp

    return accounts, chat, contacts, students, scheduled, settings, whatsapp, totvs, embed, status, simulator
