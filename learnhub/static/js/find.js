// The search box: `/` leads to it, and it offers what goes on from what was typed (the combobox pattern of ARIA APG).
// Without this module it is a plain form, and on the phone a link to the page of the search.

const box = document.querySelector("[data-find]");
const input = box.querySelector("input[name=q]");
const opener = box.querySelector(".find-open");
const KEYS_OFF = "lh-reader-keys-off"; // the reader's switch for single keys holds here, too
const WAIT_MS = 120;
const MOST_KNOWN = 50;

const list = document.createElement("ul");
const said = document.createElement("p");
const known = new Map();
let offered = [];
let active = -1;
let timer = 0;
let running = null;

function build() {
  Object.assign(list, { id: "find-offered", className: "find-offered", hidden: true });
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", box.dataset.label);
  said.className = "visually-hidden";
  said.setAttribute("role", "status");
  input.form.append(list, said);
  const attributes = { role: "combobox", autocomplete: "off", "aria-autocomplete": "list", "aria-expanded": "false", "aria-controls": list.id };
  for (const [name, value] of Object.entries(attributes)) input.setAttribute(name, value);
}

// --- what is offered ---

async function ask(typed) {
  if (known.has(typed)) return known.get(typed);
  running?.abort();
  running = new AbortController();
  const answer = await fetch(`${box.dataset.find}?q=${encodeURIComponent(typed)}`, {
    credentials: "same-origin", headers: { Accept: "application/json" }, signal: running.signal,
  });
  const found = answer.ok ? (await answer.json()).offered : [];
  if (known.size >= MOST_KNOWN) known.clear();
  if (found.length) known.set(typed, found);
  return found;
}

async function offer() {
  const typed = input.value.trim();
  const found = await ask(typed).catch(() => null); // nothing is offered while nobody answers; the form still searches
  if (found === null || input.value.trim() !== typed || document.activeElement !== input) return;
  offered = found;
  list.replaceChildren(...offered.map(option));
  said.textContent = box.dataset.count.replace("{count}", String(offered.length));
  show(offered.length > 0);
}

function option({ kind, words, note, lang }, index) {
  const line = document.createElement("li");
  line.id = `find-offered-${index}`;
  line.className = "find-option";
  line.setAttribute("role", "option");
  line.setAttribute("aria-selected", "false");
  line.append(part("find-option-words", words, lang), part("find-option-note", [box.getAttribute(`data-word-${kind}`), note].filter(Boolean).join(" · ")));
  return line;
}

function part(name, words, lang) {
  const made = document.createElement("span");
  made.className = name;
  made.textContent = words;
  if (lang) made.lang = lang;
  return made;
}

function show(open) {
  list.hidden = !open;
  input.setAttribute("aria-expanded", String(open));
  mark(-1);
  if (!open) said.textContent = "";
}

function mark(index) {
  list.children[active]?.setAttribute("aria-selected", "false");
  active = index;
  const line = list.children[active];
  if (!line) {
    input.removeAttribute("aria-activedescendant");
    return;
  }
  line.setAttribute("aria-selected", "true");
  line.scrollIntoView({ block: "nearest" });
  input.setAttribute("aria-activedescendant", line.id);
}

function soon() {
  clearTimeout(timer);
  timer = setTimeout(offer, WAIT_MS);
}

// --- keys ---

async function step(by) {
  if (list.hidden) await offer();
  if (list.hidden) return;
  const next = active + by; // before the first and behind the last one is back in the text
  mark(next === offered.length ? -1 : next === -2 ? offered.length - 1 : next);
}

function press(event) {
  if (event.isComposing) return; // the keys belong to whoever is typing Chinese
  if (event.key === "ArrowDown" || event.key === "ArrowUp") {
    event.preventDefault();
    step(event.key === "ArrowDown" ? 1 : -1);
  } else if (event.key === "Enter" && active >= 0) {
    event.preventDefault();
    location.assign(offered[active].to);
  } else if (event.key === "Escape") {
    if (!list.hidden) show(false);
    else fold();
  }
}

function keysAreOff() {
  try { return localStorage.getItem(KEYS_OFF) !== null; } catch { return false; }
}

function lead(event) {
  if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey || event.isComposing || keysAreOff()) return;
  if (event.target.closest("input, textarea, select, [contenteditable]")) return;
  event.preventDefault();
  unfold();
}

// --- where there is no room, the box lies over the bar while it is used ---

function unfold() {
  box.toggleAttribute("data-open", true);
  input.focus();
  input.select();
}

function fold() {
  if (!box.hasAttribute("data-open")) return;
  box.toggleAttribute("data-open", false);
  if (input.offsetParent === null) opener?.focus();
}

build();
input.addEventListener("input", (event) => { if (!event.isComposing) soon(); });
input.addEventListener("compositionend", soon);
input.addEventListener("keydown", press);
if (opener) input.addEventListener("focus", () => { if (!input.value) soon(); });
box.addEventListener("focusout", (event) => {
  if (box.contains(event.relatedTarget)) return;
  clearTimeout(timer);
  show(false);
  box.toggleAttribute("data-open", false);
});
list.addEventListener("pointerdown", (event) => event.preventDefault()); // the text keeps the focus
list.addEventListener("click", (event) => {
  const index = [...list.children].indexOf(event.target.closest("[role=option]"));
  if (index >= 0) location.assign(offered[index].to);
});
opener?.addEventListener("click", (event) => {
  if (event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  unfold();
});
box.querySelector(".find-close")?.addEventListener("click", fold);
document.addEventListener("keydown", lead);
