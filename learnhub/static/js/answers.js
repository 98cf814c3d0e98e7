// Answers of a check that the server has not confirmed: how they are kept, and how another page sends them.
import { change, kept } from "./keep.js";
import { Refused, send } from "./wire.js";

function key(attempt, position) {
  return `answer/${attempt}/${String(position).padStart(4, "0")}`;
}

export function keepAnswer(answer) {
  return change([{ ...answer, key: key(answer.attempt, answer.position) }], []);
}

export function dropAnswer({ attempt, position }) {
  return change([], [key(attempt, position)]);
}

// In the order in which they were given; of one attempt, or of all.
export async function keptAnswers(attempt = null) {
  return (await kept(attempt === null ? "answer/" : `answer/${attempt}/`)).sort((one, other) => one.at - other.at);
}

// From any lesson: what another page has answered since stays here until its own page has asked the person.
export async function sendAnswers() {
  for (const answer of await keptAnswers()) {
    try {
      await send("PUT", answer.url, { version: answer.version, value: answer.value, certainty: answer.certainty });
    } catch (problem) {
      if (!(problem instanceof Refused) || problem.status === 401) throw problem;
      if (problem.told.type === "urn:learnhub:stale") continue;
    }
    await dropAnswer(answer);
  }
}
