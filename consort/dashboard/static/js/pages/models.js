/** The lineage of a task's model: each version, what it came from, and its file. */

import { get, locate } from "../api.js";
import { chartAccuracy, formatMetric } from "../charts/series.js";
import { h } from "../dom.js";
import { formatBytes } from "../format.js";
import { card, heading, trail } from "../parts/layout.js";
import { identifier, linkRound, when } from "../parts/marks.js";
import { getPart } from "../parts/pager.js";
import { table } from "../parts/table.js";
import { getTabs } from "./task.js";

const CHARTED = 100;
const LEAD =
  "Every version names the one that it builds on by hash, " +
  "back to the model that the task began with.";
const NOTE =
  "A download is checked against the root on chain before it is sent, and comes as safetensors.";

export const getTitle = ({ task }) => `Models of task ${task}`;

export async function load({ task }, turned) {
  const path = `/tasks/${task}/versions`;
  const [status, charted, versions] = await Promise.all([
    get("/status"),
    get(path, { limit: CHARTED }),
    getPart(turned, "versions", path, { limit: 50 }),
  ]);
  return { status, charted, versions };
}

export function view({ status, charted, versions }, { task }) {
  return h(
    "div",
    { class: "stack" },
    heading({
      crumbs: trail(task),
      title: "Model lineage",
      lead: LEAD,
      tabs: getTabs(task),
      here: `/task/${task}/models`,
    }),
    chartAccuracy(task, charted.items, status.measured),
    card(null, versionsTable(task, versions)),
  );
}

function versionsTable(task, versions) {
  return table({
    title: "Versions",
    note: NOTE,
    rows: versions.items,
    part: versions,
    key: ({ version }) => `version-${version}`,
    emptyText: "No version yet.",
    columns: [
      {
        label: "Version",
        cell: ({ version }) =>
          h("strong", {}, version === 0 ? "0, the first model" : String(version)),
      },
      {
        label: "Round",
        cell: ({ round }) => (round === null ? "–" : linkRound(task, round)),
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
