// Keeps a form's text on the server while it is typed. Without this module the form's own button saves.
//
//   <form data-autosave-url="…" data-autosave-state="ID of save_state" data-autosave-version="3"> … </form>
//
// Sends the whole form as an ordinary POST (with its csrf token and `version`) two seconds after the last key, and when
// a field is left. The answer is JSON {"saved_at": "2026-11-23T12:31:00Z", "version": 4}; 409 means that another page
// holds newer text: nothing is overwritten, the words stay here. Fires "learnhub:saved" on the form.
// A text field with data-count="ID of word_count" shows how much is written.

const QUIET_MS = 2000;
const RETRY_MS = 10000;

class Autosave {
  constructor(form) {
    this.form = form;
    this.line = document.getElementById(form.dataset.autosaveState);
    this.version = form.dataset.autosaveVersion ?? "";
    this.dirty = false;
    this.sending = false;
    this.timer = 0;
    form.addEventListener("input", () => this.touched());
    form.addEventListener("focusout", () => this.dirty && this.save());
    form.addEventListener("submit", () => this.stop());
    window.addEventListener("online", () => this.dirty && this.save());
    document.addEventListener("visibilitychange", () => document.hidden && this.dirty && this.save());
  }

  touched() {
    this.dirty = true;
    this.later(QUIET_MS);
  }

  later(wait) {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.save(), wait);
  }

  stop() {
    clearTimeout(this.timer);
    this.dirty = false;
    this.stopped = true;
  }

  say(state, time = "") {
    if (!this.line) return;
    this.line.dataset.state = state;
    this.line.textContent = this.line.dataset[state].replace("{time}", time);
  }

  async save() {
    if (this.sending || this.stopped) return;
    clearTimeout(this.timer);
    this.sending = true;
    this.dirty = false;
    this.say("saving");
    const body = new URLSearchParams(new FormData(this.form));
    body.set("version", this.version);
    try {
      const answer = await fetch(this.form.dataset.autosaveUrl, { method: "POST", body, credentials: "same-origin", keepalive: body.toString().length < 60000, headers: { Accept: "application/json" } });
      await this.answered(answer);
    } catch {
      this.failed();
    } finally {
      this.sending = false;
      if (this.dirty && !this.stopped) this.later(this.line?.dataset.state === "offline" ? RETRY_MS : QUIET_MS);
    }
  }

  async answered(answer) {
    if (answer.status === 409) {
      this.stopped = true;
      this.say("refused");
      return;
    }
    if (!answer.ok || answer.redirected) throw new Error(String(answer.status));
    const told = await answer.json();
    this.version = String(told.version ?? this.version);
    const field = this.form.elements.namedItem("version");
    if (field) field.value = this.version;
    this.say("saved", new Date(told.saved_at).toLocaleTimeString(document.documentElement.lang, { hour: "2-digit", minute: "2-digit" }));
    if (!this.dirty) this.form.dispatchEvent(new CustomEvent("learnhub:saved"));
  }

  failed() {
    this.dirty = true;
    this.say("offline");
  }
}

function count(field) {
  const line = document.getElementById(field.dataset.count);
  if (!line) return;
  const show = () => {
    const length = [...field.value.trim()].length;
    line.textContent = line.dataset.words.replace("{count}", length) + (line.dataset.most ? ` / ${line.dataset.most}` : "");
    line.toggleAttribute("data-over", Boolean(line.dataset.most) && length > Number(line.dataset.most));
  };
  field.addEventListener("input", show);
  show();
}

for (const form of document.querySelectorAll("form[data-autosave-url]")) new Autosave(form);
for (const field of document.querySelectorAll("textarea[data-count]")) count(field);
