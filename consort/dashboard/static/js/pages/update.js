/** One update's life: round, commitment, votes, proposal, reward, claim, in this order. */

import { get } from "../api.js";
import { h } from "../dom.js";
import { explain } from "../explaining.js";
import {
  formatBytes,
  formatExactly,
  formatPercent,
  formatTokens,
  group,
  SYMBOL,
} from "../format.js";
import { makeReceipt } from "../parts/commands.js";
import { card, command, facts, figures, heading, trail } from "../parts/layout.js";
import {
  account as showAccount,
  amount,
  badge,
  identifier,
  linkRound,
  when,
} from "../parts/marks.js";
import { nameProof } from "../parts/rounds.js";

const CLAIMS = 200;
const VOTES = 12;

export const getTitle = ({ task, round }) => `An update of round ${round}, task ${task}`;

export async function load({ task, round, account }) {
  const [detail, opened, committed, finalised, network, { explanation }] = await Promise.all([
    get(`/tasks/${task}/rounds/${round}`),
    findEvent({ task, round, kind: "RoundOpened" }),
    findEvent({ task, round, account, kind: "Committed" }),
    findEvent({ task, round, kind: "RoundFinalised" }),
    get("/network"),
    explain(account, task, round), // a step that cannot be explained now is told as open
  ]);
  const paid = await findPayment(task, account, explanation);
  return { detail, opened, committed, finalised, network, explanation, paid };
}

async function findEvent(wanted) {
  const { items } = await get("/events", { ...wanted, limit: 1 });
  return items[0];
}

/** Return the claim that paid what this round brought the account to, undefined if none did. */
async function findPayment(task, account, explanation) {
  if (!explanation?.cumulative || BigInt(explanation.reward) === 0n) return undefined;
  const { cumulative: due, enrolment } = explanation;
  let paid, after;
  do {
    const wanted = { task, account, kind: "Claimed", limit: CLAIMS, after };
    const { items, next } = await get("/events", wanted); // the newest first
    const own = items.filter(({ fields }) => fields.index === enrolment);
    const later = own.filter(({ fields }) => BigInt(fields.cumulative) >= BigInt(due));
    paid = later.at(-1) ?? paid;
    after = later.length === own.length ? next : null;
  } while (after);
  return paid;
}

export function view(data, { task, round, account }) {
  const story = { ...data, task, round, account };
  return h(
    "div",
    { class: "stack" },
    heading({
      crumbs: trail(task, round),
      title: "One update's life",
      lead: [
        "What became of the update of ",
        showAccount(account),
        ` in round ${round}, from the round's first moment to the money.`,
      ],
    }),
    h(
      "div",
      { class: "aside" },
      card(
        null,
        h(
          "ol",
          { class: "steps" },
          tellRound(story),
          tellCommitment(story),
          tellVotes(story),
          tellProposal(story),
          tellReward(story),
          tellClaim(story),
        ),
      ),
      inShort(story),
    ),
  );
}

function inShort({ detail, committed, explanation, paid, task, round, account }) {
  return h(
    "aside",
    { class: "card short", "aria-label": "In short" },
    figures([
      [
        "Reward",
        explanation ? amount(explanation.reward) : "–",
        detail.state === "FINAL"
          ? paid
            ? "claimed"
            : "not claimed yet"
          : "once the round is final",
      ],
      ["Weight", committed ? group(committed.fields.weight) : "–", tellShare(committed, detail)],
      ["Became", detail.version === null ? "–" : `version ${detail.version}`],
    ]),
    h(
      "ul",
      { class: "links" },
      h("li", {}, h("a", { href: `/task/${task}/round/${round}` }, "The whole round")),
      h(
        "li",
        {},
        h("a", { href: `/account/${account}?task=${task}&round=${round}` }, "The whole account"),
      ),
      h("li", {}, h("a", { href: `/task/${task}/models` }, "All versions of the model")),
    ),
  );
}

function tellShare(committed, { total_weight: total }) {
  return committed && total
    ? `${formatPercent(Number(committed.fields.weight) / Number(total))} of the round's`
    : null;
}

function step(kind, title, ...content) {
  return h("li", { class: kind, "data-key": title }, h("h2", {}, title), ...content);
}

function proof(event, network) {
  const receipt = event && makeReceipt(event.transaction, network);
  return (
    receipt &&
    h(
      "details",
      {},
      h("summary", {}, `Block ${group(event.block)}, and how to check it`),
      command(receipt),
    )
  );
}

function tellRound({ detail, opened, network, task, round }) {
  return step(
    "good",
    "The round opened",
    h(
      "p",
      {},
      linkRound(task, round),
      " opened ",
      when(detail.opened_at),
      ". Everybody trains the same model, ",
      detail.parent_round === null
        ? "the task's first one"
        : [
            "that of ",
            h(
              "a",
              { href: `/task/${task}/round/${detail.parent_round}` },
              `round ${detail.parent_round}`,
            ),
          ],
      ", on data that stays at home.",
    ),
    proof(opened, network),
  );
}

function tellCommitment({ committed, detail, network }) {
  if (!committed) {
    const isOpen = detail.state === "RUNNING";
    return step(
      isOpen ? "live" : "bad",
      "The update was committed",
      h(
        "p",
        {},
        isOpen
          ? "Not yet: this account is still training, or sits this round out."
          : "This account committed nothing in this round.",
      ),
    );
  }
  const { fields } = committed;
  return step(
    "good",
    "The update was committed",
    h(
      "p",
      {},
      "Its fingerprint, its place in the store and its weight went on chain ",
      when(committed.at),
      ". From here on it cannot be changed.",
    ),
    facts([
      ["Weight", group(fields.weight)],
      ["Update root", identifier(fields.update_root)],
      fields.content_size !== undefined && ["Size", formatBytes(fields.content_size)],
    ]),
    proof(committed, network),
  );
}

