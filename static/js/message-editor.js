// The message editor: formatting buttons, variables, the counter in UTF-16 units (what WhatsApp's limit counts).
import { typeInto } from "./caret.js";

const brazilian = new Intl.NumberFormat("pt-BR");
const spoken = new WeakMap();

function wrap(box, mark) {
  const chosen = box.value.slice(box.selectionStart, box.selectionEnd);
  const text = chosen.trim();
  // WhatsApp ignores a mark that touches a space: the spaces stay outside.
  const before = chosen.slice(0, chosen.length - chosen.trimStart().length);
  const after = text ? chosen.slice(chosen.trimEnd().length) : "";
  const start = before.length + mark.length;
  typeInto(box, before + mark + text + mark + after, start, start + text.length);
}

function count(box) {
  const editor = box.closest(".editor");
  const counter = editor?.querySelector("[data-counter]");
  if (!counter) return;
  const limit = Number(editor.dataset.limit);
  const over = box.value.length - limit;
  counter.classList.toggle("over", over > 0);
  counter.textContent = over > 0
    ? `${brazilian.format(over)} ${over === 1 ? "caractere" : "caracteres"} além do limite de ${brazilian.format(limit)}`
    : `${brazilian.format(box.value.length)} de ${brazilian.format(limit)}`;
}

function speakLater(box) {
  const region = box.closest(".editor")?.querySelector("[data-counter-spoken]");
  if (!region) return;
  clearTimeout(spoken.get(region));
  spoken.set(region, setTimeout(() => { region.textContent = region.parentElement.querySelector("[data-counter]").textContent; }, 1000));
}

function wake() {
  for (const part of document.querySelectorAll(".editor-tools[hidden], .editor .chips[hidden]")) part.hidden = false;
  document.querySelectorAll(".editor textarea").forEach(count);
}

document.addEventListener("click", (event) => {
  const tool = event.target.closest("[data-format], [data-insert]");
  const box = tool?.closest(".editor")?.querySelector("textarea");
  if (!box) return;
  if (tool.dataset.format) wrap(box, tool.dataset.format);
  else typeInto(box, tool.dataset.insert);
});
document.addEventListener("keydown", (event) => {
  const mark = { b: "*", i: "_" }[event.key.toLowerCase()];
  if (!mark || !(event.ctrlKey || event.metaKey) || event.altKey || event.shiftKey || !event.target.matches?.(".editor textarea")) return;
  event.preventDefault();
  wrap(event.target, mark);
});
document.addEventListener("input", (event) => {
  if (!event.target.matches?.(".editor textarea")) return;
  count(event.target);
  speakLater(event.target);
});
document.addEventListener("htmx:after:swap", wake);
wake();
