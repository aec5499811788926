"""axe-core on a page as it stands: what a person with a screen reader, a keyboard or weak eyes would meet."""

from pathlib import Path

import axe_playwright_python
from playwright.sync_api import Page

SOURCE = (Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text()
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
ALL = {"type": "tag", "values": TAGS}
COLOURS = {"type": "rule", "values": ["color-contrast"]}  # the only rule that light or dark changes
RUN = """([inside, runOnly]) => axe
    .run(inside || document, {runOnly, resultTypes: ["violations"], iframes: false, preload: false})
    .then((found) => found.violations)"""
# Half under the save bar where the page happens to begin: frames.py sees that everything can be brought out from there.
UNDER_A_BAR = "partially obscured"
WIDE, NARROW = {"width": 1440, "height": 900}, {"width": 360, "height": 740}
VIEWS = ((WIDE, "light", ALL), (WIDE, "dark", COLOURS), (NARROW, "dark", ALL), (NARROW, "light", COLOURS))


def violations(page: Page, only: dict, inside: str = "") -> list[str]:
    """What axe finds in the page, or inside one part of it: one line an element."""
    page.wait_for_load_state()  # a form may have led here: with its styles
    if not page.evaluate("'axe' in window"):
        page.evaluate(SOURCE)  # through the debugger: the strict CSP would refuse a script tag
    return [
        f"{rule['id']}: {node['target'][0]}: {node['html'][:120]} {node['failureSummary'].splitlines()[1:2]}"
        for rule in page.evaluate(RUN, [inside, only])
        for node in rule["nodes"]
        if rule["id"] != "target-size" or UNDER_A_BAR not in node["failureSummary"]
    ]


def look(page: Page, name: str = "", inside: str = "") -> list[str]:
    """axe on both widths, in light and in dark. [] = nothing found."""
    found = []
    for size, scheme, only in VIEWS:
        page.set_viewport_size(size)
        page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
        found += [
            f"{name or page.url} ({size['width']} px, {scheme}) {line}" for line in violations(page, only, inside)
        ]
    return found
