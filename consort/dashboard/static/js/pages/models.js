/** The lineage of a task's model: each version, what it came from, and its file. */

import { get, list, locate } from "../api.js";
import { chartAccuracy, formatMetric } from "../charts/series.js";
import { h } from "../dom.js";
import { formatBytes } from "../format.js";
import { card, heading, trail } from "../parts/layout.js";
import { identifier, when } from "../parts/marks.js";
import { table } from "../parts/table.js";
import { getTabs } from "./task.js";

export const getTitle = ({ task }) => `Models of task ${task}`;

export async function load({ task }, counts) {
  const [status, versions] = await Promise.all([
    get("/status"),
    list(`/tasks/${task}/versions`, {}, counts.versions ?? 100),
  ]);
  return { status, versions };
}

export function view({ status, versions }, { task }) {
  return h(
    "div",
    { class: "stack" },
    heading({
      crumbs: trail(task),
      title: "Model lineage",
      lead: "Every version names the one that it builds on by hash, back to the model that the task began with.",
      tabs: getTabs(task),
      here: `/task/${task}/models`,
    }),
    chartAccuracy(task, versions.items, status.measured),
    card(null, versionsTable(task, versions)),
  );
}

function versionsTable(task, { items, more }) {
  return table({
    title: "Versions",
    note: "A download is checked against the root on chain before it is sent, and comes as safetensors.",
    rows: items,
    key: ({ version }) => `version-${version}`,
    more: more && "versions",
    emptyText: "No version yet.",
    columns: [
      {
        label: "Version",
        cell: ({ version }) =>
          h("strong", {}, version === 0 ? "0, the first model" : String(version)),
      },
      {
        label: "Round",
        cell: ({ round }) =>
          round === null ? "–" : h("a", { href: `/task/${task}/round/${round}` }, `Round ${round}`),
      },
      {
        label: "Updates",
        number: true,
        cell: ({ included, committed }) =>
          included === null ? "–" : `${included} of ${committed}`,
      },
      { label: "Measured", number: true, cell: ({ metrics }) => showMetric(metrics) },
      { label: "Model root", cell: ({ model_root: root }) => identifier(root) },
      { label: "Content id", cell: ({ model_cid: cid }) => identifier(cid) },
      { label: "Builds on", cell: ({ parent_hash: parent }) => identifier(parent) },
      { label: "Made", cell: ({ at }) => when(at) },
      { label: "File", cell: (version) => download(task, version) },
    ],
  });
}

function showMetric(metrics) {
  const [first] = Object.entries(metrics ?? {});
  return first ? h("span", { title: first[0] }, formatMetric(first[1])) : "–";
}

function download(task, { version, model_size: size }) {
  const path = locate(`/tasks/${task}/versions/${version}/model`);
  return h(
    "a",
    {
      href: path,
      download: `task-${task}-version-${version}.safetensors`,
      "aria-label": `Download version ${version}`,
    },
    "Download",
    size ? h("small", { class: "note" }, ` ${formatBytes(size)}`) : null,
  );
}
