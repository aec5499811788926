"""The keyboard alone: where it is, and whether one can see that."""

from playwright.sync_api import Page

FOCUS = """() => {
  const at = document.activeElement, box = at.getBoundingClientRect();
  const drawn = (part, style = getComputedStyle(part)) =>
    style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2;
  const over = (y) => document.elementFromPoint(box.x + box.width / 2, y);
  const mine = (part) => at.contains(part) || part?.contains(at) || !!at.labels?.[0]?.contains(part);
  const words = at.getAttribute("aria-label") || at.labels?.[0]?.innerText || at.innerText || at.textContent || "";
  return {
    id: at.id, tag: at.localName, name: words.replace(/\\s+/g, " ").trim(),
    ring: [at, at.parentElement].some((part) => drawn(part)),  // the message editor draws it around its box
    seen: [box.y + 4, box.y + box.height / 2].some((y) => mine(over(y))),
  };
}"""


def focus(page: Page) -> dict:
    """What has the focus: id, tag, name, `ring` (it is drawn) and `seen` (its first line or its middle is in sight)."""
    return page.evaluate(FOCUS)


def walk(page: Page, most: int = 120) -> list[dict]:
    """Tab from the top of the page until the page is over: every stop, in order."""
    stops = []
    for _ in range(most):
        page.keyboard.press("Tab")
        stop = focus(page)
        if stop["tag"] == "body":
            return stops
        stops.append(stop)
    raise AssertionError(f"the keyboard does not get out: {stops[-3:]}")


def tab_to(page: Page, name: str, key: str = "Tab", most: int = 120) -> None:
    """Tab on until something of this name has the focus."""
    for _ in range(most):
        page.keyboard.press(key)
        if focus(page)["name"].startswith(name):
            return
    raise AssertionError(f"the keyboard does not reach {name!r}")
