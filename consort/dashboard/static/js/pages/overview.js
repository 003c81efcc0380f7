/** What runs now, how well it does, and a way in for who is new. */

import { find, get, getTask, list } from "../api.js";
import { chartAccuracy, chartParticipation } from "../charts/series.js";
import { h } from "../dom.js";
import { feed, pickNews } from "../parts/feed.js";
import { card, heading } from "../parts/layout.js";
import { amount, badge } from "../parts/marks.js";
import { liveRound } from "../parts/phases.js";
import { slashesTable } from "../parts/rounds.js";
import { table } from "../parts/table.js";

const CHARTED = 100;
const FED = 10;
const READ = 50;

export const getTitle = () => "Overview";

export async function load(_, counts) {
  const [status, tasks, slashes, events] = await Promise.all([
    get("/status"),
    list("/tasks", {}, counts.tasks ?? 20),
    list("/slashes", {}, 5),
    list("/events", {}, READ),
  ]);
  const shown = tasks.items.find(({ closed }) => !closed) ?? tasks.items[0];
  return { status, tasks, slashes, events, shown: shown ? await loadTask(shown.task) : null };
}

async function loadTask(task) {
  const [detail, rounds, versions] = await Promise.all([
    getTask(task),
    list(`/tasks/${task}/rounds`, {}, CHARTED),
    list(`/tasks/${task}/versions`, {}, CHARTED),
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
      lead: "Read from the chain's events: who trained, who checked, what was earned, and what was lost for lying.",
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
      card(null, slashesTable({ items: slashes.items }, { title: "Newest slashes" })),
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
        "One contributor's update, from its commitment over votes and proposal to the reward that is claimed: a minute.",
      ),
    ),
    h(
      "a",
      { class: "button", href: `/task/${task}/round/${round}/update/${account}` },
      `Follow an update of round ${round}`,
    ),
  );
}

function tasksTable({ items, more }) {
  return table({
    title: "Tasks",
    rows: items,
    key: ({ task }) => `task-${task}`,
    more: more && "tasks",
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
