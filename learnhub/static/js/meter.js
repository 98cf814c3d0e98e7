// The reading meter: reports what was on screen and which inputs there were; the server's rule decides what counts.
// Beats go through a queue (beats.js), so that reading goes on without a network, and nothing is lost by a reload.
import { sendAnswers } from "./answers.js";
import { Queue, sendEarlier } from "./beats.js";
import { channel, keeper } from "./keep.js";
import { placeOnLine, sections } from "./reader.js";
import { Refused, send, waitMs } from "./wire.js";

const setup = document.getElementById("meter");
const article = document.getElementById("lesson");
const bar = document.getElementById("reading-bar");
const said = document.getElementById("reading-said");
const words = setup.dataset;
const FROZEN_MS = 10000;

let queue = null; // of the open sitting
let arrived = 0, seen = [], inputs = [], hidden = [];
let current = null, hiddenSince = null, lastInput = -1000, lastLook = 0;
let timer = null, retry = null, beatS = 15, failures = 0, clashed = false;
let opening = false, ended = true; // no sitting goes on
let over = false; // and none begins by itself: the reader decides where to read
let told = ""; // what a screen reader heard last
const counted = {}, read = new Set(), ends = new Set();
// [expected minutes, counted ms, read] of each section, in their order.
const plan = JSON.parse(words.sections);
sections.forEach((section, place) => {
  counted[section.dataset.section] = plan[place]?.[1] ?? 0;
  if (plan[place]?.[2]) read.add(section.dataset.section);
});

const now = () => Math.floor(performance.now() - arrived);
const visible = () => document.visibilityState === "visible";
const byId = (id) => document.getElementById(id);

// --- what the bar says; only a change of the connection, the end and the goal are spoken ---

function show(state, text, { aloud = false } = {}) {
  bar.dataset.state = state;
  const place = byId("reading-words");
  if (place.textContent !== text) place.textContent = text;
  if (aloud) say(text);
}

function say(text) {
  if (told === text) return;
  told = text;
  said.textContent = text;
}

function beside(...parts) {
  byId("reading-saved").replaceChildren(...parts);
}

function minutesAndSeconds(ms) {
  const all = Math.floor(ms / 1000);
  return `${Math.floor(all / 60)}:${String(all % 60).padStart(2, "0")}`;
}

function waits() {
  const text = keeper.durable ? words.kept : words.keptOpen;
  beside(text.replace("{time}", minutesAndSeconds(queue?.ms ?? 0)));
}

function showSection(section) {
  const place = sections.findIndex((each) => each.dataset.section === section);
  if (place < 0) return;
  const expected = plan[place]?.[0];
  let text = words.section.replace("{expected}", expected).replace("{counted}", minutesAndSeconds(counted[section] || 0));
  text += " · " + (read.has(section) ? words.read : ends.has(section) ? words.more : words.last);
  byId("reading-section").textContent = text;
}

function progress() {
  const done = sections.filter((section) => read.has(section.dataset.section)).length;
  const count = byId("reading-count");
  if (count && count.textContent !== `${done}/${sections.length}`) {
    count.textContent = `${done}/${sections.length}`;
    if (done === sections.length) say(words.complete);
  }
  document.querySelector("#reading-line rect")?.setAttribute("width", `${(100 * done) / Math.max(1, sections.length)}%`);
  document.querySelectorAll("[data-toc]").forEach((list) => {
    [...list.querySelectorAll("a")].forEach((link, index) => {
      if (!sections[index] || !read.has(sections[index].dataset.section) || link.classList.contains("toc-read")) return;
      link.className = "toc-read";
      const hint = document.createElement("span");
      hint.className = "visually-hidden";
      hint.textContent = words.already;
      link.querySelector(".toc-measure").replaceChildren("✓", hint);
    });
  });
}

// --- what is observed ---

function sectionOnLine() {
  for (const section of sections) {
    if (section.getBoundingClientRect().bottom <= innerHeight + 1) ends.add(section.dataset.section);
  }
  return sections[placeOnLine()]?.dataset.section ?? null;
}

function note() {
  const at = thaw();
  if (current && at > current.from) seen.push([current.section, current.from, at, ends.has(current.section)]);
  current = null;
  if (!visible()) return;
  const section = sectionOnLine();
  if (section) current = { section, from: at };
}

// A page that stood still (a closed lid, a frozen tab) was not on screen meanwhile.
function thaw() {
  const at = now();
  if (current && at - lastLook > FROZEN_MS) {
    const until = Math.max(current.from, lastLook);
    if (until > current.from) seen.push([current.section, current.from, until, ends.has(current.section)]);
    hidden.push([until, at]);
    current = null;
    clearTimeout(retry);
    push();
  }
  lastLook = at;
  return at;
}

function look() {
  if (ended || !visible()) return;
  thaw();
  const section = sectionOnLine();
  if (!current || current.section !== section) note();
  showSection(section);
}

function input() {
  if (ended || !visible()) return;
  const at = now();
  if (at - lastInput < 1000) return;
  lastInput = at;
  inputs.push(at);
}

function take(closing = false) {
  note();
  const beat = { mono_ms: now(), seen, inputs, hidden: [...hidden] };
  if (hiddenSince !== null) beat.hidden.push([hiddenSince, beat.mono_ms]);
  if (closing) beat.close = true;
  seen = []; inputs = []; hidden = [];
  if (hiddenSince !== null) hiddenSince = beat.mono_ms;
  return queue.add(beat);
}

// --- the way to the server ---

function beat() {
  clearTimeout(timer);
  if (ended) return;
  if (visible()) {
    take();
    if (failures) waits();
    else push();
  }
  timer = setTimeout(beat, beatS * 1000);
}

