"""Whether a page fits phones, the portal's frame, tablets and wide screens, and fingers hit what they aim at."""

from playwright.sync_api import Page

from tests.browser.frames import FRAMES, grows, uncomfortable

NARROWEST, WIDEST = (320, 740), (1440, 900)
GROWING = 600  # the width at which the frame is given the height of its page
# What is drawn beyond the page's right edge and makes it scroll sideways.
BEYOND = """() => {
  const page = document.documentElement, width = page.clientWidth;
  if (page.scrollWidth <= width) return [];
  return [...document.querySelectorAll("body *")]
    .filter((part) => part.getBoundingClientRect().right > width + 1 && getComputedStyle(part).position !== "fixed")
    .map((part) => part.outerHTML.slice(0, 90)).slice(0, 3);
}"""
# Links and controls under 24 px (WCAG 2.5.8), but for links inside a sentence and boxes whose label is the target.
TARGETS = "a[href], button, input:not([type=hidden]), select, textarea, summary"
SENTENCE = "p, li, td, th, dd, small, label, .bubble-text"
SMALL = """([TARGETS, SENTENCE]) => [...document.querySelectorAll(TARGETS)]
  .map((part) => [part, part.getBoundingClientRect()])
  .filter(([part, box]) => box.width && box.height && (box.width < 23.9 || box.height < 23.9)
    && part.checkVisibility({visibilityProperty: true, opacityProperty: true})
    && !part.matches(".skip, [type=checkbox], [type=radio], .visually-hidden")
    && !(part.matches("a") && getComputedStyle(part).display === "inline" && part.closest(SENTENCE)))
  .map(([part, box]) => `${Math.round(box.width)}x${Math.round(box.height)} ${part.outerHTML.slice(0, 90)}`)"""


def problems(page: Page) -> list[str]:
    """What makes the page scroll sideways, targets too small, and what is not comfortable in a frame. [] = it fits."""
    found = []
    page.wait_for_load_state()  # a form may have led here: with its styles
    for width, height in (NARROWEST, *FRAMES, WIDEST):
        page.set_viewport_size({"width": width, "height": height})
        wrong = [f"beyond the edge: {part}" for part in page.evaluate(BEYOND)]
        if (width, height) in FRAMES:
            wrong += uncomfortable(page, TARGETS)
            wrong += grows(page) if width == GROWING else []
        else:
            wrong += [f"small: {part}" for part in page.evaluate(SMALL, [TARGETS, SENTENCE])]
        found += [f"{page.url} ({width} px) {line}" for line in wrong]
    return found
