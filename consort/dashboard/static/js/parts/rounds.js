/** Tables of rounds, accounts and slashes, as several pages show them. */

import { h } from "../dom.js";
import { account, amount, badge, identifier, linkRound, state, when } from "./marks.js";
import { table } from "./table.js";

export function roundsTable(task, rounds) {
  return table({
    title: "Rounds",
    rows: rounds.items,
    part: rounds,
    key: ({ round }) => `round-${round}`,
    emptyText: "No round was opened yet. The first one opens as soon as somebody is enrolled.",
    columns: [
      { label: "Round", cell: ({ round }) => linkRound(task, round) },
      {
        label: "State",
        cell: (round) => [
          state(round.state),
          round.convicted > 0 && [" ", badge("challenged", "bad")],
        ],
      },
      { label: "Version", number: true, cell: ({ version }) => version ?? "–" },
      {
        label: "Included",
        number: true,
        cell: ({ included, committed }) =>
          included === null ? `– of ${committed}` : `${included} of ${committed}`,
      },
      {
        label: "Votes",
        number: true,
        cell: ({ votes, validators }) => `${votes} of ${validators}`,
      },
      { label: "Model", cell: ({ model_cid: cid, model_root: root }) => identifier(cid ?? root) },
      {
        label: "Ended",
        cell: ({ ended_at: at, opened_at: opened }) => (at ? when(at) : ["opened ", when(opened)]),
      },
    ],
  });
}

export function accountsTable(accounts, title) {
  return table({
    title,
    rows: accounts.items,
    part: accounts,
    key: ({ account: address, role }) => `${address}-${role}`,
    emptyText: "Nobody is enrolled yet.",
    columns: [
      { label: "Account", cell: (row) => account(row.account) },
      { label: "Role", cell: ({ role }) => String(role).toLowerCase() },
      { label: "Stake", number: true, cell: (row) => amount(row.stake) },
      { label: "Earned", number: true, cell: (row) => amount(row.earned) },
      { label: "To claim", number: true, cell: (row) => amount(row.unclaimed) },
      { label: "Slashed", number: true, cell: (row) => amount(row.slashed) },
      {
        label: "Rounds",
        number: true,
        cell: (row) =>
          isContributor(row)
            ? `${row.rounds_included} of ${row.rounds_committed}`
            : `voted in ${row.rounds_committed}`,
      },
    ],
  });
}

export function isContributor({ role }) {
  return String(role).toLowerCase() === "contributor";
}

export function slashesTable(slashes, title = "Slashes") {
  return table({
    title,
    rows: slashes.items,
    part: slashes,
    key: ({ slash }) => `slash-${slash}`,
    columns: [
      {
        label: "What",
        cell: (slash) => h("a", { href: locateSlash(slash) }, nameProof(slash.proof)),
      },
      { label: "Round", cell: ({ task, round }) => linkRound(task, round) },
      { label: "Accused", cell: ({ accused }) => account(accused) },
      { label: "Accuser", cell: ({ accuser }) => account(accuser) },
      { label: "State", cell: (slash) => state(slash.state) },
      { label: "Taken", number: true, cell: (slash) => amount(slash.amount) },
      {
        label: "Evidence",
        cell: ({ evidence, transaction }) => identifier(evidence?.transaction ?? transaction),
      },
    ],
  });
}

/** Return the address of a slash's page; its id has parts: task, round, proposal or voter. */
export function locateSlash({ slash }) {
  return `/slash/${encodeURIComponent(slash).replaceAll("%2F", "/")}`;
}

const PROOFS = {
  BAD_MEMBER: [
    "Wrong member",
    "The proposal's list of members is not what commitments and votes make of it.",
  ],
  BAD_PADDING: ["Weight in padding", "The proposal gives weight to places that nobody holds."],
  BAD_SUM: ["Wrong sum", "A sum in the proposal's trees is not that of its parts."],
  BAD_COHORT: [
    "Wrong aggregate",
    "A coordinate of the aggregate is not what the included updates give.",
  ],
  BAD_TOP: ["Wrong top", "The cohorts' outputs do not give the aggregate that was proposed."],
  BAD_STEP: ["Wrong model step", "The new model is not the old one moved by the aggregate."],
  BAD_REWARD: [
    "Wrong reward",
    "A contributor's reward in the proposal is not what the formula gives.",
  ],
  BAD_INPUT: ["False input let in", "A validator voted for an update whose header is false."],
  SILENCE: [
    "Hidden evidence",
    "What the proposal committed to was demanded, and nobody showed it in time.",
  ],
};

export function nameProof(proof) {
  return PROOFS[proof]?.[0] ?? String(proof);
}

export function explainProof(proof) {
  return PROOFS[proof]?.[1] ?? "";
}
