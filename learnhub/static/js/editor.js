// Makes the form of an article or of a lesson comfortable: tools, keys, a live preview, drafts that save themselves.
// Without this module the form's own buttons do all of it. What each part asks for stands in macros/editor.html.

import { Draft } from "./editor-draft.js";
import { Uploads } from "./editor-paste.js";
import { count, replaceAll, tools, undoLong } from "./editor-text.js";
import { Refused, sendForPiece } from "./wire.js";

const PREVIEW_MS = 1500;
const form = document.querySelector("[data-editor]");
const area = form.elements.namedItem("source");
const does = tools(area, form.dataset);
const preview = form.querySelector("[data-preview]");
const panel = form.querySelector("[data-conflict]");
const wide = matchMedia("(min-width: 1100px)");
let composing = false; // an input method is at work: its half-typed letters are nobody's text yet
let other = null;
let asking = "";
let shown = "";
let soon = 0;

let uploads = null;
const draft = new Draft(form, { busy: () => composing, conflict: showConflict, tidy: (text) => uploads?.without(text) ?? text });
uploads = new Uploads(form, area, draft);

form.addEventListener("compositionstart", () => { composing = true; });
form.addEventListener("compositionend", () => { composing = false; });

function showConflict(theirs) {
  other = theirs;
  panel.hidden = false;
  panel.querySelector("[data-conflict-words]").textContent = theirs.title ?? "";
  panel.querySelector("[data-their-title]").textContent = theirs.words.title;
  panel.querySelector("[data-their-source]").value = [theirs.words.source, theirs.words.gift].filter(Boolean).join("\n\n");
  panel.focus();
}

async function choose(mine) {
  panel.hidden = true;
  if (!mine) replaceAll(area, other.words.source);
  await draft.settle(other, { mine });
  area.focus();
}
panel.querySelector("[data-keep-mine]").addEventListener("click", () => choose(true));
panel.querySelector("[data-take-theirs]").addEventListener("click", () => choose(false));

// The toolbar is one stop for the tab key; arrows move inside it.
const bar = form.querySelector("[data-tools]");
bar.hidden = false;
bar.addEventListener("mousedown", (event) => event.preventDefault()); // the selection stays
bar.addEventListener("click", (event) => {
  const tool = event.target.closest("[data-tool]")?.dataset.tool;
  if (!tool || composing) return;
  if (tool === "picture") bar.querySelector("[data-file]").click();
  else use(tool);
});
bar.addEventListener("keydown", (event) => {
  const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
  if (!step) return;
  const all = [...bar.querySelectorAll("[data-tool]")];
  const next = all[(all.indexOf(document.activeElement) + step + all.length) % all.length];
  for (const each of all) each.tabIndex = each === next ? 0 : -1;
  next.focus();
});
bar.querySelector("[data-file]")?.addEventListener("change", (event) => {
  uploads.take([...event.target.files]);
  event.target.value = "";
});

function use(tool) {
  area.focus();
  does[tool]();
}

area.addEventListener("paste", (event) => !composing && uploads.paste(event));
area.addEventListener("dragover", (event) => {
  if (!form.dataset.filesUrl || !event.dataTransfer.types.includes("Files")) return;
  event.preventDefault();
  area.classList.add("editor-drop");
});
area.addEventListener("dragleave", () => area.classList.remove("editor-drop"));
area.addEventListener("drop", (event) => {
  area.classList.remove("editor-drop");
  if (!form.dataset.filesUrl || !event.dataTransfer.files.length) return;
  event.preventDefault();
  const place = document.caretPositionFromPoint?.(event.clientX, event.clientY);
  if (place?.offsetNode === area) area.setSelectionRange(place.offset, place.offset);
  uploads.take([...event.dataTransfer.files]);
});

async function toCheck() {
  if (!form.dataset.checkUrl) return;
  if (draft.dirty && !(await draft.save())) return; // the line of the state says why
  location.assign(form.dataset.checkUrl);
}

form.addEventListener("keydown", (event) => {
  if (event.isComposing || composing || !(event.ctrlKey || event.metaKey) || event.altKey) return;
  const key = event.key.toLowerCase();
  const tool = event.target === area ? { b: "bold", i: "italic", k: "link" }[key] : undefined;
  if (tool && !event.shiftKey) use(tool);
  else if (key === "z" && !event.shiftKey && event.target === area && undoLong(area)) event.preventDefault();
  else if (key === "s" && !event.shiftKey) draft.save();
  else if (key === "enter") toCheck();
  else return;
  event.preventDefault();
});

// Before the listener of forms.js, which would take the form for sent.
form.addEventListener("submit", (event) => {
  const act = event.submitter?.value ?? "save";
  if (act === "version" || act === "away") return;
  event.preventDefault();
  if (act === "check") toCheck();
  else if (act === "preview") show("preview");
  else draft.save();
}, { capture: true });

const views = { write: form.querySelector("#pane-write"), preview };
const tabs = form.querySelector("[data-tabs]");
preview.setAttribute("role", "tabpanel");
tabs.hidden = false;
form.dataset.wide = "yes";

function show(name) {
  for (const [each, pane] of Object.entries(views)) {
    const tab = tabs.querySelector(`#tab-${each}`);
    pane.hidden = each !== name && !wide.matches; // side by side there is nothing to choose
    tab.setAttribute("aria-selected", String(each === name));
    tab.tabIndex = each === name ? 0 : -1;
  }
  if (name === "preview") look();
}
tabs.addEventListener("click", (event) => event.target.id && show(event.target.id.slice(4)));
tabs.addEventListener("keydown", (event) => {
  if (event.key !== "ArrowRight" && event.key !== "ArrowLeft") return;
  const name = preview.hidden ? "preview" : "write";
  show(name);
  tabs.querySelector(`#tab-${name}`).focus();
});

async function look() {
  clearTimeout(soon);
  soon = 0;
  const body = draft.words();
  const text = JSON.stringify(body);
  if (text === shown || text === asking) return;
  asking = text;
  try {
    const page = new DOMParser().parseFromString(await sendForPiece(form.dataset.previewUrl, body), "text/html");
    if (text !== asking) return; // a later text was asked for meanwhile
    preview.replaceChildren(...page.body.childNodes);
    shown = text;
  } catch (problem) {
    // The text stays as it was shown last; the line of the state says why.
    if (problem instanceof Refused && problem.status === 401) draft.signedOut();
  } finally {
    if (text === asking) asking = "";
  }
}

const counter = form.querySelector("[data-count]");
function tell() {
  const { chars, words, minutes } = count(area.value);
  counter.textContent = counter.dataset.words.replace("{chars}", chars).replace("{words}", words).replace("{minutes}", minutes);
  if (wide.matches || !preview.hidden) soon ||= setTimeout(look, PREVIEW_MS);
}
form.addEventListener("input", tell); // questions and the title are shown, too
wide.addEventListener("change", () => { show("write"); tell(); });
show("write");
tell();

// A finding of the check leads to its line.
function toLine() {
  const line = Number(/^#line-(\d{1,7})$/.exec(location.hash)?.[1]);
  if (!line) return;
  show("write");
  const rows = area.value.split("\n");
  const start = rows.slice(0, line - 1).join("\n").length + (line > 1 ? 1 : 0);
  area.focus();
  area.setSelectionRange(start, start + (rows[line - 1] ?? "").length);
  area.scrollTop = (area.scrollHeight * (line - 1)) / rows.length - area.clientHeight / 3;
}
window.addEventListener("hashchange", toLine);
const about = form.querySelector(".editor-about");
if (about && location.hash === "#summary") about.open = true;
await draft.begin();
toLine();
