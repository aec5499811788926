// Elements with data-poll="3000" receive the event `poll` (for hx-trigger="poll") that often, only while somebody can see the page.
// An element that is swapped for one without data-poll stops by itself.
const last = new WeakMap();

function beat() {
  if (document.hidden) return;
  const now = performance.now();
  for (const element of document.querySelectorAll("[data-poll]")) {
    if (!last.has(element)) last.set(element, now);
    if (now - last.get(element) < Number(element.dataset.poll) || element.classList.contains("htmx-request")) continue;
    last.set(element, now);
    element.dispatchEvent(new CustomEvent("poll"));
  }
}

setInterval(beat, 500);
document.addEventListener("visibilitychange", () => {
  if (!document.hidden) document.querySelectorAll("[data-poll]").forEach((element) => { last.set(element, -Infinity); });
  beat();
});
