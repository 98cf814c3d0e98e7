// Saves each answer of an attempt the moment it is given, and shows the receipt. Without this module the form still
// hands everything in at once.
//
//   <form data-quiz data-save="/quizzes/attempts/7/answers/" data-csrf="…" data-saved="Saved ✓ {time}" …>
//     <fieldset data-position="1" data-kind="single_choice"> <input type="hidden" name="v-1" value="VERSION"> … <p class="save-state">
//
// PUT {version, value} answers {receipt, saved_at, version}. The version is the stored answer's that this page knows: 409
// means that another page has answered since, and the person decides. What cannot be sent waits here and is tried again.

const RETRY_MS = 5000;
const TIME = { hour: "2-digit", minute: "2-digit", second: "2-digit", hourCycle: "h23", timeZone: "Asia/Shanghai" };
const form = document.querySelector("form[data-quiz]");
const banner = document.getElementById("quiz-offline");
const words = form.dataset;
const waiting = new Set();

class Question {
  constructor(field) {
    this.field = field;
    this.position = field.dataset.position;
    this.known = form.elements.namedItem(`v-${this.position}`);
    this.line = field.querySelector(".save-state");
    this.options = [...field.querySelectorAll('input[type="radio"], input[type="checkbox"]')];
    this.sending = false;
    this.dirty = false;
    field.addEventListener("change", () => this.save());
    field.addEventListener("keydown", (event) => this.choose(event));
  }

  get value() {
    const chosen = this.options.filter((option) => option.checked).map((option) => option.value);
    if (this.field.dataset.kind === "multiple_choice") return chosen;
    if (!chosen.length) return null;
    return this.field.dataset.kind === "true_false" ? chosen[0] === "true" : chosen[0];
  }

  set value(value) {
    const chosen = Array.isArray(value) ? value : [String(value)];
    for (const option of this.options) option.checked = value !== null && chosen.includes(option.value);
  }

  // 1–9 and A–F choose while the focus is in this question.
  choose(event) {
    if (event.ctrlKey || event.metaKey || event.altKey || event.key.length !== 1) return;
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

  async save() {
    if (this.sending) {
      this.dirty = true;
      return;
    }
    this.sending = true;
    this.dirty = false;
    this.say("saving", words.saving);
    const sent = this.value;
    try {
      const answer = await fetch(words.save + this.position, {
        method: "PUT",
        credentials: "same-origin",
        headers: { "Content-Type": "application/json", Accept: "application/json", "X-CSRFToken": words.csrf },
        body: JSON.stringify({ version: Number(this.known.value), value: sent }),
      });
      if (answer.status >= 500) throw new Error(String(answer.status));
      this.answered(answer.status, await answer.json(), sent);
    } catch {
      this.keep();
    } finally {
      this.sending = false;
    }
    if (this.dirty) this.save();
  }

  answered(status, told, sent) {
    this.forget();
    if (status === 200) {
      this.known.value = told.version;
      this.mark(told.value);
      this.say("saved", words.saved.replace("{time}", new Date(told.saved_at).toLocaleTimeString("en-GB", TIME)));
    } else if (status === 409 && told.type === "urn:learnhub:stale") {
      this.dirty = false;
      this.ask(told, sent);
    } else {
      this.dirty = false;
      this.say("refused", words.refused.replace("{reason}", told.title ?? status));
    }
  }

  // Two pages answered the same question: show both answers and let the person say which one holds.
  ask(told, sent) {
    this.say("refused", words.stale.replace("{there}", this.named(told.value)).replace("{here}", this.named(sent)));
    this.known.value = told.version;
    const keep = this.button(words.keep, () => {
      this.value = told.value;
      this.mark(told.value);
      this.say("saved", told.saved_at ? words.saved.replace("{time}", new Date(told.saved_at).toLocaleTimeString("en-GB", TIME)) : "");
    });
    const take = this.button(words.take, () => {
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
      this.options.find((option) => option.checked)?.focus();
      act();
    });
    return made;
  }

  named(value) {
    const chosen = value === null ? [] : Array.isArray(value) ? value : [String(value)];
    const letters = this.options.filter((option) => chosen.includes(option.value));
    return letters.map((option) => option.parentElement.querySelector(".answer-key").textContent).join(" ") || words.nothing;
  }

  mark(value) {
    const answered = value !== null && value.length !== 0;
    document.querySelector(`[data-map="${this.position}"]`)?.classList.toggle("answered", answered);
  }

  keep() {
    waiting.add(this);
    banner.hidden = false;
    this.say("offline", words.waiting);
  }

  forget() {
    waiting.delete(this);
    banner.hidden = waiting.size === 0;
  }
}

function again() {
  for (const question of [...waiting]) question.save();
}

for (const field of form.querySelectorAll("fieldset[data-position]")) new Question(field);
window.addEventListener("online", again);
setInterval(again, RETRY_MS);
window.addEventListener("beforeunload", (event) => {
  if (waiting.size && form.dataset.sent !== "yes") event.preventDefault();
});
