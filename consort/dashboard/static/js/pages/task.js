/** One task: its terms, its live round, its rounds, who takes part. */

import { get, getTask, list } from "../api.js";
import { chartAccuracy, chartParticipation } from "../charts/series.js";
import { h } from "../dom.js";
import { count } from "../format.js";
import { card, facts, figures, heading, trail } from "../parts/layout.js";
import { account, amount, badge, identifier, when } from "../parts/marks.js";
import { liveRound } from "../parts/phases.js";
import { accountsTable, roundsTable, slashesTable } from "../parts/rounds.js";

const CHARTED = 100;

export const getTitle = ({ task }) => `Task ${task}`;

export async function load({ task }, counts) {
  const [status, detail, rounds, versions, accounts, slashes] = await Promise.all([
    get("/status"),
    getTask(task),
    list(`/tasks/${task}/rounds`, {}, Math.max(CHARTED, counts.rounds ?? 0)),
    list(`/tasks/${task}/versions`, {}, CHARTED),
    list(`/tasks/${task}/accounts`, {}, counts.accounts ?? 20),
    list("/slashes", { task }, counts.slashes ?? 10),
  ]);
  return { status, detail, rounds, versions, accounts, slashes, shown: counts.rounds ?? 20 };
}

export function getTabs(task) {
  return [
    ["Task", `/task/${task}`],
    ["Models", `/task/${task}/models`],
  ];
}

export function view({ status, detail, rounds, versions, accounts, slashes, shown }, { task }) {
  const visible = {
    items: rounds.items.slice(0, shown),
    more: rounds.more || rounds.items.length > shown,
  };
  return h(
    "div",
    { class: "stack" },
    heading({
      crumbs: trail(),
      title: `Task ${task}`,
      badges: [detail.closed ? badge("closed") : badge("open", "live")],
      lead: ["Created ", when(detail.created_at), " by ", account(detail.owner)],
      tabs: getTabs(task),
      here: `/task/${task}`,
    }),
    detail.live && liveRound(task, detail.live),
    h(
      "section",
      { class: "card", "aria-label": "Figures" },
      figures([
        [
          "Versions",
          String(detail.versions),
          `${count(detail.rounds, "round")}, ${detail.void_rounds} void`,
        ],
        ["Contributors", String(detail.contributors)],
        ["Validators", String(detail.validators)],
        ["Budget", amount(detail.budget), ["at most ", amount(detail.round_budget), " a round"]],
        ["Earned by contributors", amount(detail.paid)],
      ]),
    ),
    h(
      "div",
      { class: "pair" },
      chartAccuracy(task, versions.items, status.measured),
      chartParticipation(task, rounds.items),
    ),
    slashes.items.length > 0 && card(null, slashesTable(slashes, { title: "Slashes" })),
    card(null, roundsTable(task, visible)),
    card(null, accountsTable(accounts, "Who takes part, by what they earned")),
    card(
      "Identity",
      facts([
        ["Manifest", identifier(detail.manifest_hash)],
        ["First model's root", identifier(detail.genesis_model_root)],
        ["Owner", account(detail.owner)],
      ]),
    ),
  );
}
