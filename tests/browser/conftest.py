"""A running school, its people in front of the screen, and one Chromium for all of it."""

from collections.abc import Iterator
from types import SimpleNamespace

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.chromium import MISSING, chromium
from tests.browser.in_a_portal import framed, framed_visits, strict, tab  # noqa: F401 (fixtures)
from tests.browser.visit import Visits
from tests.cast import person
from tests.live import LiveSchool, living
from workchat.accounts.models import Department
from workchat.settings.models import ClosingReason, Settings

expect.set_options(timeout=30_000)  # a busy machine; nothing waits longer than it takes


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with chromium() as found:
        yield found


@pytest.fixture
def aurora(tmp_path) -> Iterator[LiveSchool]:
    """The Escola Aurora, open: its server, its worker, its simulator."""
    with living(tmp_path) as school:
        Settings.update(school_name="Escola Aurora").execute()
        yield school


@pytest.fixture
def staff(aurora: LiveSchool) -> SimpleNamespace:
    """Ana administers; Bia answers in the Secretaria, Caio in the Financeiro."""
    secretaria, financeiro = (Department.create(name=name) for name in ("Secretaria", "Financeiro"))
    ClosingReason.create(name="Boleto enviado", text="Boleto enviado, {{primeiro_nome}}!", position=1)
    ana = person("Ana Prado", "administrator")
    bia, caio = person("Bia Rocha", "agent", secretaria), person("Caio Reis", "agent", financeiro)
    return SimpleNamespace(ana=ana, bia=bia, caio=caio, secretaria=secretaria, financeiro=financeiro)


@pytest.fixture
def visits(browser: Browser, aurora: LiveSchool) -> Iterator[Visits]:
    """Opens pages; afterwards no console error, no refused script or style, no failed request may have been seen."""
    visits = Visits(browser, aurora)
    yield visits
    visits.close()
    assert not visits.wrong, "\n".join(visits.wrong)


@pytest.fixture
def ana(visits: Visits, staff) -> Page:
    """What Ana, who administers, sees."""
    return visits.page(staff.ana)


@pytest.fixture
def bia(visits: Visits, staff) -> Page:
    """What Bia, who answers in the Secretaria, sees."""
    return visits.page(staff.bia)


def pytest_terminal_summary(terminalreporter) -> None:
    """Without a browser half of the promise was not looked at: say so, where a dot would be overlooked."""
    if any(MISSING in str(report.longrepr) for report in terminalreporter.stats.get("skipped", [])):
        terminalreporter.write_sep("!", MISSING, red=True)
