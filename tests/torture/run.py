"""One campaign from an empty folder to its table."""

from pathlib import Path

from tests.postgres import Server
from tests.torture.campaign import Campaign
from tests.torture.count import count
from tests.torture.report import offences, table
from tests.torture.school import tortured
from workchat.db import db


def torture(
    folder: Path, seed: int, rounds: int, database_url: str = "", server: Server | None = None
) -> tuple[str, str]:
    """The table, and the list of offences: empty when nothing was doubled, lost, or otherwise broken."""
    with tortured(folder, database_url) as school:
        campaign = Campaign(seed, rounds, school, server)
        campaign.run()
        with db.connection_context():
            counted = count(campaign)
        return table(campaign, counted), offences(campaign, counted)
