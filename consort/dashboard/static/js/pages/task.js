/** One task: its terms, its live round, its rounds, who takes part. */

import { get, getTask } from "../api.js";
import { chartAccuracy, chartParticipation } from "../charts/series.js";
import { h } from "../dom.js";
import { count } from "../format.js";
import { card, facts, figures, heading, trail } from "../parts/layout.js";
import { account, amount, badge, identifier, when } from "../parts/marks.js";
import { getPart } from "../parts/pager.js";
import { liveRound } from "../parts/phases.js";
import { accountsTable, roundsTable, slashesTable } from "../parts/rounds.js";

const CHARTED = 100;

export const getTitle = ({ task }) => `Task ${task}`;

export async function load({ task }, turned) {
  const [status, detail, charted, versions, rounds, accounts, slashes] = await Promise.all([
    get("/status"),
    getTask(task),
    get(`/tasks/${task}/rounds`, { limit: CHARTED }),
    get(`/tasks/${task}/versions`, { limit: CHARTED }),
    getPart(turned, "rounds", `/tasks/${task}/rounds`, { limit: 20 }),
    getPart(turned, "accounts", `/tasks/${task}/accounts`, { limit: 20 }),
    getPart(turned, "slashes", "/slashes", { task, limit: 10 }),
  ]);
  return { status, detail, charted, versions, rounds, accounts, slashes };
}

export function getTabs(task) {
  return [
    ["Task", `/task/${task}`],
    ["Models", `/task/${task}/models`],
  ];
}

export function view(data, { task }) {
  const { status, detail, charted, versions, rounds, accounts, slashes } = data;
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
      chartParticipation(task, charted.items),
    ),
    slashes.items.length > 0 && card(null, slashesTable(slashes)),
    card(null, roundsTable(task, rounds)),
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
