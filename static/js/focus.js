// Where the keyboard goes: to the summary of a refused form, to the field that a summary names, to the heading of a new page; dialogs.
const isLost = () => !document.activeElement || document.activeElement === document.body;

function focusNewPage(event) {
  const page = document.getElementById("page");
  const swapped = event.detail.ctx?.target;
  if (!page || (swapped !== page && swapped !== document.body)) return;
  const summary = page.querySelector(".error-summary");
  if (summary) return summary.focus();
  if (!isLost()) return;
  const heading = page.querySelector("[autofocus]") || page.querySelector("h1") || page;
  if (!heading.hasAttribute("tabindex") && heading.matches("h1")) heading.tabIndex = -1;
  heading.focus({ preventScroll: true });
}

function followSummary(event) {
  const link = event.target.closest(".error-summary a[href^='#']");
  const field = link && document.getElementById(link.hash.slice(1));
  if (!field) return;
  event.preventDefault();
  const control = field.matches("input, select, textarea") ? field : field.querySelector("input:checked, input, select, textarea") || field;
  control.focus({ preventScroll: true });
  (control.closest(".field") || control).scrollIntoView({ block: "center" });
}

function dialogs(event) {
  const opener = event.target.closest("[data-dialog]");
  if (opener) document.querySelector(opener.dataset.dialog)?.showModal();
  const closer = event.target.closest("[data-dialog-close]");
  if (closer) closer.closest("dialog")?.close();
}

function closeAccount(event) {
  const open = document.querySelector("details.me[open]");
  if (!open || (event.type === "click" && open.contains(event.target))) return;
  if (event.type === "keydown" && event.key !== "Escape") return;
  open.open = false;
  if (event.type === "keydown") open.querySelector("summary").focus();
}

document.addEventListener("htmx:after:swap", focusNewPage);
document.addEventListener("click", followSummary);
document.addEventListener("click", dialogs);
document.addEventListener("click", closeAccount);
document.addEventListener("keydown", closeAccount);
document.querySelector(".error-summary")?.focus();
