// The reading meter: reports what was on screen and which inputs there were; the server's rule decides what counts.
import { placeOnLine, sections } from "./reader.js";

const setup = document.getElementById("meter");
const article = document.getElementById("lesson");
const bar = document.getElementById("reading-bar");
const words = setup.dataset;
const LONGEST_WAIT_S = 60;

let sitting = null; // {id, nonce, seq, arrived}
let seen = [], inputs = [], hidden = [];
let current = null, hiddenSince = null, lastInput = -1000;
let inFlight = null, timer = null, beatS = 15, failures = 0, ended = false;
const counted = {}, read = new Set(), ends = new Set();
// [expected minutes, counted ms, read] of each section, in their order.
const plan = JSON.parse(words.sections);
sections.forEach((section, place) => {
  counted[section.dataset.section] = plan[place]?.[1] ?? 0;
  if (plan[place]?.[2]) read.add(section.dataset.section);
});

const now = () => Math.floor(performance.now() - sitting.arrived);

function show(state, text) {
  bar.dataset.state = state;
  const place = document.getElementById("reading-words");
  if (place.textContent !== text) place.textContent = text;
}

function sectionOnLine() {
  for (const section of sections) {
    if (section.getBoundingClientRect().bottom <= innerHeight + 1) ends.add(section.dataset.section);
  }
  return sections[placeOnLine()]?.dataset.section ?? null;
}

function note() {
  if (!sitting || ended) return;
  const at = now();
  if (current && at > current.from) seen.push([current.section, current.from, at, ends.has(current.section)]);
  current = null;
  if (document.visibilityState !== "visible") return;
  const section = sectionOnLine();
  if (section) current = { section, from: at };
}

function look() {
  if (!sitting || document.visibilityState !== "visible") return;
  const section = sectionOnLine();
  if (!current || current.section !== section) note();
  showSection(section);
}

function minutesAndSeconds(ms) {
  const all = Math.floor(ms / 1000);
  return `${Math.floor(all / 60)}:${String(all % 60).padStart(2, "0")}`;
}

function showSection(section) {
  const place = sections.findIndex((each) => each.dataset.section === section);
  if (place < 0) return;
  const expected = plan[place]?.[0];
  let text = words.section.replace("{expected}", expected).replace("{counted}", minutesAndSeconds(counted[section] || 0));
  text += " · " + (read.has(section) ? words.read : ends.has(section) ? words.more : words.last);
  document.getElementById("reading-section").textContent = text;
}

function input() {
  if (!sitting || ended || document.visibilityState !== "visible") return;
  const at = now();
  if (at - lastInput < 1000) return;
  lastInput = at;
  inputs.push(at);
}

function take(closing) {
  note();
  const beat = { nonce: sitting.nonce, mono_ms: now(), seen, inputs, hidden: [...hidden] };
  if (hiddenSince !== null) beat.hidden.push([hiddenSince, beat.mono_ms]);
  if (closing) beat.close = true;
  seen = []; inputs = []; hidden = [];
  if (hiddenSince !== null) hiddenSince = beat.mono_ms;
  return { seq: sitting.seq, beat };
}

// One beat is on its way at a time; the same one is sent again until it is answered, so nothing is counted twice or lost.
async function send(closing = false) {
  if (!sitting || ended) return;
  if (inFlight && inFlight.busy) return;
  if (!inFlight) inFlight = take(closing);
  const mine = inFlight;
  mine.busy = true;
  try {
    const answer = await fetch(`${words.open}/${sitting.id}/beats/${mine.seq}`, {
      method: "PUT", keepalive: true, credentials: "same-origin",
      headers: { "Content-Type": "application/json", Accept: "application/json", "X-CSRFToken": words.csrf },
      body: JSON.stringify(mine.beat),
    });
    if (answer.ok) accepted(await answer.json());
    else refused(answer.status);
  } catch {
    failures += 1;
    show("offline", words.offline);
  } finally {
    mine.busy = false;
  }
  schedule();
}

