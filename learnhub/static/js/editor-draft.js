// Keeps the draft: in this browser at every change, on the server every few seconds. What the server has not confirmed
// outlives a closed page, a lost network and a session that ended; another's newer text is never overwritten.

import { change, channel, kept, keeper, PERSON } from "./keep.js";
import { Refused, send, waitMs } from "./wire.js";

const EVERY_MS = 5000;
const LOCAL_MS = 400;
const SIGN_IN_MS = 30000;

function plain(text) {
  return (text ?? "").replace(/\r\n?/g, "\n").normalize("NFC").trim();
}

function tagsIn(text) {
  return plain(text).split(/\s*[,，、;；\n]+\s*/).filter(Boolean).sort().join("，");
}

export class Draft {
  constructor(form, { busy, conflict, tidy }) {
    this.form = form;
    this.busy = busy; // whether an input method is composing
    this.conflict = conflict;
    this.tidy = tidy; // takes out what stands in the text only for a moment
    this.key = `draft/${PERSON}/${form.dataset.draft}`;
    this.names = form.dataset.fields.split(" ");
    this.revision = Number(form.elements.namedItem("revision").value);
    this.line = document.getElementById("draft-state");
    this.tags = this.words().tags;
    this.dirty = this.sending = false;
    this.failures = 0;
    form.addEventListener("input", (event) => event.target.name && this.touched());
    form.addEventListener("focusout", () => this.dirty && !this.held() && this.save());
    window.addEventListener("online", () => this.dirty && this.save());
    window.addEventListener("focus", () => this.dirty && this.save()); // back from signing in, for one
    window.addEventListener("pagehide", () => this.dirty && this.save());
    document.addEventListener("visibilitychange", () => document.hidden && this.dirty && this.save());
    window.addEventListener("beforeunload", (event) => this.dirty && (keeper.stopped || !keeper.durable) && event.preventDefault());
    channel.addEventListener("message", (event) => event.data.signedOut && this.say("left"));
  }

  field(name) {
    return this.form.elements.namedItem(name === "topic_id" ? "topic" : name);
  }

  words() {
    const words = Object.fromEntries(this.names.map((name) => [name, this.field(name)?.value]));
    return { ...words, source: this.tidy(words.source) };
  }

  put(words) {
    for (const [name, value] of Object.entries(words)) {
      const field = this.field(name);
      if (field && value !== undefined && field.value !== value) field.value = value;
    }
    this.field("source").dispatchEvent(new Event("input", { bubbles: true }));
  }

  // Whether two texts say the same, as far as both are known; tags come back in another order.
  same(one, other) {
    const said = (words, name) => (name === "tags" ? tagsIn(words.tags) : plain(words[name]));
    return this.names.every((name) => one[name] === undefined || other[name] === undefined || said(one, name) === said(other, name));
  }

  // Whether somebody wrote before this module was there to notice it.
  early() {
    const fields = this.names.map((name) => this.field(name));
    return fields.some((field) => field?.defaultValue !== undefined && plain(field.value) !== plain(field.defaultValue));
  }

  // What an earlier page of this browser kept and never got confirmed.
  async begin() {
    const [left] = await kept(this.key);
    if (!left || left.key !== this.key) return this.early() ? this.save() : this.revision && this.say("saved");
    const here = this.words();
    if (this.same(left.words, here)) {
      await change([], [this.key]);
      this.say("saved");
    } else if (left.revision === this.revision) {
      this.put(left.words);
      this.save();
    } else {
      const newer = { revision: this.revision, words: here };
      this.put(left.words);
      this.clash(newer);
    }
  }

  touched() {
    this.dirty = true;
    if (this.line.dataset.state !== "conflict") this.say(this.failures ? this.offline() : "dirty");
    clearTimeout(this.local);
    this.local = setTimeout(() => this.keep(), LOCAL_MS);
    this.timer ??= setTimeout(() => this.save(), EVERY_MS);
  }

  keep() {
    return change([{ key: this.key, lasting: true, revision: this.revision, words: this.words() }], []);
  }

  held() {
    return this.line.dataset.state === "conflict";
  }

  offline() {
    return keeper.durable ? "offline" : "page";
  }

  // A session ended. Nothing is lost: this goes on by itself once somebody has signed in in another window.
  signedOut() {
    this.say(keeper.durable && !keeper.stopped ? "signedout" : "left");
    if (this.dirty) this.later(SIGN_IN_MS);
  }

  say(state, words = "") {
    this.line.dataset.state = state;
    this.line.textContent = this.line.dataset[state].replace(/\{time\}|\{why\}/, () => words).trim();
    document.querySelector("[data-sign-in]").hidden = state !== "signedout" && state !== "left";
  }

  later(wait) {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.save(), wait);
  }

  async save({ over = false } = {}) {
    if (this.sending || (this.held() && !over)) return false;
    if (this.busy()) {
      this.later(500);
      return false;
    }
    clearTimeout(this.timer);
    this.timer = undefined;
    this.sending = true;
    this.dirty = false;
    this.say("saving");
    const words = this.words();
    await this.keep();
    const { tags, ...rest } = words;
    const body = { revision: this.revision, ...rest, ...(tags === this.tags ? {} : { tags }), ...(over ? { over } : {}) };
    try {
      const told = await send("PUT", this.form.dataset.draftUrl, body);
      await this.saved(told, tags);
      return true;
    } catch (problem) {
      this.failed(problem);
      return false;
    } finally {
      this.sending = false;
      if (this.dirty && !this.timer && !this.held()) this.timer = setTimeout(() => this.save(), EVERY_MS);
    }
  }

  async saved(told, tags) {
    this.failures = 0;
    this.revision = told.revision;
    this.tags = tags;
    this.form.elements.namedItem("revision").value = told.revision;
    if (this.dirty) await this.keep();
    else await change([], [this.key]);
    const why = Object.values(told.faults).join(" ");
    const time = new Date(told.saved_at).toLocaleTimeString(document.documentElement.lang, { hour: "2-digit", minute: "2-digit", second: "2-digit" });
    if (why) this.say("partly", why);
    else if (this.dirty) this.say("dirty");
    else this.say("saved", time);
    this.form.dispatchEvent(new CustomEvent("learnhub:saved"));
  }

  failed(problem) {
    this.dirty = true;
    if (problem instanceof Refused && problem.status === 409 && problem.told.words) this.meanwhile(problem.told);
    else if (problem instanceof Refused && problem.status === 401) this.signedOut();
    else if (problem instanceof Refused) {
      this.say("refused", problem.told.title ?? String(problem.status));
    } else {
      this.failures += 1;
      this.say(this.offline());
      this.later(waitMs(this.failures, problem));
    }
  }

  // The same text came from the page before this one, whose answer was lost: no two texts to choose from.
  meanwhile(other) {
    if (!this.same(other.words, this.words())) return this.clash(other);
    this.revision = other.revision;
    return this.later(100);
  }

  // Both texts are shown; nothing is sent until the author has chosen.
  clash(other) {
    clearTimeout(this.timer);
    this.timer = undefined;
    this.dirty = true;
    this.say("conflict");
    this.keep();
    this.conflict(other);
  }

  async settle(other, { mine }) {
    this.revision = other.revision;
    this.form.elements.namedItem("revision").value = other.revision;
    if (!mine) this.put(other.words);
    this.tags = other.words.tags ?? this.tags;
    this.dirty = mine;
    this.say(mine ? "dirty" : "saved", "");
    if (mine) return this.save({ over: true });
    clearTimeout(this.timer);
    clearTimeout(this.local);
    this.timer = undefined;
    this.dirty = false;
    return change([], [this.key]);
  }
}
