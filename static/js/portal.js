// Inside the school's portal: tells the page around it the title of this one and the height that it needs. Nothing else,
// and nobody else: the addresses are those of EMBED_ORIGINS, and the browser delivers to exactly these.
// The message is {type: "workchat:page", title: "Gerais · WorkChat", height: 1240}, the height in CSS pixels.
const portals = document.querySelector('meta[name="workchat-portals"]')?.content.split(" ") ?? [];
const LEAST = 600; // under it the menu and the Chat, which fills whatever it gets, are not comfortable
let told = "";

// Counted from what is on the page, never from the frame: a portal that gives the height we ask for must come to rest.
function height() {
  const page = document.querySelector("#page");
  if (page.querySelector(".chat")) return LEAST;
  const parts = [page, document.querySelector("#aside")].flatMap((box) => [...box.children]);
  const lowest = Math.max(0, ...parts.filter((part) => !part.matches("dialog")).map(bottom)) - page.getBoundingClientRect().top;
  const edges = [page, page.closest(".content")].map((box) => parseFloat(getComputedStyle(box).paddingBottom));
  return Math.max(LEAST, Math.ceil(page.offsetTop + lowest + edges[0] + edges[1]));
}

// The sign-in is stretched to the frame, with its card in the middle: it needs what the card and its neighbours need.
function bottom(part) {
  const box = part.getBoundingClientRect();
  if (!part.matches(".auth")) return box.bottom;
  const inside = [...part.children].map((child) => child.getBoundingClientRect());
  return box.top + inside.at(-1).bottom - inside[0].top;
}

function tell() {
  const message = { type: "workchat:page", title: document.title, height: height() };
  if (JSON.stringify(message) === told) return;
  told = JSON.stringify(message);
  const around = location.ancestorOrigins?.[0]; // where the browser says who is around us, nobody else is tried in vain
  for (const portal of portals) if (!around || around === portal) window.parent.postMessage(message, portal);
}

if (portals.length && window.parent !== window) {
  const sizes = new ResizeObserver(tell);
  const watch = () => {
    sizes.disconnect(); // what was swapped away is let go
    for (const part of document.querySelectorAll("#page, :is(#page, #aside, #alerts, #notices) > *")) sizes.observe(part);
    tell();
  };
  document.addEventListener("htmx:after:swap", watch);
  new MutationObserver(tell).observe(document.querySelector("title"), { childList: true, characterData: true, subtree: true });
  watch();
}
