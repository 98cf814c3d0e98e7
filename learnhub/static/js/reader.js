// Finding one's way in a lesson: the section on screen, previous and next, the place one left, and keys for all of it.
// Without this module the contents and the links of the bar still lead everywhere; only keys and the exact place need it.

const article = document.getElementById("lesson");
const bar = document.getElementById("reading-bar");
export const sections = [...article.querySelectorAll("section[data-section]")];

const BLOCKS = "p, li, h2, h3, h4, pre, figure, tr, dt, dd";
const KEYS_OFF = "lh-reader-keys-off";
const PLACE = `lh-place-${article.dataset.lesson}`;

// A browser may refuse to keep anything; then only the convenience is lost.
function kept(name) {
  try { return localStorage.getItem(name); } catch { return null; }
}
function keep(name, value) {
  try {
    if (value === null) localStorage.removeItem(name);
    else localStorage.setItem(name, value);
  } catch { /* see above */ }
}

// The reading line stands at the top of the window at the top of the page and at its bottom at the end.
export function placeOnLine() {
  const most = document.documentElement.scrollHeight - innerHeight;
  const line = innerHeight * (most > 0 ? Math.min(1, Math.max(0, scrollY / most)) : 0.5);
  let place = sections.length ? 0 : -1;
  sections.forEach((section, index) => {
    if (section.getBoundingClientRect().top <= line) place = index;
  });
  return place;
}

let shown = null;
let chosen = null; // where a link or a key just led: its heading stands at the top, the reading line is elsewhere

function place() {
  return chosen ?? placeOnLine();
}

function show() {
  const now = place();
  if (now === shown) return;
  shown = now;
  for (const list of document.querySelectorAll("[data-toc]")) {
    [...list.querySelectorAll("a")].forEach((link, index) => {
      if (index === now) link.setAttribute("aria-current", "true");
      else link.removeAttribute("aria-current");
    });
  }
  turn("reading-previous", sections[now - 1]);
  turn("reading-next", sections[now + 1]);
}

function turn(id, section) {
  const link = document.getElementById(id);
  link.hidden = !section;
  if (section) link.href = `#${section.id}`;
}

function go(section) {
  if (!section) return;
  section.scrollIntoView({ block: "start" });
  chosen = sections.indexOf(section);
  show();
}

// --- the place one left: the server knows the section on every device, this browser the paragraph in it ---

function note() {
  const section = sections[placeOnLine()];
  if (!section) return;
  const blocks = [...section.querySelectorAll(BLOCKS)];
  const top = blocks.findLastIndex((block) => block.getBoundingClientRect().top <= 0);
  if (scrollY > 0) keep(PLACE, JSON.stringify([section.id, Math.max(top, 0)]));
}

function resume(event) {
  const [id, index] = JSON.parse(kept(PLACE) ?? "[]");
  const block = id === article.dataset.resume && document.getElementById(id)?.querySelectorAll(BLOCKS)[index];
  if (!block) return;
  event.preventDefault();
  block.scrollIntoView({ block: "start" });
  block.tabIndex = -1;
  block.focus({ preventScroll: true });
}

// --- keys ---

const help = document.getElementById("reading-keys");
const choice = document.getElementById("reading-keys-on");
const ACTS = {
  j: () => go(sections[place() + 1]),
  k: () => go(sections[place() - 1]),
  t: contents,
};

function contents() {
  const fold = document.querySelector(".toc-fold");
  const list = [...document.querySelectorAll("[data-toc]")].find((each) => each.offsetParent !== null);
  if (!list) fold.open = true;
  const target = list ?? fold.querySelector("[data-toc]");
  (target.querySelector("a[aria-current]") ?? target.querySelector("a"))?.focus();
}

function press(event) {
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
  if (event.target.closest("input, textarea, select, [contenteditable]")) return;
  if (event.key === "?") {
    help.open = !help.open;
    help.querySelector("summary").focus();
  } else if (choice.checked && ACTS[event.key]) {
    ACTS[event.key]();
  }
}

help.hidden = false;
choice.checked = kept(KEYS_OFF) === null;
choice.addEventListener("change", () => keep(KEYS_OFF, choice.checked ? null : "yes"));
document.addEventListener("keydown", press);
document.getElementById("resume")?.addEventListener("click", resume);
bar.querySelector(".reading-turn").addEventListener("click", (event) => {
  const link = event.target.closest("a");
  if (!link) return;
  event.preventDefault();
  history.replaceState(null, "", link.hash);
  go(document.getElementById(link.hash.slice(1)));
});
for (const kind of ["wheel", "touchmove", "pointerdown"]) addEventListener(kind, () => { chosen = null; }, { passive: true });
addEventListener("keydown", (event) => { if (/^(Arrow|Page|Home|End| )/.test(event.key)) chosen = null; });
addEventListener("scroll", show, { passive: true });
addEventListener("resize", show);
addEventListener("pagehide", note);
document.addEventListener("visibilitychange", () => { if (document.visibilityState === "hidden") note(); });
const printer = document.getElementById("print");
printer.hidden = false;
printer.addEventListener("click", () => print());
show();
