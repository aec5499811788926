"""Whether a page is comfortable in the portal's frame and on a phone: one scroll bar, nothing covered, room to work.

What is checked at each of FRAMES:
- Either the page scrolls or the panes of a layout that fills the frame do. In a page that scrolls, a pane of its own (a
  list in a form, the simulator's phone) takes at most half of the frame's height; no pane scrolls inside another; and
  where the page does not scroll, nothing lies beyond its end.
- Everything one presses or fills in can be brought into sight, and then no bar that stays (the save bar, the rail, a
  notice) lies over it. The primary action is one of these.
- The page's header and its tabs end within the first third of the frame (on a phone, two fifths).
- In an open conversation the messages have at least the room of four short ones, and the whole composer is in sight.
- A portal that gives the frame the height of its page comes to rest: the page does not grow with its frame.
"""

from playwright.sync_api import Page

FRAMES = ((900, 600), (600, 500), (360, 640))
FOUR_MESSAGES = 4 * 54  # pixels: a line of text, the time and the gap of each
COMFORT = """([targets, four]) => {
  const page = document.scrollingElement, height = page.clientHeight, found = [];
  const say = (words, part) => found.push(`${words}: ${part.outerHTML.slice(0, 100)}`);
  const shown = {visibilityProperty: true, opacityProperty: true};
  const seen = (part) => part.getClientRects().length && part.checkVisibility(shown);
  const long = (part) => part.scrollHeight > part.clientHeight + 1;
  const fills = getComputedStyle(document.body).overflowY === "hidden";
  if (fills && long(page)) say(`${page.scrollHeight - height} px cut off at the end`, page);
  const panes = [...document.querySelectorAll("body :not(textarea, select)")]
    .filter((part) => long(part) && /auto|scroll/.test(getComputedStyle(part).overflowY) && seen(part));
  for (const pane of panes) {
    if (panes.some((other) => other !== pane && other.contains(pane))) say("scrolls inside what scrolls", pane);
    else if (!fills && long(page) && pane.clientHeight > height / 2) say("a second scroll bar", pane);
  }
  const top = document.querySelector("main").getBoundingClientRect().top;
  const most = height * (page.clientWidth > 480 ? 1 / 3 : 2 / 5);
  for (const header of [".page-header", "nav.tabs"].map((one) => document.querySelector(`main ${one}`))) {
    if (!header) continue;
    const end = header.getBoundingClientRect().bottom - top;
    if (end > most + 1) say(`ends ${Math.round(end)} px down, of ${height}`, header);
  }
  const messages = document.querySelector(".messages"), composer = document.querySelector(".chat-talk > .composer");
  if (messages && messages.clientHeight < four) say(`${messages.clientHeight} px for the messages`, messages);
  if (composer && composer.getBoundingClientRect().bottom > height) say("the composer ends below the frame", composer);
  for (const part of document.querySelectorAll(targets)) {
    if (!seen(part) || part.matches(".skip, .visually-hidden")) continue;
    part.scrollIntoView({block: "nearest", inline: "nearest"});
    const box = part.getClientRects()[0];
    const above = document.elementFromPoint(box.x + box.width / 2, box.y + box.height / 2);
    const mine = above && (part.contains(above) || above.contains(part) || above.control === part);
    if (!above) say("out of reach", part);
    else if (!mine) say(`covered by ${above.outerHTML.slice(0, 60)}`, part);
  }
  page.scrollTop = 0;
  return found;
}"""
LENGTH = "document.documentElement.scrollHeight"


def uncomfortable(page: Page, targets: str) -> list[str]:
    """What is wrong with the page at the size it has now. `targets` = the selector of what one presses or fills in."""
    return page.evaluate(COMFORT, [targets, FOUR_MESSAGES])


def grows(page: Page) -> list[str]:
    """The page in a portal that gives its frame the height that the page has: [] = it comes to rest."""
    width, lengths = page.viewport_size["width"], [page.evaluate(LENGTH)]
    for _ in range(2):
        page.set_viewport_size({"width": width, "height": lengths[-1]})
        lengths.append(page.evaluate(LENGTH))
        if lengths[-1] == lengths[-2]:
            return []
    return [f"grows with its frame: {lengths}"]
