// Buttons with data-copy="#id" copy that element's text or value, and say so.
async function copy(text, source) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    // Inside a portal's iframe the clipboard may be refused: select the text, the old command often still works.
    if (source.select) source.select();
    else getSelection().selectAllChildren(source);
    return document.execCommand("copy");
  }
}

document.addEventListener("click", async (event) => {
  const button = event.target.closest("[data-copy]");
  const source = button && document.querySelector(button.dataset.copy);
  if (!source) return;
  const done = await copy(source.value ?? source.textContent.trim(), source);
  const before = button.dataset.label ??= button.textContent;
  button.setAttribute("aria-live", "polite");
  button.textContent = done ? "Copiado" : "Use Ctrl+C";
  setTimeout(() => { button.textContent = before; }, 2500);
});
