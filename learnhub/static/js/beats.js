// The beats of one sitting on their way to the server: in order, each kept until it is confirmed, sent again without harm.
import { change, kept } from "./keep.js";
import { Refused, send } from "./wire.js";

const MOST = 240;

function key(sitting, seq) {
  return `beat/${String(sitting).padStart(12, "0")}/${String(seq).padStart(8, "0")}`;
}

export class Queue {
  // `nonce` is what the next beat must carry when nothing waits before it.
  constructor(base, sitting, nonce = null) {
    Object.assign(this, { url: `${base}/${sitting}/beats`, sitting, nonce, live: nonce !== null, seq: 1, waiting: [], busy: false });
  }

  add(beat) {
    const entry = { key: key(this.sitting, this.seq), sitting: this.sitting, beat: { seq: this.seq, ...beat } };
    if (this.nonce && !this.waiting.length) entry.beat.nonce = this.nonce;
    this.seq += 1;
    this.waiting.push(entry);
    return change([entry], []);
  }

  // How much reading waits here, in milliseconds.
  get ms() {
    return this.waiting.reduce((sum, { beat }) => beat.seen.reduce((all, [, from, to]) => all + to - from, sum), 0);
  }

  // Send everything that waits; tells each answer. Throws Away when nobody is there, Refused when the server says no.
  async flush(tell) {
    if (this.busy) return;
    this.busy = true;
    try {
      while (this.waiting.length) await this.part(this.waiting.slice(0, MOST).map((entry) => entry.beat), tell);
    } finally {
      this.busy = false;
    }
  }

  async part(beats, tell) {
    const one = beats.length === 1;
    const told = one ? await send("PUT", `${this.url}/${beats[0].seq}`, beats[0]) : await send("POST", this.url, { beats });
    const last = one ? told : told.answers.at(-1);
    if (!last.next_nonce) return this.overtaken(beats.length, told);
    this.confirm(beats.length, last.next_nonce);
    tell({ ...last, ...(one ? {} : { state: told.state, ended_at: told.ended_at }) });
  }

  // The server has these already, and more: of a page that is gone (it sent them as it was left), or of one that opened
  // later and found them here. Then that one goes on, and the sitting of this page has come to its end.
  overtaken(count, told) {
    this.confirm(count, null);
    if (this.live) throw new Refused(409, told);
  }

  confirm(count, nonce) {
    const gone = this.waiting.splice(0, count).map((entry) => entry.key);
    const next = this.waiting[0];
    this.nonce = nonce;
    if (next) next.beat.nonce = nonce;
    change(next ? [next] : [], gone);
  }

  // The page is being left: hand everything to the browser at once. What is not confirmed goes out at the next visit.
  leave() {
    if (this.waiting.length) send("POST", this.url, { beats: this.waiting.slice(0, MOST).map((entry) => entry.beat) }).catch(() => {});
  }

  forget() {
    return change([], this.waiting.splice(0).map((entry) => entry.key));
  }
}

// Send what earlier sittings left here, before a new one is opened. Returns how much reading that was, in milliseconds.
export async function sendEarlier(base, tell) {
  const sittings = new Map();
  for (const entry of await kept("beat/")) {
    if (!sittings.has(entry.sitting)) sittings.set(entry.sitting, new Queue(base, entry.sitting));
    sittings.get(entry.sitting).waiting.push(entry);
  }
  let sent = 0;
  for (const queue of sittings.values()) sent += await sendAll(queue, tell);
  return sent;
}

// Two pages that send the same beats at once clash; asked a second time, the server knows which of them it has.
async function sendAll(queue, tell, again = true) {
  const ms = queue.ms;
  try {
    await queue.flush(tell);
    return ms;
  } catch (problem) {
    if (!(problem instanceof Refused) || problem.status === 401) throw problem;
    if (problem.status === 409 && again) {
      await new Promise((resolve) => setTimeout(resolve, 1000));
      return sendAll(queue, tell, false);
    }
    await queue.forget(); // ended long ago, or not ours: it can never be taken
    return 0;
  }
}
