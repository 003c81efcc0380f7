/** Tables: a caption always, rows known by a key, and more on demand. */

import { h } from "../dom.js";
import { empty } from "./layout.js";

/**
 * Return a table. A column is {label, cell(row), number}; `more` names the list of which the button
 * asks for more rows, where there are any.
 */
export function table({
  title,
  note,
  columns,
  rows,
  key,
  emptyText,
  more = null,
  mark = () => null,
  level = "h2",
}) {
  const caption = [h(level, {}, title), note && h("span", { class: "note" }, note)];
  if (!rows.length)
    return h("div", {}, h("div", { class: "caption" }, ...caption), empty(emptyText));
  return h(
    "div",
    {},
    h(
      "table",
      { role: "table" },
      h("caption", {}, ...caption),
      h("thead", { role: "rowgroup" }, h("tr", { role: "row" }, columns.map(head))),
      h(
        "tbody",
        { role: "rowgroup" },
        rows.map((row) =>
          h(
            "tr",
            { role: "row", "data-key": key(row), class: mark(row) },
            columns.map((column) => cell(column, row)),
          ),
        ),
      ),
    ),
    more &&
      h(
        "button",
        { type: "button", class: "button plain more", "data-action": "more", "data-list": more },
        "Show more",
      ),
  );
}

function head({ label, number }) {
  return h("th", { scope: "col", role: "columnheader", class: number ? "number" : null }, label);
}

function cell({ label, number, cell: show }, row) {
  return h(
    "td",
    { role: "cell", class: number ? "number" : null, "data-label": label },
    h("span", {}, show(row)),
  );
}
