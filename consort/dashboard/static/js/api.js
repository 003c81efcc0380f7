/** The HTTP API, as documents; whatever goes wrong is a Problem with words for a reader. */

import { setChainTime } from "./clock.js";

const ROOT = "/api/v1";
const TIMEOUT = 20_000;
const LONGEST_PATIENCE = 10;

export class Problem extends Error {
  /** Say what is wrong; `patience` are the seconds after which asking again may help. */
  constructor(title, detail, status, patience = 0) {
    super(title);
    this.title = title;
    this.detail = detail;
    this.status = status;
    this.patience = patience;
  }
}

/** Return the address of a document, with the parameters that are given. */
export function locate(path, parameters = {}) {
  const given = Object.entries(parameters).filter(
    ([, value]) => value !== undefined && value !== null,
  );
  const query = new URLSearchParams(given).toString();
  return `${ROOT}${path}${query ? `?${query}` : ""}`;
}

/** Return a document; raises Problem. */
export async function get(path, parameters) {
  const answer = await ask(locate(path, parameters));
  if (answer.ok) return answer.json();
  throw await readProblem(answer);
}

/** Return a task and where it stands now; the page's clock then shows the chain's time. */
export async function getTask(task) {
  const document = await get(`/tasks/${task}`);
  if (document.live) setChainTime(document.live.now);
  return document;
}

/** Return a document, or null where the server has none. */
export async function find(path, parameters) {
  try {
    return await get(path, parameters);
  } catch (problem) {
    if (problem.status === 404) return null;
    throw problem;
  }
}

async function ask(address, isRepeated = false) {
  let answer;
  try {
    answer = await fetch(address, {
      headers: { accept: "application/json" },
      signal: AbortSignal.timeout(TIMEOUT),
    });
  } catch {
    throw new Problem(
      "The dashboard does not answer",
      "Is `consort dashboard` still running? This page goes on as soon as it is back.",
      0,
    );
  }
  if (answer.status !== 429 || isRepeated) return answer;
  await wait(1000 * (readPatience(answer) || 1));
  return ask(address, true);
}

async function readProblem(answer) {
  const document = await answer.json().catch(() => ({}));
  const title =
    typeof document.title === "string" ? document.title : `The dashboard answered ${answer.status}`;
  const detail = typeof document.detail === "string" ? document.detail : "";
  return new Problem(title, detail, answer.status, readPatience(answer));
}

/** Return the seconds that a server asks for before the next try, 0 where it names none. */
function readPatience(answer) {
  return Math.min(LONGEST_PATIENCE, Number(answer.headers.get("retry-after")) || 0);
}

function wait(milliseconds) {
  return new Promise((done) => setTimeout(done, milliseconds));
}
