/** One round: who committed, who was included, votes, proposals, challenges, slashes. */

import { get, getTask } from "../api.js";
import { h } from "../dom.js";
import { count, formatBytes, formatSpan, group } from "../format.js";
import { card, empty, facts, figures, heading, trail } from "../parts/layout.js";
import { feed } from "../parts/feed.js";
import { account, amount, badge, identifier, state, when, yes } from "../parts/marks.js";
import { getPart, pager } from "../parts/pager.js";
import { liveRound } from "../parts/phases.js";
import { explainProof, locateSlash, nameProof, slashesTable } from "../parts/rounds.js";
import { table } from "../parts/table.js";

const NOTE =
  "An update is included unless half of the voted stake or more excepts it. " +
  "This protocol version has no scores: every included update counts by its weight.";
const EXCEPTED = 20;

export const getTitle = ({ task, round }) => `Round ${round} of task ${task}`;

export async function load({ task, round }, turned) {
  const path = `/tasks/${task}/rounds/${round}`;
  const [detail, { live, rounds }, members, slashes, events] = await Promise.all([
    get(path),
    getTask(task),
    getPart(turned, "members", `${path}/commitments`, { limit: 50 }),
    getPart(turned, "slashes", "/slashes", { task, round, limit: 20 }),
    getPart(turned, "events", "/events", { task, round, limit: 20 }),
  ]);
  return { detail, live, rounds, members, slashes, events };
}

export function view({ detail, live, rounds, members, slashes, events }, { task, round }) {
  const isLive = detail.state === "RUNNING" && live && Number(live.round) === Number(round);
  return h(
    "div",
    { class: "stack" },
    heading({
      crumbs: trail(task),
      title: `Round ${round}`,
      badges: [
        state(detail.state),
        slashes.items.length > 0 && badge(countSlashes(slashes), "bad"),
      ],
      lead: describe(detail, task),
      tabs: neighbours(task, Number(round), rounds),
    }),
    isLive && liveRound(task, live),
    slashes.items.length > 0 && alarm(slashes.items),
    h("section", { class: "card", "aria-label": "Figures" }, figures(listFigures(detail))),
    card(null, membersTable(task, detail, members)),
    h("div", { class: "pair" }, card(null, votesTable(detail)), card(null, proposalsTable(detail))),
    card(null, challengesTable(task, detail)),
    slashes.items.length > 0 && card(null, slashesTable(slashes, "Slashes of this round")),
    card("Identity", facts(listFacts(detail))),
    h(
      "section",
      { class: "card", id: "list-events" },
      h("h2", {}, "Events of this round"),
      feed(events.items, { isPlaced: false }),
      pager(events),
    ),
  );
}

function countSlashes({ items, number, next }) {
  return number || next ? "many slashes" : count(items.length, "slash", "slashes");
}

function neighbours(task, round, rounds) {
  const last = rounds - 1;
  return [
    round > 0 && [`← Round ${round - 1}`, `/task/${task}/round/${round - 1}`],
    round < last && [`Round ${round + 1} →`, `/task/${task}/round/${round + 1}`],
  ].filter(Boolean);
}

function describe({ state: name, version, opened_at: opened, ended_at: ended }, task) {
  if (name === "FINAL")
    return [
      "Made ",
      h("a", { href: `/task/${task}/models` }, `version ${version}`),
      " of the model ",
      when(ended),
    ];
  if (name === "VOID") return ["Ended without a result; opened ", when(opened)];
  return ["Opened ", when(opened)];
}

function alarm(slashes) {
  return h(
    "section",
    { class: "card alarm" },
    h(
      "h2",
      {},
      slashes.length === 1
        ? "Somebody lied here, and was caught"
        : "There were lies here, and they were caught",
    ),
    slashes.map((slash) =>
      h(
        "p",
        {},
        h("strong", {}, nameProof(slash.proof)),
        ": ",
        explainProof(slash.proof),
        " Accused: ",
        account(slash.accused),
        ", by ",
        account(slash.accuser),
        ". ",
        tellAmount(slash),
        " ",
        h("a", { href: locateSlash(slash) }, "See the evidence"),
      ),
    ),
  );
}

function tellAmount({ state: name, amount: taken, burned }) {
  if (name === "EXECUTED")
    return ["Taken: ", amount(taken), ", of which ", amount(burned), " burned."];
  return name === "DROPPED"
    ? "The slash was dropped."
    : "The stake is frozen; the slash waits for its delay.";
}

function listFigures(detail) {
  return [
    [
      "Included",
      detail.included === null
        ? `– of ${detail.committed}`
        : `${detail.included} of ${detail.committed}`,
      "updates that were committed",
    ],
    ["Votes", `${detail.votes.length} of ${detail.validators}`, "validators"],
    [
      "Proposals",
      String(detail.proposals.length),
      detail.convicted ? `${detail.convicted} refuted` : "none refuted",
    ],
    [
      "Weight",
      detail.total_weight === null ? "–" : group(detail.total_weight),
      `target ${group(detail.target_weight)}`,
    ],
    ["Budget", amount(detail.round_budget)],
    detail.ended_at && [
      "Took",
      formatSpan(detail.ended_at - detail.opened_at),
      tellSeconds(detail.seconds),
    ],
  ];
}

