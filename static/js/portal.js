// Inside the school's portal: tells the page around it the title of this one and the height that it needs. Nothing else,
// and nobody else: the addresses are those of EMBED_ORIGINS, and the browser delivers to exactly these.
// The message is {type: "workchat:page", title: "Gerais · Configurações · WorkChat", height: 1240}, the height in CSS pixels.
// A page whose title names somebody says with data-told what it is: the portal need not know to whom the school is talking.
const portals = document.querySelector('meta[name="workchat-portals"]')?.content.split(" ") ?? [];
const LEAST = 600; // under it the menu and the Chat, which fills whatever it gets, are not comfortable
let told = "";

// Counted from what is on the page, never from the frame: a portal that gives the height we ask for must come to rest.
function height() {
  const page = document.querySelector("#page"), aside = document.querySelector("#aside");
  if (getComputedStyle(document.body).overflowY === "hidden") return LEAST; // it fills whatever it gets: the Chat, the simulator
  const below = aside.getBoundingClientRect().top >= page.getBoundingClientRect().bottom;
  const both = below ? needs(page) + needs(aside) : Math.max(needs(page), needs(aside));
  return Math.max(LEAST, Math.ceil(page.offsetTop + both + padding(page.closest(".content"))));
}

// What is in a box, without the room that the frame left over: boxes are stretched to fill it.
function needs(box) {
  const parts = [...box.children].filter((part) => !part.matches("dialog"));
  if (!parts.length) return 0;
  const inside = parts.map((part) => part.matches(".auth") ? middle(part) : part.getBoundingClientRect().bottom);
  return Math.max(...inside) - box.getBoundingClientRect().top + padding(box);
}

// The sign-in stands in the middle of a stretched box: it needs its card and what is around the card.
function middle(part) {
  const inside = [...part.children].map((child) => child.getBoundingClientRect());
  return part.getBoundingClientRect().top + inside.at(-1).bottom - inside[0].top;
}

const padding = (box) => parseFloat(getComputedStyle(box).paddingBottom);

function title() {
  const kind = document.querySelector("#page [data-told]")?.dataset.told;
  return kind ? `${kind} · WorkChat` : document.title;
}

function tell() {
  const message = { type: "workchat:page", title: title(), height: height() };
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
