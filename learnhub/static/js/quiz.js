// Saves each answer of an attempt the moment it is given, and shows the receipt. Without this module the form still
// hands everything in at once.
//
//   <form data-quiz data-person="5" data-attempt="7" data-save="/quizzes/attempts/7/answers/" data-csrf="…" data-saved="Saved ✓ {time}" …>
//     <fieldset data-position="1" data-kind="single_choice"> <input type="hidden" name="v-1" value="VERSION"> … <p class="save-state">
//
// PUT {version, value} answers {receipt, saved_at, version}. The version is the stored answer's that this page knows: 409
// means that another page has answered since, and the person decides. An answer stays in this browser until the server
// has confirmed it, and goes out in the order in which it was given; handing in waits for all of them. The form hears
// `away` and `reached`, for what exam.js sends and notes.
import { dropAnswer, keepAnswer, keptAnswers } from "./answers.js";
import { channel, keeper } from "./keep.js";
import { changed, named, prepare, show, valueOf } from "./kinds.js";
import { Refused, send, waitMs } from "./wire.js";

const TIME = { hour: "2-digit", minute: "2-digit", second: "2-digit", hourCycle: "h23", timeZone: "Asia/Shanghai" };
const form = document.querySelector("form[data-quiz]");
const banner = document.getElementById("quiz-offline");
const words = form.dataset;
const waiting = new Set(); // questions whose answer is on its way, in the order in which they were given
const undecided = new Set(); // questions that were answered on another page too
let sending = false, failures = 0, retry = null, handing = null;

class Question {
  constructor(field) {
    this.field = field;
    this.position = Number(field.dataset.position);
    this.known = form.elements.namedItem(`v-${this.position}`);
    this.line = field.querySelector(".save-state");
    this.options = [...field.querySelectorAll('.answers > .answer > input[name^="q-"]')];
    this.change = 0; // counts the choices, so that a later one is not taken for the one that was sent
    this.noted = 0; // counts what was typed, also what no save has been asked for yet
    prepare(field, () => this.save(), () => this.note());
    field.addEventListener("change", () => this.save());
    field.addEventListener("keydown", (event) => this.choose(event));
  }

  get value() {
    return valueOf(this.field);
  }

  set value(value) {
    show(this.field, value);
  }

  get answer() {
    return { attempt: Number(words.attempt), position: this.position, url: words.save + this.position, version: Number(this.known.value), value: this.value, ...this.certainty };
  }

  // How sure the person is, where the attempt asks for it.
  get certainty() {
    const said = this.field.querySelector('input[name^="c-"]:checked');
    return said ? { certainty: Number(said.value) } : {};
  }

  // 1–9 and A–F choose while the focus is in this question.
  choose(event) {
    if (event.ctrlKey || event.metaKey || event.altKey || event.key.length !== 1) return;
    if (event.target.matches('input[type="text"], textarea, select')) return;
    const place = /[1-9]/.test(event.key) ? Number(event.key) - 1 : "abcdef".indexOf(event.key.toLowerCase());
    const option = this.options[place];
    if (place < 0 || !option) return;
    event.preventDefault();
    option.focus();
    option.click();
  }

  say(state, text) {
    this.line.dataset.state = state;
    this.line.textContent = text;
  }

  save() {
    this.change += 1;
    this.at = Date.now();
    undecided.delete(this);
    this.queue();
  }

  // Words stay in this browser from the first letter, though they go out only when the typing rests.
  note() {
    this.noted += 1;
    this.at = Date.now();
    if ((this.line.dataset.state ?? "saved") === "saved") this.say("saving", words.saving);
    this.keep();
  }

  async keep() {
    if (this.keeping) return;
    this.keeping = true;
    for (let kept = null; kept !== this.noted; ) {
      kept = this.noted;
      await keepAnswer({ ...this.answer, at: this.at });
    }
    this.keeping = false;
  }

  queue() {
    waiting.delete(this);
    waiting.add(this);
    keepAnswer({ ...this.answer, at: this.at }).then(tell);
    if (failures) this.say("offline", words.waiting);
    else drain();
  }

  // An answer that an earlier visit could not send: it still belongs to the version that was known then.
  restore(kept) {
    this.value = kept.value;
    for (const said of this.field.querySelectorAll('input[name^="c-"]')) said.checked = Number(said.value) === kept.certainty;
    this.known.value = kept.version;
    this.at = kept.at;
    waiting.add(this);
  }

  async send() {
    const { url, version, value, certainty } = this.answer;
    const { change, noted } = this;
    this.say("saving", words.saving);
    let told = null;
    try {
      told = await send("PUT", url, { version, value, certainty });
    } catch (problem) {
      if (!(problem instanceof Refused) || problem.status === 401) throw problem;
      waiting.delete(this);
      if (problem.told.type === "urn:learnhub:stale") this.ask(problem.told, value);
      else this.refuse(problem);
      return;
    }
    this.known.value = told.version;
    this.mark(told.value);
    if (this.change !== change) return this.queue(); // chosen anew meanwhile
    waiting.delete(this);
    if (this.noted !== noted) return this.keep(); // written on meanwhile: that goes out when the typing rests
    dropAnswer(this.answer);
    this.saved(told.saved_at);
  }

