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

async function ask(method, url, text, accept) {
  try {
    return await fetch(url, {
      method, body: text, credentials: "same-origin", keepalive: text.length < LARGEST_KEEPALIVE, signal: AbortSignal.timeout(LONGEST_MS),
      headers: { "Content-Type": "application/json", Accept: accept, "X-CSRFToken": token },
    });
  } catch {
    throw new Away();
  }
}

export function csrf() {
  return token;
}

// After signing in again the token of this page is stale, and the page at this address knows the new one; the page's
// own forms get it too.
export async function renew() {
  const answer = await fetch(location.pathname + location.search, { credentials: "same-origin" }).catch(() => null);
  if (!answer || answer.status >= 500) throw new Away();
  const fresh = new DOMParser().parseFromString(await answer.text(), "text/html").querySelector("[data-person][data-csrf]");
  if (fresh?.dataset.person !== setup.dataset.person) throw new Refused(401, {});
  token = fresh.dataset.csrf;
  for (const field of document.querySelectorAll("input[name=csrf_token]")) field.value = token;
}

export function isStale(status, told) {
  return status === 400 && told?.type === "urn:learnhub:stale_form";
}

async function answered(method, url, body, accept) {
  const text = JSON.stringify(body);
  let answer = await ask(method, url, text, accept);
  if (answer.status === 400 && isStale(400, await answer.clone().json().catch(() => ({})))) {
    await renew();
    answer = await ask(method, url, text, accept);
  }
  if (answer.status >= 500 || answer.status === 429) throw new Away(Number(answer.headers.get("Retry-After")) || 0, answer.status === 500);
  if (!answer.ok) throw new Refused(answer.status, await answer.json().catch(() => ({})));
  return answer;
}

export async function send(method, url, body) {
  return (await answered(method, url, body, "application/json")).json().catch(() => ({}));
}

// What the server made of JSON, as a piece of a page.
export async function sendForPiece(url, body) {
  return (await answered("POST", url, body, "text/html")).text();
}

// How long to wait after so many failures: longer each time, and not the same for everybody after a restart.
export function waitMs(failures, problem) {
  return 1000 * Math.max(problem.waitS ?? 0, Math.min(60, 2 ** failures) * (0.75 + Math.random() / 2));
}
