// The frame of an attempt: how long is left, the map of questions, one question at a time, marks to come back, and the
// log of what the page noticed. Answers are saved by quiz.js; without this module every question stands on the page and
// the end of the time is written in words.
//
//   <form data-quiz data-layout="one" data-flags="/quizzes/attempts/7/flags/" data-events="/quizzes/attempts/7/events" …>
//   <p data-timer data-ends="MS" data-now="MS" data-left="{time} left" …><span data-clock></span> <button data-hide>
//   <p id="quiz-said" role="status">   what is read aloud: five minutes, one minute, the end
import { Refused, send } from "./wire.js";

const form = document.querySelector("form[data-quiz]");
const words = form.dataset;
const said = document.getElementById("quiz-said");
const fields = [...form.querySelectorAll("fieldset[data-position]")];

// --- time: the server's, because a clock on a desk may be wrong ---

const timer = document.querySelector("[data-timer]");
const HIDDEN = "quiz-timer-hidden";
const MARKS = [[300_000, "soon"], [60_000, "last"]];

function clockWords(ms) {
  const all = Math.max(0, Math.ceil(ms / 1000));
  const [hours, minutes, seconds] = [Math.floor(all / 3600), Math.floor(all / 60) % 60, all % 60];
  const two = (value) => String(value).padStart(2, "0");
  return hours ? `${hours}:${two(minutes)}:${two(seconds)}` : `${minutes}:${two(seconds)}`;
}

function startTimer() {
  const ends = Number(timer.dataset.ends);
  const began = performance.now(), servedAt = Number(timer.dataset.now);
  const clock = timer.querySelector("[data-clock]"), hide = timer.querySelector("[data-hide]");
  const left = () => ends - servedAt - (performance.now() - began);
  let before = left(), over = false;

  const show = (hidden) => {
    clock.hidden = hidden;
    hide.textContent = hidden ? timer.dataset.show : timer.dataset.hideWords;
    hide.setAttribute("aria-pressed", String(hidden));
  };
  hide.hidden = false;
  hide.addEventListener("click", () => {
    const hidden = !clock.hidden;
    try { localStorage.setItem(HIDDEN, hidden ? "yes" : ""); } catch { /* it holds for this page then */ }
    show(hidden);
  });
  let kept = "";
  try { kept = localStorage.getItem(HIDDEN) ?? ""; } catch { /* as above */ }
  show(kept === "yes");

  const tick = () => {
    const now = left();
    clock.textContent = timer.dataset.left.replace("{time}", clockWords(now));
    for (const [mark, name] of MARKS) {
      if (now <= mark && before > mark) said.textContent = timer.dataset[name];
    }
    timer.classList.toggle("timer-soon", now <= MARKS[0][0]);
    before = now;
    if (now <= 0 && !over) {
      over = true;
      said.textContent = timer.dataset.over;
      form.dataset.over = "yes";
      // Nobody pressed anything: where more time was allowed meanwhile, the server does not take this for handing in.
      form.append(Object.assign(document.createElement("input"), { type: "hidden", name: "over", value: "yes" }));
      form.requestSubmit(form.querySelector("[data-hand-in]"));
    }
  };
  tick();
  setInterval(tick, 1000);
}

// --- marks to come back ---

const unsent = new Map(); // marks that the server has not heard of yet, by their button

async function flag(button) {
  const on = button.getAttribute("aria-pressed") !== "true";
  mark(button, on);
  unsent.set(button, on);
  await sendFlags();
}

async function sendFlags() {
  for (const [button, on] of unsent) {
    try {
      await send("PUT", words.flags + button.dataset.flag, { flagged: on });
    } catch (problem) {
      if (!(problem instanceof Refused)) return; // away: quiz.js says when it is back, answers go first
      mark(button, !on);
    }
    if (unsent.get(button) === on) unsent.delete(button);
  }
}
form.addEventListener("reached", sendFlags);

function mark(button, on) {
  button.setAttribute("aria-pressed", String(on));
  const entry = form.querySelector(`[data-map="${button.dataset.flag}"]`);
  entry.classList.toggle("flagged", on);
  entry.querySelector("[data-flag-words]").hidden = !on;
}