function tellVotes({ detail, explanation, network }) {
  if (!detail.votes.length)
    return step(
      detail.state === "RUNNING" ? "wait" : "bad",
      "Validators voted",
      h("p", {}, "No votes yet."),
    );
  const position = explanation?.position ?? null;
  const isKnown = position !== null;
  const against = detail.votes.filter(({ exceptions }) => exceptions.includes(position));
  const isDecided = detail.state !== "RUNNING" || detail.proposals.length > 0;
  const voters = `${detail.votes.length} of ${detail.validators} validators`;
  const excepted = against.length || "nobody";
  return step(
    !isDecided ? "live" : isKnown && !against.length ? "good" : "wait",
    "Validators voted",
    h(
      "p",
      {},
      isKnown
        ? `${voters} fetched and checked every update; ${excepted} excepted this one.`
        : `${voters} voted.`,
    ),
    h(
      "ul",
      { class: "plain" },
      detail.votes
        .slice(0, VOTES)
        .map((vote) =>
          h(
            "li",
            {},
            showAccount(vote.account),
            isKnown && (against.includes(vote) ? " excepts it" : " lets it in"),
            ", stake ",
            amount(vote.stake),
          ),
        ),
    ),
    proof(detail.votes[0], network),
  );
}

function tellProposal({ detail, finalised, network, task, round }) {
  const { proposals } = detail;
  if (!proposals.length)
    return step(
      detail.state === "VOID" ? "bad" : "wait",
      "A result was proposed",
      h("p", {}, detail.state === "VOID" ? "Nobody proposed: the round is void." : "Not yet."),
    );
  const final = proposals.find(({ state }) => state === "FINAL");
  const refuted = proposals.filter(({ state }) => state === "CONVICTED");
  return step(
    final ? "good" : detail.state === "VOID" ? "bad" : "live",
    "A result was proposed",
    refuted.map((each) =>
      h(
        "p",
        {},
        badge("refuted", "bad"),
        " Proposal ",
        String(each.number),
        " of ",
        showAccount(each.account),
        " was a lie (",
        nameProof(each.proof),
        ") and died. ",
        h("a", { href: `/task/${task}/round/${round}` }, "See the round"),
      ),
    ),
    final &&
      h(
        "p",
        {},
        showAccount(final.account),
        " computed the weighted aggregate and the new model; nobody could refute it, ",
        "and it became ",
        h("a", { href: `/task/${task}/models` }, `version ${detail.version}`),
        " ",
        when(detail.ended_at),
        ".",
      ),
    proposals.some(({ state }) => state === "STANDING") &&
      h("p", {}, "It can still be challenged by whoever computes another result."),
    detail.state === "VOID" && h("p", {}, "The round ended without a result."),
    final &&
      facts([
        ["Model root", identifier(final.model_root)],
        ["Reward root", identifier(final.reward_root)],
      ]),
    proof(finalised ?? proposals[0], network),
  );
}

function tellReward({ detail, explanation, task, round, account }) {
  if (detail.state !== "FINAL")
    return step(
      detail.state === "VOID" ? "bad" : "wait",
      "The reward was earned",
      h(
        "p",
        {},
        detail.state === "VOID"
          ? "A void round pays no contributor."
          : "Rewards count once the round is final.",
      ),
    );
  if (!explanation)
    return step(
      "wait",
      "The reward was earned",
      h(
        "p",
        {},
        "Nothing was earned by this account in this round, or it cannot be explained right now.",
      ),
    );
  const formula = writeFormula(explanation.steps.find(({ name }) => name === "base")?.values);
  return step(
    explanation.ok === false ? "bad" : "good",
    "The reward was earned",
    h(
      "p",
      {},
      amount(explanation.reward),
      " for this round",
      explanation.cumulative ? [", ", amount(explanation.cumulative), " in all up to it"] : "",
      ". ",
      h(
        "a",
        { href: `/account/${account}?task=${task}&round=${round}#explain` },
        "Derive it step by step",
      ),
    ),
    formula && h("p", { class: "formula" }, formula),
    formula &&
      h(
        "p",
        { class: "note" },
        "The round's budget, times this update's weight, by all weights ",
        "(or the target, where that is more).",
      ),
  );
}

/** Return the reward's formula with this round's numbers, null where a number is missing. */
function writeFormula(values) {
  if (!values?.divisor) return null;
  const share = `${group(values.weight)} / ${group(values.divisor)}`;
  const base = `${formatExactly(values.base)} ${SYMBOL}`;
  return `${formatTokens(values.round_budget)} × ${share} = ${base}`;
}

function tellClaim({ explanation, paid, network, task, account, detail }) {
  const where = h("a", { href: `/account/${account}?task=${task}#claim` }, "how to claim");
  if (paid)
    return step(
      "good",
      "The reward was claimed",
      h(
        "p",
        {},
        amount(paid.fields.amount),
        " were paid out ",
        when(paid.at),
        ", this reward among them.",
      ),
      proof(paid, network),
    );
  if (detail.state !== "FINAL" || !explanation)
    return step("wait", "The reward was claimed", h("p", {}, "Not yet; see ", where, "."));
  return step(
    "live",
    "The reward was claimed",
    h("p", {}, "Not yet: it waits for as long as you like. See ", where, "."),
  );
}