  saved(at) {
    this.say("saved", at ? words.saved.replace("{time}", new Date(at).toLocaleTimeString("en-GB", TIME)) : "");
  }

  refuse(problem) {
    dropAnswer(this.answer);
    this.say("refused", words.refused.replace("{reason}", problem.told.title ?? problem.status));
  }

  // Two pages answered the same question: show both answers and let the person say which one holds.
  ask(told, sent) {
    undecided.add(this);
    this.say("refused", words.stale.replace("{there}", this.named(told.value)).replace("{here}", this.named(sent)));
    const keep = this.button(words.keep, () => {
      this.known.value = told.version;
      this.value = told.value;
      this.mark(told.value);
      dropAnswer(this.answer);
      undecided.delete(this);
      this.saved(told.saved_at);
    });
    const take = this.button(words.take, () => {
      this.known.value = told.version;
      this.value = sent;
      this.save();
    });
    this.line.append(" ", keep, " ", take);
  }

  button(label, act) {
    const made = document.createElement("button");
    made.type = "button";
    made.className = "btn btn-plain btn-small";
    made.textContent = label;
    made.addEventListener("click", () => {
      (this.options.find((option) => option.checked) ?? this.field.querySelector('[name^="q-"]'))?.focus();
      act();
    });
    return made;
  }

  named(value) {
    return named(this.field, value) || words.nothing;
  }

  mark(value) {
    const answered = value !== null && value.length !== 0;
    document.querySelector(`[data-map="${this.position}"]`)?.classList.toggle("answered", answered);
  }
}

// Handing in waits for the person's word on these; the end of the time waits for nobody.
function asking() {
  return undecided.size > 0 && !form.dataset.over;
}

// --- the way to the server: one answer at a time ---

async function drain() {
  if (sending || keeper.stopped) return;
  clearTimeout(retry);
  sending = true;
  try {
    for (const question of waiting) await question.send(); // what is added meanwhile has its turn too
    failures = 0;
  } catch (problem) {
    failures += 1;
    form.dispatchEvent(new Event("away"));
    for (const question of waiting) question.say("offline", words.waiting);
    retry = setTimeout(drain, Math.min(waitMs(failures, problem), Math.max(5000, 1000 * (problem.waitS ?? 0))));
    tell(problem instanceof Refused);
    return;
  } finally {
    sending = false;
  }
  tell();
  form.dispatchEvent(new Event("reached"));
  if (handing && !asking()) form.requestSubmit(handing);
}

// The banner says what is kept where; it changes only when that changes, because it is read aloud.
let told = "";
function tell(signedOut = keeper.stopped) {
  const held = handing && !asking();
  const text = !failures && !keeper.stopped ? (held && !navigator.onLine ? words.handing : "")
    : signedOut === true ? (keeper.stopped ? words.left : words.signin)
      : [keeper.durable ? words.kept : words.keptOpen, held ? words.handing : ""].join(" ").trim();
  banner.hidden = !text;
  if (text === told) return;
  told = text;
  const line = banner.querySelector("p");
  line.textContent = text;
  if (signedOut !== true || !text) return;
  const link = document.createElement("a");
  link.href = words.signinTo;
  link.textContent = words.signinHere;
  line.append(" ", link);
}

form.addEventListener("submit", (event) => {
  handing = event.submitter ?? form.querySelector("[type=submit]");
  if (asking()) {
    event.preventDefault();
    handing = null;
    const [first] = undecided;
    document.querySelector(`[data-map="${first.position}"]`)?.click(); // it may be out of sight
    first.line.querySelector("button").focus();
  } else if (waiting.size || sending || !navigator.onLine) {
    event.preventDefault();
    tell();
    drain();
  }
});
addEventListener("online", drain);
document.addEventListener("visibilitychange", () => { if (failures && document.visibilityState === "visible") drain(); });
addEventListener("beforeunload", (event) => {
  if (waiting.size && !keeper.durable && form.dataset.sent !== "yes") event.preventDefault();
});
channel.addEventListener("message", (event) => {
  if (event.data.signedOut) tell(true);
});

const questions = [...form.querySelectorAll("fieldset[data-position]")].map((field) => new Question(field));
for (const answer of await keptAnswers(Number(words.attempt))) {
  questions.find((question) => question.position === answer.position && !question.change)?.restore(answer);
}
// What was chosen before this module came over a slow line has told nobody yet.
for (const question of questions) {
  if (!waiting.has(question) && !question.change && changed(question.field)) question.save();
}
if (waiting.size) drain();