for (const button of form.querySelectorAll("[data-flag]")) {
  button.hidden = false;
  button.addEventListener("click", () => flag(button));
}

// --- one question at a time ---

let place = 0;
const one = words.layout === "one" && fields.length > 1;
const turn = form.querySelector(".question-turn");

function go(to, focus = true) {
  place = Math.max(0, Math.min(fields.length - 1, to));
  if (one) {
    for (const [number, field] of fields.entries()) field.hidden = number !== place;
    turn.querySelector("[data-turn='-1']").disabled = place === 0;
    turn.querySelector("[data-turn='1']").disabled = place === fields.length - 1;
  }
  for (const entry of form.querySelectorAll("[data-map]")) {
    if (Number(entry.dataset.map) === place + 1) entry.setAttribute("aria-current", "true");
    else entry.removeAttribute("aria-current");
  }
  if (!focus) return;
  history.replaceState(null, "", `#question-${place + 1}`); // a reload comes back to this question
  const legend = fields[place].querySelector("legend");
  legend.tabIndex = -1;
  legend.focus({ preventScroll: true });
  fields[place].scrollIntoView({ block: "start" });
}

for (const entry of form.querySelectorAll("[data-map]")) {
  entry.addEventListener("click", (event) => {
    event.preventDefault();
    go(Number(entry.dataset.map) - 1);
  });
}
if (one) {
  turn.hidden = false;
  for (const button of turn.querySelectorAll("button")) button.addEventListener("click", () => go(place + Number(button.dataset.turn)));
}
const asked = /^#question-(\d+)$/.exec(location.hash);
go(asked ? Number(asked[1]) - 1 : 0, Boolean(asked && one));

// Arrows turn where they choose nothing, and f marks the question; never while somebody types.
document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.target.matches("input[type=text], textarea, select, [contenteditable]")) return;
  const inside = event.target.closest("fieldset[data-position]");
  const here = inside ? fields.indexOf(inside) : place;
  if (event.key === "f" && (!inside || !/[a-f]/.test(lastLetter(inside)))) {
    event.preventDefault();
    form.querySelector(`[data-flag="${here + 1}"]`)?.click();
  } else if ((event.key === "ArrowRight" || event.key === "ArrowLeft") && !event.target.matches("input")) {
    event.preventDefault();
    go(here + (event.key === "ArrowRight" ? 1 : -1));
  } else if (event.key === "Enter" && event.target.matches("fieldset input[type=radio], fieldset input[type=checkbox]")) {
    event.preventDefault(); // Enter goes on; it hands in only on its own button
    go(here + 1);
  }
});

// A question with six options or more needs the letter f for the sixth of them.
function lastLetter(field) {
  return field.querySelectorAll('input[name^="q-"]').length >= 6 ? "f" : "";
}

// --- what the page noticed: shown to the person with the result, and no proof of anything ---

const noticed = [{ kind: "opened", at: Date.now() }];
let leftAt = null, offlineAt = null;

async function report() {
  if (!noticed.length) return;
  const taken = noticed.splice(0, 50);
  const events = taken.map(({ kind, at, lasted }) => ({ kind, ago_ms: Math.max(0, Math.round(Date.now() - at)), lasted_ms: lasted }));
  try {
    await send("POST", words.events, { events });
  } catch (problem) {
    if (!(problem instanceof Refused)) noticed.unshift(...taken);
  }
}

document.addEventListener("visibilitychange", () => {
  if (document.visibilityState === "hidden") {
    leftAt = Date.now();
  } else if (leftAt !== null) {
    noticed.push({ kind: "away", at: leftAt, lasted: Math.round(Date.now() - leftAt) });
    leftAt = null;
    report();
  }
});
function wentAway() {
  offlineAt ??= Date.now();
}

function cameBack() {
  if (offlineAt !== null) noticed.push({ kind: "offline", at: offlineAt, lasted: Math.round(Date.now() - offlineAt) });
  offlineAt = null;
  report();
}

addEventListener("offline", wentAway);
addEventListener("online", cameBack);
form.addEventListener("away", wentAway); // a server that is away is no fault of the person either
form.addEventListener("reached", cameBack);

if (timer) startTimer();
report();
