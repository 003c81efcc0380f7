/** A chart with its caption, and the same figures as a table for who cannot see it. */

import { h } from "../dom.js";
import { empty } from "../parts/layout.js";
import { bareTable } from "../parts/table.js";

const ROWS = 60;

/** Return a figure; `columns` are [label, text(point)] of the table. */
export function figure({ title, spec, columns, legend = [], note = null, emptyText }) {
  if (!spec.points.length)
    return h(
      "figure",
      { class: "card" },
      h("figcaption", {}, h("h2", {}, title)),
      empty(emptyText),
    );
  return h(
    "figure",
    { class: "card" },
    h(
      "figcaption",
      {},
      h("h2", {}, title),
      legend.length > 0 &&
        h(
          "ul",
          { class: "legend" },
          legend.map(([text, kind]) => h("li", { class: kind }, text)),
        ),
      note && h("p", { class: "note" }, note),
    ),
    h("consort-chart", { spec: JSON.stringify({ ...spec, label: title }) }),
    h("details", {}, h("summary", {}, "Figures as a table"), asTable(title, spec.points, columns)),
  );
}

function asTable(title, points, columns) {
  const rows = points.slice(-ROWS).reverse();
  const caption = `${title}, the newest ${rows.length} of ${points.length} first`;
  return bareTable({
    caption: h("caption", { class: "hidden" }, caption),
    kind: "plain",
    columns: columns.map(([label, show]) => ({ label, cell: show })),
    rows,
  });
}
