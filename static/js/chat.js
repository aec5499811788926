// The conversation stays at its end while one reads the end, and the list where it was; Enter sends; the box grows with the text.
const NEAR = 80;
const stuck = new Map();
const kept = new Map();
let answered = false; // who sends something wants to see it arrive, wherever they were reading
const logs = () => document.querySelectorAll("[data-stick-bottom]");
const lists = () => document.querySelectorAll("[data-keep-scroll]");
const atEnd = (log) => log.scrollHeight - log.scrollTop - log.clientHeight < NEAR;
const toEnd = (log) => { log.scrollTop = log.scrollHeight; };

function grow(box) {
  if (CSS.supports("field-sizing", "content")) return;
  box.style.height = "auto";
  box.style.height = `${box.scrollHeight + 2}px`;
}

// The first message in sight: it stays where it is, whatever comes before or after it.
function anchor(log) {
  const edge = log.getBoundingClientRect().top;
  const first = [...log.children].find((child) => child.id && child.getBoundingClientRect().bottom > edge);
  return first && { id: first.id, from: first.getBoundingClientRect().top - edge };
}

function hold(log, { id, from }) {
  const same = document.getElementById(id);
  if (same) log.scrollTop += same.getBoundingClientRect().top - log.getBoundingClientRect().top - from;
}

// What was typed and not sent waits while one takes the ticket, looks at another or changes one's mind about closing it.
// In this page's memory only: a draft may speak of a child.
const drafts = new Map();
const composer = () => document.querySelector("#composer-form textarea[name='text']");
const ticketOf = (box) => new URL(box.form.action).pathname;
const noteOf = (box) => box.form.querySelector("[type='checkbox'][name='note']");

function keepDraft(box, source) {
  if (box.value.trim() && source !== box.form) drafts.set(ticketOf(box), { text: box.value, note: noteOf(box)?.checked });
  else drafts.delete(ticketOf(box));
}

function restoreDraft(box) {
  const draft = drafts.get(ticketOf(box));
  if (!draft || box.value) return;
  box.value = draft.text;
  // A note for colleagues must not come back as a message to the family.
  if (noteOf(box)) noteOf(box).checked = draft.note;
}

function before(event) {
  if (composer()) keepDraft(composer(), event.detail.ctx?.sourceElement);
  stuck.clear();
  kept.clear();
  logs().forEach((log) => stuck.set(log.id, { log, end: atEnd(log), top: log.scrollTop, anchor: anchor(log) }));
  lists().forEach((list) => kept.set(list.id, list.scrollTop));
}

function after() {
  if (composer()) restoreDraft(composer());
  for (const log of logs()) {
    const was = stuck.get(log.id);
    // Another conversation opens at its end.
    const mine = answered && was?.log !== log;
    if (mine) answered = false;
    if (!was || was.end || mine || (was.anchor && !document.getElementById(was.anchor.id))) toEnd(log);
    else if (was.anchor) hold(log, was.anchor);
    else log.scrollTop = was.top;
  }
  for (const list of lists()) if (kept.has(list.id)) list.scrollTop = kept.get(list.id);
  document.querySelectorAll("[data-autosize]").forEach(grow);
}

document.addEventListener("htmx:before:swap", before);
document.addEventListener("htmx:after:swap", after);
document.addEventListener("submit", (event) => { if (event.target.matches(".composer, .template-form")) answered = true; });
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
