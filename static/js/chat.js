// The conversation stays at its end while one reads the end; Enter sends; the box grows with the text.
const NEAR = 80;
const stuck = new Map();
const logs = () => document.querySelectorAll("[data-stick-bottom]");
const atEnd = (log) => log.scrollHeight - log.scrollTop - log.clientHeight < NEAR;
const toEnd = (log) => { log.scrollTop = log.scrollHeight; };

function grow(box) {
  if (CSS.supports("field-sizing", "content")) return;
  box.style.height = "auto";
  box.style.height = `${box.scrollHeight + 2}px`;
}

function before() {
  stuck.clear();
  logs().forEach((log) => stuck.set(log.id, { log, end: atEnd(log), top: log.scrollTop }));
}

function after() {
  for (const log of logs()) {
    const was = stuck.get(log.id);
    // An unknown log is another conversation: it opens at its end.
    if (!was || was.end) toEnd(log);
    else if (was.log !== log) log.scrollTop = was.top;
  }
  document.querySelectorAll("[data-autosize]").forEach(grow);
}

document.addEventListener("htmx:before:swap", before);
document.addEventListener("htmx:after:swap", after);
document.addEventListener("input", (event) => { if (event.target.matches?.("[data-autosize]")) grow(event.target); });
document.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || event.shiftKey || event.altKey || event.isComposing || !event.target.matches?.("[data-send-on-enter]")) return;
  const asked = event.ctrlKey || event.metaKey;
  // On a phone's keyboard Enter is the only way to a new line.
  if (!asked && matchMedia("(pointer: coarse)").matches) return;
  event.preventDefault();
  if (event.target.value.trim()) event.target.form.requestSubmit();
});
window.addEventListener("pageshow", after);
after();