function accepted(answer) {
  inFlight = null;
  failures = 0;
  if (answer.next_nonce) {
    sitting.nonce = answer.next_nonce;
    sitting.seq = answer.seq + 1;
    beatS = answer.next_beat_s;
  }
  Object.assign(counted, answer.sections || {});
  (answer.read || []).forEach((section) => read.add(section));
  progress();
  document.getElementById("reading-saved").textContent = words.saved.replace("{time}", new Date().toTimeString().slice(0, 5));
  if (answer.reason === "ended") return moved();
  if (answer.verdict === "counting") show("counting", words.counting);
  else show("paused", answer.reason === "hidden" || answer.reason === "not_reported" ? words.hidden : words.idle);
}

function progress() {
  const done = sections.filter((section) => read.has(section.dataset.section)).length;
  const count = document.getElementById("reading-count");
  if (count) count.textContent = `${done}/${sections.length}`;
  const line = document.querySelector("#reading-line rect");
  if (line) line.setAttribute("width", `${(100 * done) / Math.max(1, sections.length)}%`);
  document.querySelectorAll("[data-toc]").forEach((list) => {
    [...list.querySelectorAll("a")].forEach((link, index) => {
      if (!sections[index] || !read.has(sections[index].dataset.section) || link.classList.contains("toc-read")) return;
      link.className = "toc-read";
      const said = document.createElement("span");
      said.className = "visually-hidden";
      said.textContent = words.already;
      link.querySelector(".toc-measure").replaceChildren("✓", said);
    });
  });
}

function refused(status) {
  if (status === 401) { ended = true; show("off", words.signin); }
  else if (status === 409 || status === 404 || status === 422) moved();
  else { failures += 1; show("offline", words.offline); }
}

function moved() {
  ended = true;
  show("off", words.moved);
  const again = document.createElement("button");
  again.type = "button";
  again.className = "btn btn-plain btn-small";
  again.textContent = words.here;
  again.addEventListener("click", open);
  document.getElementById("reading-saved").replaceChildren(again);
}

function schedule() {
  clearTimeout(timer);
  if (ended) return;
  const wait = failures ? Math.min(LONGEST_WAIT_S, 2 ** failures) : beatS;
  timer = setTimeout(() => send(), wait * 1000);
}

async function open() {
  show("off", words.opening);
  try {
    const answer = await fetch(words.open, {
      method: "POST", credentials: "same-origin",
      headers: { "Content-Type": "application/json", Accept: "application/json", "X-CSRFToken": words.csrf },
      body: JSON.stringify({ lesson_version: Number(article.dataset.lessonVersion) }),
    });
    if (!answer.ok) return refused(answer.status);
    const opened = await answer.json();
    sitting = { id: opened.sitting, nonce: opened.nonce, seq: 1, arrived: performance.now() };
  } catch {
    failures += 1;
    show("offline", words.offline);
    setTimeout(open, Math.min(LONGEST_WAIT_S, 2 ** failures) * 1000);
    return;
  }
  seen = []; inputs = []; hidden = []; current = null; inFlight = null; ended = false; failures = 0; lastInput = -1000;
  hiddenSince = document.visibilityState === "visible" ? null : 0;
  beatS = 15;
  document.getElementById("reading-saved").textContent = "";
  show("paused", words.ready);
  look();
  schedule();
}

document.addEventListener("visibilitychange", () => {
  if (!sitting || ended) return;
  note();
  if (document.visibilityState === "hidden") { hiddenSince = now(); send(); }
  else if (hiddenSince !== null) { hidden.push([hiddenSince, now()]); hiddenSince = null; look(); }
});
addEventListener("pagehide", () => { if (sitting && !ended) { send(true); ended = true; } });
addEventListener("pageshow", (event) => { if (event.persisted) open(); });
addEventListener("scroll", () => { input(); look(); }, { passive: true });
addEventListener("resize", look);
for (const kind of ["touchmove", "keydown", "selectionchange"]) {
  document.addEventListener(kind, (event) => { if (event.isTrusted) input(); }, { passive: true });
}
document.querySelectorAll("[data-toc]").forEach((list) => list.addEventListener("click", (event) => { if (event.isTrusted) input(); }));
setInterval(() => { if (sitting && !ended) look(); }, 1000);
open();
