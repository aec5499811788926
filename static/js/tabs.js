// Where the tabs scroll sideways, the current one is brought into sight, and the one that the keyboard reaches.
function follow(event) {
  event.target.closest?.("nav.tabs a")?.scrollIntoView({ block: "nearest", inline: "nearest" });
}

function show() {
  for (const bar of document.querySelectorAll("nav.tabs")) {
    const current = bar.querySelector("[aria-current]")?.getBoundingClientRect();
    const room = bar.getBoundingClientRect();
    if (current && bar.scrollWidth > bar.clientWidth) bar.scrollLeft += current.left + current.width / 2 - room.left - room.width / 2;
  }
}

document.addEventListener("htmx:after:swap", show);
window.addEventListener("resize", show);
document.addEventListener("focusin", follow);
show();
