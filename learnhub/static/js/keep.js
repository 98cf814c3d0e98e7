// What the server has not confirmed yet, kept in this browser until it has: beats of reading, answers of checks, drafts.
// Everything belongs to one person: another one's entries are erased, and all of it goes at sign-out (forms.js).
// An entry that is `lasting` holds somebody's own words: neither its age nor another person's sign-in erases it.
// Where the browser keeps nothing (blocked, full) the page itself still holds it; `keeper.durable` says which it is.

const STORE = "kept";
const LONGEST_MS = 7 * 24 * 3600 * 1000; // the server takes nothing that is older
export const PERSON = document.querySelector("[data-person]")?.dataset.person ?? "";
export const keeper = { durable: true, stopped: false };
export const channel = globalThis.BroadcastChannel ? new BroadcastChannel("learnhub") : new EventTarget();
let opening = null;

function database() {
  opening ??= new Promise((resolve, reject) => {
    const asked = indexedDB.open("learnhub", 1);
    asked.onupgradeneeded = () => asked.result.createObjectStore(STORE, { keyPath: "key" });
    asked.onerror = asked.onblocked = () => reject(asked.error);
    asked.onsuccess = () => {
      const opened = asked.result;
      const leave = () => { opened.close(); opening = null; };
      opened.onversionchange = opened.onclose = leave; // erased from another page: open it anew next time
      resolve(opened);
    };
  });
  return opening;
}

async function act(mode, work, again = true) {
  try {
    const store = (await database()).transaction(STORE, mode);
    const done = new Promise((resolve, reject) => {
      store.oncomplete = resolve;
      store.onerror = store.onabort = () => reject(store.error);
    });
    const asked = work(store.objectStore(STORE));
    await done;
    keeper.durable = true;
    return asked?.result;
  } catch {
    opening = null;
    if (again) return act(mode, work, false); // the browser may have closed the connection meanwhile
    keeper.durable = false;
    return undefined;
  }
}

// Put entries and drop keys in one step, so that a crash leaves either all of it or nothing.
export function change(entries, keys) {
  if (keeper.stopped) return Promise.resolve();
  return act("readwrite", (store) => {
    for (const entry of entries) store.put({ at: Date.now(), ...entry, person: PERSON });
    for (const key of keys) store.delete(key);
  });
}

// The entries of this person under a prefix, in the order of their keys.
export async function kept(prefix) {
  const found = (await act("readonly", (store) => store.getAll())) ?? [];
  const gone = found.filter((entry) => !entry.lasting && (entry.person !== PERSON || entry.at < Date.now() - LONGEST_MS));
  if (gone.length) await change([], gone.map((entry) => entry.key));
  return found.filter((entry) => !gone.includes(entry) && entry.person === PERSON && entry.key.startsWith(prefix));
}

// Signing out in another page of this browser has erased everything; this page must not bring it back.
channel.addEventListener("message", (event) => {
  if (event.data.signedOut) keeper.stopped = true;
});
