/** What runs now, how well it does, and a way in for who is new. */

import { find, get, getTask } from "../api.js";
import { chartAccuracy, chartParticipation } from "../charts/series.js";
import { h } from "../dom.js";
import { feed, pickNews } from "../parts/feed.js";
import { card, heading } from "../parts/layout.js";
import { amount, badge } from "../parts/marks.js";
import { getPart } from "../parts/pager.js";
import { liveRound } from "../parts/phases.js";
import { slashesTable } from "../parts/rounds.js";
import { table } from "../parts/table.js";

const CHARTED = 100;
const FED = 10;
const READ = 50;
const LEAD =
  "Read from the chain's events: who trained, who checked, what was earned, " +
  "and what was lost for lying.";

export const getTitle = () => "Overview";

export async function load(_, turned) {
  const [status, live, all, tasks, slashes, events] = await Promise.all([
    get("/status"),
    get("/tasks", { live: true, limit: 1 }),
    get("/tasks", { limit: 1 }),
    getPart(turned, "tasks", "/tasks", { limit: 20 }),
    get("/slashes", { limit: 5 }),
    get("/events", { limit: READ }),
  ]);
  const [shown] = [...live.items, ...all.items];
  return { status, tasks, slashes, events, shown: shown ? await loadTask(shown.task) : null };
}

async function loadTask(task) {
  const [detail, rounds, versions] = await Promise.all([
    getTask(task),
    get(`/tasks/${task}/rounds`, { limit: CHARTED }),
    get(`/tasks/${task}/versions`, { limit: CHARTED }),
  ]);
  const final = rounds.items.find(({ state, included }) => state === "FINAL" && included > 0);
  const members = final
    ? await find(`/tasks/${task}/rounds/${final.round}/commitments`, { limit: 20 })
    : null;
  const member = members?.items.find(({ included }) => included);
  return {
    task,
    detail,
    rounds: rounds.items,
    versions: versions.items,
    example: member ? { round: final.round, account: member.account } : null,
  };
}

export function view({ status, tasks, slashes, events, shown }) {
  return h(
    "div",
    { class: "stack" },
    heading({
      title: "Every update, vote and token",
      lead: LEAD,
    }),
    shown?.example && invite(shown.task, shown.example),
    shown?.detail.live && liveRound(shown.task, shown.detail.live),
    shown &&
      h(
        "div",
        { class: "pair" },
        chartAccuracy(shown.task, shown.versions, status.measured),
        chartParticipation(shown.task, shown.rounds),
      ),
    card(null, tasksTable(tasks)),
    slashes.items.length > 0 &&
      card(null, slashesTable({ items: slashes.items }, "Newest slashes")),
    card("What has just happened", feed(pickNews(events.items, FED))),
  );
}

function invite(task, { round, account }) {
  return h(
    "section",
    { class: "card invite", "aria-label": "Guide" },
    h(
      "div",
      {},
      h("h2", {}, "New here? Follow one update"),
      h(
        "p",
        {},
        "One contributor's update, from its commitment over votes and proposal ",
        "to the reward that is claimed: a minute.",
      ),
    ),
    h(
      "a",
      { class: "button", href: `/task/${task}/round/${round}/update/${account}` },
      `Follow an update of round ${round}`,
    ),
  );
}

function tasksTable(tasks) {
  return table({
    title: "Tasks",
    rows: tasks.items,
    part: tasks,
    key: ({ task }) => `task-${task}`,
    emptyText: "No task yet. `consort task create` opens one; `consort demo` shows a whole one.",
    columns: [
      {
        label: "Task",
        cell: ({ task, closed }) => [
          h("a", { href: `/task/${task}` }, `Task ${task}`),
          closed && [" ", badge("closed")],
        ],
      },
      { label: "Rounds", number: true, cell: ({ rounds }) => String(rounds) },
      {
        label: "Versions",
        number: true,
        cell: ({ task, versions }) => h("a", { href: `/task/${task}/models` }, String(versions)),
      },
      { label: "Contributors", number: true, cell: ({ contributors }) => String(contributors) },
      { label: "Validators", number: true, cell: ({ validators }) => String(validators) },
      { label: "Budget", number: true, cell: ({ budget }) => amount(budget) },
      { label: "Paid", number: true, cell: ({ paid }) => amount(paid) },
    ],
  });
}
