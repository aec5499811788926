// A long list of ticks is searched while one types: data-find-in="#list" on the box. What is ticked stays in sight.
const plain = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase().replace(/[\s.ºª°-]/gu, "");

function find(box) {
  const list = document.querySelector(box.dataset.findIn);
  if (!list) return;
  const wanted = plain(box.value);
  let found = 0, heading = null;
  for (const row of list.children) {
    const tick = row.querySelector("input");
    if (!tick) { heading = row; row.hidden = true; continue; }
    const fits = plain(row.querySelector("bdi").textContent).includes(wanted);
    found += fits;
    row.hidden = !fits && !tick.checked;
    if (heading && !row.hidden) heading.hidden = false;
  }
  const said = box.parentElement.querySelector("[data-find-said]");
  if (said) said.textContent = wanted ? (found ? `${found} na lista` : "Nada com este nome") : "";
}

const ready = () => document.querySelectorAll("[data-find-in]").forEach((box) => { box.parentElement.hidden = false; });

// Nothing but this list is told: the message itself did not change. Enter would send the whole form.
document.addEventListener("input", (event) => {
  if (!event.target.matches?.("[data-find-in]")) return;
  event.stopPropagation();
  find(event.target);
}, true);
document.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && event.target.matches?.("[data-find-in]")) event.preventDefault();
}, true);
document.addEventListener("htmx:after:swap", ready);
ready();
