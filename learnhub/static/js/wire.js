// Sends JSON to the server and tells its answers apart: taken, refused, or nobody there (then it is worth trying again).

const setup = document.querySelector("[data-person][data-csrf]");
const LONGEST_MS = 30000;
const LARGEST_KEEPALIVE = 60000; // a browser refuses more once the page is left
let token = setup.dataset.csrf;

// No network, a server that is away or in trouble, or one that asks to wait.
export class Away extends Error {
  constructor(waitS = 0, broken = false) {
    super("away");
    this.waitS = waitS;
    this.broken = broken; // the server is there, and fails at just this
  }
}

export class Refused extends Error {
  constructor(status, told) {
    super(String(status));
    this.status = status;
    this.told = told;
  }
}

async function ask(method, url, text) {
  try {
    return await fetch(url, {
      method, body: text, credentials: "same-origin", keepalive: text.length < LARGEST_KEEPALIVE, signal: AbortSignal.timeout(LONGEST_MS),
      headers: { "Content-Type": "application/json", Accept: "application/json", "X-CSRFToken": token },
    });
  } catch {
    throw new Away();
  }
}

// After signing in again the token of this page is stale, and the page at this address knows the new one.
async function renewed() {
  const answer = await fetch(location.pathname + location.search, { credentials: "same-origin" }).catch(() => null);
  if (!answer || answer.status >= 500) throw new Away();
  const fresh = new DOMParser().parseFromString(await answer.text(), "text/html").querySelector("[data-person][data-csrf]");
  if (fresh?.dataset.person !== setup.dataset.person) throw new Refused(401, {});
  token = fresh.dataset.csrf;
}

export async function send(method, url, body) {
  const text = JSON.stringify(body);
  let answer = await ask(method, url, text);
  let told = await answer.json().catch(() => ({}));
  if (answer.status === 400 && told.type === "urn:learnhub:stale_form") {
    await renewed();
    answer = await ask(method, url, text);
    told = await answer.json().catch(() => ({}));
  }
  if (answer.status >= 500 || answer.status === 429) throw new Away(Number(answer.headers.get("Retry-After")) || 0, answer.status === 500);
  if (!answer.ok) throw new Refused(answer.status, told);
  return told;
}

// How long to wait after so many failures: longer each time, and not the same for everybody after a restart.
export function waitMs(failures, problem) {
  return 1000 * Math.max(problem.waitS ?? 0, Math.min(60, 2 ** failures) * (0.75 + Math.random() / 2));
}