function tellSeconds(seconds) {
  const known = Object.entries(seconds ?? {}).filter(([, value]) => value !== null);
  return known.map(([name, value]) => `${name} ${formatSpan(value)}`).join(", ");
}

function membersTable(task, detail, members) {
  return table({
    title: "Who committed",
    note: NOTE,
    rows: members.items,
    part: members,
    key: ({ position, enrolment }) => `member-${position}-${enrolment}`,
    emptyText: "Nobody has committed yet.",
    columns: [
      { label: "Contributor", cell: (row) => account(row.account) },
      { label: "Weight", number: true, cell: (row) => group(row.weight) },
      {
        label: "Update",
        cell: (row) => [
          identifier(row.cid),
          h("small", { class: "note" }, ` ${formatBytes(row.size)}`),
        ],
      },
      {
        label: "Outcome",
        cell: (row) => (detail.state === "VOID" ? state("VOID") : yes(row.included)),
      },
      { label: "Reward", number: true, cell: (row) => amount(row.reward) },
      { label: "Committed", cell: (row) => when(row.at) },
      {
        label: "Whole path",
        cell: (row) =>
          h(
            "a",
            {
              href: `/task/${task}/round/${detail.round}/update/${row.account}`,
              "aria-label": `Follow the update of ${row.account}`,
            },
            "Follow",
          ),
      },
    ],
  });
}

function votesTable({ votes }) {
  return table({
    title: "Votes",
    rows: votes,
    key: ({ validator }) => `vote-${validator}`,
    emptyText: "No votes yet.",
    columns: [
      { label: "Validator", cell: (vote) => account(vote.account) },
      { label: "Stake", number: true, cell: (vote) => amount(vote.stake) },
      { label: "Excepts", cell: ({ exceptions }) => tellExceptions(exceptions) },
      { label: "Paid", number: true, cell: (vote) => amount(vote.pay) },
    ],
  });
}

function tellExceptions(positions) {
  if (!positions.length) return "nothing";
  const rest = positions.length - EXCEPTED;
  const named = `position ${positions.slice(0, EXCEPTED).join(", ")}`;
  return rest > 0 ? `${named} and ${rest} more` : named;
}

function proposalsTable({ proposals }) {
  return table({
    title: "Proposals",
    rows: proposals,
    key: ({ number }) => `proposal-${number}`,
    emptyText: "No proposal yet.",
    columns: [
      { label: "No.", cell: ({ number }) => String(number) },
      { label: "By", cell: (proposal) => account(proposal.account) },
      { label: "State", cell: (proposal) => state(proposal.state) },
      { label: "Model", cell: ({ model_cid: cid, model_root: root }) => identifier(cid ?? root) },
      {
        label: "Bond",
        number: true,
        cell: ({ bond }) => (bond === null || BigInt(bond) === 0n ? "its stake" : amount(bond)),
      },
    ],
  });
}

function challengesTable(task, { round, proposals, disputes }) {
  const refuted = proposals.filter(({ state: name }) => name === "CONVICTED");
  const rows = [
    ...refuted.map((proposal) => ({ ...proposal, isProof: true })),
    ...disputes,
  ];
  if (!rows.length)
    return [h("h2", {}, "Challenges"), empty("Nobody challenged anything in this round.")];
  return table({
    title: "Challenges",
    rows,
    key: (row) => (row.isProof ? `proof-${row.number}` : `demand-${row.demand}`),
    columns: [
      {
        label: "What",
        cell: (row) =>
          row.isProof
            ? `Proof against proposal ${row.number}`
            : `Demand ${row.demand} about proposal ${row.proposal}`,
      },
      {
        label: "Kind",
        cell: (row) =>
          row.isProof ? nameProof(row.proof) : `Show ${String(row.tree).toLowerCase()}`,
      },
      { label: "By", cell: (row) => account(row.accuser ?? row.asker) },
      {
        label: "Outcome",
        cell: (row) => (row.isProof ? badge("refuted", "bad") : state(row.state)),
      },
      {
        label: "Evidence",
        cell: (row) =>
          row.isProof
            ? h("a", { href: `/slash/${task}/${round}/${row.number}` }, "Transaction and proof")
            : identifier(row.transaction),
      },
    ],
  });
}

function listFacts(detail) {
  return [
    [
      "Builds on",
      detail.parent_round === null ? "the first model" : `round ${detail.parent_round}`,
    ],
    ["List root", identifier(detail.list_root)],
    ["Model root", identifier(detail.model_root)],
    ["Model's content id", identifier(detail.model_cid)],
    ["Anchor block", detail.anchor ? group(detail.anchor) : "–"],
    detail.seed && ["Seed", identifier(detail.seed)],
  ];
}
