// Unsaved changes: the bar that says so, and the question before leaving. Forms ask for it with data-dirty-check.
const leaving = new WeakSet();
let letGo = false;

function changed(control) {
  if (!control.name || control.type === "hidden" || control.type === "submit") return false;
  if (control.type === "checkbox" || control.type === "radio") return control.checked !== control.defaultChecked;
  if (control.tagName !== "SELECT") return control.value !== control.defaultValue;
  const wanted = [...control.options].findIndex((option) => option.defaultSelected);
  return control.selectedIndex !== Math.max(wanted, 0);
}

// A refused form holds what was typed as its starting values: it is unsaved from the first moment.
const isDirty = (form) => !leaving.has(form) && (form.hasAttribute("data-unsaved") || form.querySelector("[aria-invalid='true']") !== null || [...form.elements].some(changed));
const dirtyForms = () => [...document.querySelectorAll("form[data-dirty-check]")].filter(isDirty);

function show(form) {
  const dirty = isDirty(form);
  const text = form.querySelector("[data-dirty-text]");
  const words = dirty ? "Você tem alterações não salvas" : "";
  if (text && text.textContent !== words) text.textContent = words;
  form.querySelectorAll("[data-dirty-discard]").forEach((link) => { link.hidden = !dirty; });
}

const showAll = () => document.querySelectorAll("form[data-dirty-check]").forEach(show);

function askBeforeLeaving(event) {
  const link = event.target.closest("a[href]");
  if (!link || letGo || event.button || event.ctrlKey || event.metaKey || event.shiftKey || link.target === "_blank") return;
  if (link.hasAttribute("download") || link.getAttribute("href").startsWith("#")) return;
  const forms = dirtyForms();
  if (!forms.length) return;
  if (link.hasAttribute("data-dirty-discard")) return forms.forEach((form) => leaving.add(form));
  event.preventDefault();
  event.stopImmediatePropagation();
  const dialog = document.getElementById("leave");
  dialog.returnValue = "";
  dialog.addEventListener("close", () => {
    if (dialog.returnValue !== "leave") return link.focus();
    forms.forEach((form) => leaving.add(form));
    letGo = true;
    link.click();
    letGo = false;
  }, { once: true });
  dialog.showModal();
}

document.addEventListener("click", askBeforeLeaving, true);
for (const name of ["input", "change"]) document.addEventListener(name, (event) => event.target.form?.matches?.("[data-dirty-check]") && show(event.target.form));
document.addEventListener("submit", (event) => { if (event.target.matches("[data-dirty-check]")) leaving.add(event.target); }, true);
document.addEventListener("htmx:finally:request", (event) => {
  // Saving failed on the way: the form is still here, and still unsaved.
  const source = event.detail.ctx?.sourceElement;
  if (source?.matches?.("form[data-dirty-check]")) leaving.delete(source);
  showAll();
});
window.addEventListener("beforeunload", (event) => { if (dirtyForms().length) event.preventDefault(); });
window.addEventListener("pageshow", showAll);
showAll();
