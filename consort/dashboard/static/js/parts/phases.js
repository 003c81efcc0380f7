/** A round that runs: its phases, how long the present one still lasts, and who has acted. */

import { h, link } from "../dom.js";
import { formatPercent } from "../format.js";

const PHASES = [
  ["COMMIT", "Commit", "Contributors train on their own data and commit to their updates."],
  ["SEAL", "Seal", "The list of commitments is frozen."],
  ["VOTE", "Vote", "Validators fetch and check every update, and except what fails."],
  ["PROPOSE", "Propose", "One validator proposes the aggregate and the new model."],
  ["CHALLENGE", "Challenge", "Anybody who computes another result can refute it."],
  ["FINALISE", "Finalise", "Unrefuted, the result becomes the next version; rewards count."],
];

/** Return the card of the round that a task is in. */
export function liveRound(task, live) {
  const place = findPlace(live.phase);
  return h(
    "section",
    { class: "card", "data-key": `live-${task}`, "aria-label": `Live round of task ${task}` },
    h(
      "div",
      { class: "live-head" },
      h(
        "div",
        {},
        h(
          "h2",
          {},
          link(`/task/${task}/round/${live.round}`, `Round ${live.round}`),
          ` of task ${task}`,
        ),
        h("p", { class: "note" }, PHASES[place]?.[2] ?? describeRest(live)),
      ),
      live.ends_at &&
        PHASES[place] &&
        h(
          "p",
          {},
          h("span", { class: "note" }, `${PHASES[place][1]} ends in at most `),
          h("consort-countdown", { class: "countdown", ends: live.ends_at }),
        ),
    ),
    h(
      "ol",
      { class: "phases" },
      PHASES.map(([name, title], at) => phase(title, at, place, describe(name, live))),
    ),
  );
}

/** Return the place of a phase; all are done in a final round, none in one that is not there. */
function findPlace(phase) {
  return phase === "FINAL" ? PHASES.length : PHASES.findIndex(([name]) => name === phase);
}

function phase(title, at, place, text) {
  const kind = at < place ? "done" : at === place ? "now" : "next";
  return h(
    "li",
    { class: kind, "aria-current": kind === "now" ? "step" : null },
    h("strong", {}, title),
    text,
  );
}

function describe(name, live) {
  switch (name) {
    case "COMMIT":
      return `${live.committed} committed`;
    case "VOTE":
      return live.validator_stake ? `${formatShare(live)} of stake voted` : "";
    case "PROPOSE":
      return live.proposals ? `${live.proposals} proposed` : "";
    default:
      return "";
  }
}

function formatShare({ voted_stake: voted, validator_stake: all }) {
  if (BigInt(all) === 0n) return "0 %";
  return formatPercent(Number((10_000n * BigInt(voted)) / BigInt(all)) / 10_000, 0);
}

function describeRest({ phase }) {
  if (phase === "VOID") return "This round ended without a result; the next one can be opened.";
  if (phase === "FINAL") return "This round is final; the next one can be opened.";
  return "No round is open yet: the first one opens when somebody is enrolled.";
}

/** Return what to tell a screen reader about a change of phase. */
export function tellPhase({ round, phase }) {
  const [, title] = PHASES.find(([name]) => name === phase) ?? [];
  return `Round ${round}: ${title ?? phase.toLowerCase()}`;
}