async function push() {
  const mine = queue;
  if (!mine || ended) return;
  try {
    await mine.flush(accepted);
    if (mine !== queue || mine.busy) return;
    if (failures) returned();
    if (ended && !over) open(); // it had expired: a new one goes on in its place
  } catch (problem) {
    if (mine === queue) trouble(problem, push);
  }
}

function returned() {
  failures = 0;
  say(words.back);
}

function trouble(problem, again) {
  clearTimeout(retry);
  if (keeper.stopped) return signedOut(); // what was on its way at sign-out has nowhere to go
  const refused = problem instanceof Refused ? problem.status : 0;
  if (refused === 409 && !clashed) {
    clashed = true; // two pages sent at once: the second time it is known which came first
    retry = setTimeout(again, 1000);
    return;
  }
  if (refused && refused !== 401) return stopped(refused === 409 ? words.moved : words.stopped);
  if (refused) signedOut();
  else if (ended) { show("off", words.unopened, { aloud: true }); beside(); }
  else { show("offline", words.offline, { aloud: true }); waits(); }
  failures += 1;
  retry = setTimeout(again, waitMs(failures, problem));
}

function accepted(answer) {
  beatS = answer.next_beat_s;
  clashed = false;
  figures(answer);
  if (answer.state === "expired") ended = true;
  else if (answer.reason === "ended" || answer.state === "moved") return moved(answer.ended_at);
  beside(words.saved.replace("{time}", clock(new Date())));
  if (answer.verdict === "counting") show("counting", words.counting);
  else show("paused", answer.reason === "hidden" || answer.reason === "not_reported" ? words.hidden : words.idle);
}

function figures(answer) {
  for (const [section, ms] of Object.entries(answer.sections || {})) if (section in counted) counted[section] = ms;
  (answer.read || []).forEach((section) => read.add(section));
  progress();
}

function clock(date) {
  return date.toTimeString().slice(0, 5);
}

function moved(at) {
  stopped(at ? words.movedAt.replace("{time}", clock(new Date(at))) : words.moved);
}

function stopped(text) {
  ended = over = true;
  clearTimeout(timer);
  clearTimeout(retry);
  show("off", text, { aloud: true });
  const again = document.createElement("button");
  again.type = "button";
  again.className = "btn btn-plain btn-small";
  again.textContent = words.here;
  again.addEventListener("click", () => { bar.tabIndex = -1; bar.focus(); over = clashed = false; open(); });
  beside(again);
}

// What was read stays here, and is sent as soon as the same person has signed in again.
function signedOut() {
  if (ended) show("off", words.left, { aloud: true });
  else show("offline", words.signin, { aloud: true });
  const link = document.createElement("a");
  link.href = words.signinTo;
  link.textContent = words.signinHere;
  beside(link);
}

async function open() {
  clearTimeout(retry);
  if (opening || !ended || over || keeper.stopped) return;
  if (!visible()) return; // a page opened behind another one must not take its sitting away
  opening = true;
  if (!failures) show("off", words.opening);
  try {
    if (queue) await queue.flush(figures).catch((problem) => { if (!(problem instanceof Refused)) throw problem; });
    const earlier = await sendEarlier(words.open, figures).catch((problem) => {
      if (!problem.broken || failures < 3) throw problem;
      return 0; // what is kept stays kept, but cannot keep the reader from reading for ever
    });
    const opened = await send("POST", words.open, { lesson_version: Number(article.dataset.lessonVersion) });
    queue = new Queue(words.open, opened.sitting, opened.nonce);
    began(earlier);
    sendAnswers().catch(() => {}); // they have their own page too
  } catch (problem) {
    trouble(problem, open);
  } finally {
    opening = false;
  }
}

function began(earlier) {
  arrived = performance.now();
  seen = []; inputs = []; hidden = []; current = null; ended = false; lastInput = -1000; lastLook = 0;
  hiddenSince = visible() ? null : 0;
  if (failures) returned();
  beatS = 15;
  beside(earlier >= 1000 ? words.sent.replace("{time}", minutesAndSeconds(earlier)) : "");
  show("paused", words.ready);
  channel.postMessage?.({ reading: queue.sitting });
  look();
  timer = setTimeout(beat, beatS * 1000);
}

// --- when ---

document.addEventListener("visibilitychange", () => {
  if (ended) return open();
  if (!visible()) { note(); hiddenSince = now(); take(); push(); return; }
  if (hiddenSince !== null) { hidden.push([hiddenSince, now()]); hiddenSince = null; }
  lastLook = now();
  look();
  if (failures) push();
});
function leave() {
  if (ended) return;
  take(true);
  queue.leave();
  ended = true;
}
addEventListener("pagehide", leave);
document.querySelector(".menu-out")?.addEventListener("submit", leave);
addEventListener("pageshow", (event) => { if (event.persisted) { over = false; open(); } });
addEventListener("online", () => { if (failures) { clearTimeout(retry); (ended ? open : push)(); } });
channel.addEventListener("message", (event) => {
  if (event.data.reading && !ended) { take(); push(); } // another window took the sitting: the answer will say so
  if (event.data.signedOut) { ended = over = true; clearTimeout(timer); clearTimeout(retry); signedOut(); }
});
addEventListener("scroll", (event) => { if (event.isTrusted) input(); look(); }, { passive: true });
addEventListener("resize", look);
for (const kind of ["touchmove", "keydown", "selectionchange"]) {
  document.addEventListener(kind, (event) => { if (event.isTrusted) input(); }, { passive: true });
}
document.querySelectorAll("[data-toc]").forEach((list) => list.addEventListener("click", (event) => { if (event.isTrusted) input(); }));
setInterval(look, 1000);
open();
