// A double click sends once. The button keeps the focus: it is marked as busy, not disabled.
const busy = new Map();

function release(form) {
  clearTimeout(busy.get(form)?.timer);
  busy.get(form)?.button?.removeAttribute("aria-disabled");
  form.removeAttribute("aria-busy");
  busy.delete(form);
}

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.method !== "post" || form.hasAttribute("data-many")) return;
  if (busy.has(form)) {
    event.preventDefault();
    event.stopImmediatePropagation();
    return;
  }
  event.submitter?.setAttribute("aria-disabled", "true");
  form.setAttribute("aria-busy", "true");
  // A download answers without leaving the page: never stay locked.
  busy.set(form, { button: event.submitter, timer: setTimeout(() => release(form), 10000) });
}, true);

document.addEventListener("htmx:finally:request", (event) => {
  const source = event.detail.ctx?.sourceElement;
  const form = source?.closest?.("form");
  if (form && source === form && busy.has(form)) release(form);
  for (const gone of busy.keys()) if (!gone.isConnected) release(gone);
});
window.addEventListener("pageshow", () => [...busy.keys()].forEach(release));
