// The emoji picker: Portuguese search that ignores accents, groups, the whole keyboard. Its list is fetched from our own server at the first opening.
import { typeInto } from "./caret.js";

const LIST = new URL("../vendor/emoji-pt-1.8.0.json", import.meta.url);
const fold = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
let groups;
let open;

async function load() {
  if (groups) return groups;
  const answer = await fetch(LIST);
  if (!answer.ok) throw new Error(answer.status);
  const raw = await answer.json();
  groups = raw.map(({ group, emoji }) => ({ group, emoji: emoji.map(([sign, name, tags]) => ({ sign, name, words: " " + fold(`${name} ${tags}`) })) }));
  return groups;
}

function make(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  element.append(...children);
  return element;
}

function section({ group, emoji }) {
  const grid = make("div", { class: "emoji-grid" });
  for (const { sign, name } of emoji) grid.append(make("button", { type: "button", tabindex: "-1", "data-sign": sign, "aria-label": name, title: name }, sign));
  return [make("h3", {}, group), grid];
}

function fill() {
  const terms = fold(open.find.value).split(/\s+/).filter(Boolean);
  const chosen = open.group.value;
  const found = groups.filter(({ group }) => !chosen || group === chosen)
    .map(({ group, emoji }) => ({ group, emoji: emoji.filter(({ words }) => terms.every((term) => words.includes(" " + term))) }))
    .filter(({ emoji }) => emoji.length);
  open.list.replaceChildren(...found.flatMap(section));
  open.list.querySelector("button")?.setAttribute("tabindex", "0");
  open.list.scrollTop = 0;
  const total = found.reduce((sum, { emoji }) => sum + emoji.length, 0);
  open.say.textContent = terms.length || chosen ? (total === 0 ? "Nenhum emoji com esse nome" : total === 1 ? "1 emoji" : `${total} emojis`) : "";
}

function close(toButton) {
  if (!open) return;
  const { popover, button } = open;
  open = undefined;
  popover.remove();
  button.setAttribute("aria-expanded", "false");
  if (toButton) button.focus();
}

function show(button, box) {
  const find = make("input", { type: "search", placeholder: "Buscar", "aria-label": "Buscar emoji", autocomplete: "off" });
  const group = make("select", { "aria-label": "Grupo de emojis" }, make("option", { value: "" }, "Todos"), ...groups.map((one) => make("option", {}, one.group)));
  const list = make("div", { class: "emoji-list" });
  const say = make("p", { class: "emoji-name", role: "status" });
  const popover = make("div", { class: "emoji-popover", role: "dialog", "aria-label": "Inserir emoji" }, make("div", { class: "emoji-find" }, find, group), list, say);
  open = { button, box, popover, find, group, list, say };
  button.setAttribute("aria-expanded", "true");
  (button.closest(".emoji-anchor") || button.parentElement).append(popover);
  fill();
  // Near the right edge the popover would widen the page.
  const beyond = popover.getBoundingClientRect().right - document.documentElement.clientWidth + 12;
  if (beyond > 0) popover.style.left = `${-beyond}px`;
  popover.scrollIntoView({ block: "nearest" });
  find.focus({ preventScroll: true });
}

async function toggle(button) {
  const wasOpen = open?.button === button;
  close();
  const box = document.getElementById(button.dataset.emojiFor);
  if (wasOpen || !box) return button.focus();
  try {
    await load();
  } catch {
    button.title = "A lista de emojis não abriu. Tente de novo.";
    return;
  }
  show(button, box);
}

function move(current, key) {
  const all = [...open.list.querySelectorAll("button")];
  const at = all.indexOf(current);
  const row = (button) => button.getBoundingClientRect();
  let next = { ArrowRight: all[at + 1], ArrowLeft: all[at - 1], Home: all[0], End: all.at(-1) }[key];
  if (key === "ArrowDown" || key === "ArrowUp") {
    const here = row(current);
    const beyond = key === "ArrowDown" ? all.slice(at).filter((one) => row(one).top > here.top + 4) : all.slice(0, at).reverse().filter((one) => row(one).top < here.top - 4);
    if (!beyond.length && key === "ArrowUp") return open.find.focus();
    const line = beyond.filter((one) => Math.abs(row(one).top - row(beyond[0]).top) < 4);
    next = line.sort((a, b) => Math.abs(row(a).left - here.left) - Math.abs(row(b).left - here.left))[0];
  }
  if (!next) return;
  current.tabIndex = -1;
  next.tabIndex = 0;
  next.focus();
}

function onKey(event) {
  if (!open) return;
  if (event.key === "Escape") {
    event.preventDefault();
    event.stopPropagation();
    return close(true);
  }
  if (!open.popover.contains(event.target)) return;
  const first = open.list.querySelector("button[tabindex='0']");
  if (event.target === open.find) {
    if (event.key === "Enter") event.preventDefault();
    if (event.key === "Enter" && open.find.value.trim() && first) first.click();
    if (event.key === "ArrowDown" && first) { event.preventDefault(); first.focus(); }
  } else if (event.target.dataset.sign && /^(Arrow|Home|End)/.test(event.key)) {
    event.preventDefault();
    move(event.target, event.key);
  }
}

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-emoji-for]");
  if (button) return toggle(button);
  const sign = open && event.target.closest("[data-sign]")?.dataset.sign;
  if (sign) {
    const { box } = open;
    close();
    return typeInto(box, sign);
  }
  if (open && !open.popover.contains(event.target)) close();
});
document.addEventListener("keydown", onKey, true);
document.addEventListener("focusin", (event) => {
  if (!open) return;
  if (!open.popover.contains(event.target) && event.target !== open.button) return close();
  if (event.target.dataset.sign) open.say.textContent = event.target.title;
});
document.addEventListener("pointerover", (event) => { if (open && event.target.dataset?.sign) open.say.textContent = event.target.title; });
// The search box of the picker lives inside somebody's form: its typing is no change of that form.
document.addEventListener("input", (event) => {
  if (!open || (event.target !== open.find && event.target !== open.group)) return;
  event.stopPropagation();
  fill();
}, true);
document.addEventListener("htmx:after:swap", () => { if (open && !open.popover.isConnected) open = undefined; });
