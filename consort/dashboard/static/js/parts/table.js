/** Tables: a caption always, rows known by a key, a long one in parts. */

import { h } from "../dom.js";
import { empty } from "./layout.js";
import { pager } from "./pager.js";

/** Return a table with its title; `part` is what its rows are of a longer list, see pager.js. */
export function table({ title, note, rows, emptyText, part = {}, level = "h2", ...shape }) {
  const caption = [h(level, {}, title), note && h("span", { class: "note" }, note)];
  if (!rows.length)
    return h("div", {}, h("div", { class: "caption" }, ...caption), empty(emptyText));
  return h(
    "div",
    { id: part.name && `list-${part.name}` },
    bareTable({ caption: h("caption", {}, ...caption), rows, ...shape }),
    pager(part),
  );
}

/**
 * Return a table; a column is {label, cell(row), number}.
 *
 * What can be copied in it is one stop of the Tab key, and arrows lead on: see `onTableKey`.
 */
export function bareTable({ caption, kind, columns, rows, key = () => null, mark = () => null }) {
  const made = h(
    "table",
    { role: "table", class: kind },
    caption,
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
  );
  for (const button of listCopyable(made).slice(1)) button.tabIndex = -1;
  return made;
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

const MOVES = { ArrowLeft: -1, ArrowUp: -1, ArrowRight: 1, ArrowDown: 1 };

/** Move from what can be copied in a table to the next, or back. */
export function onTableKey(event) {
  const move = MOVES[event.key];
  const around = event.target.closest("table");
  if (!move || !around || event.altKey || event.ctrlKey || event.metaKey) return;
  const buttons = listCopyable(around);
  const at = buttons.indexOf(event.target);
  if (at < 0) return;
  buttons[at + move]?.focus();
  event.preventDefault();
}

function listCopyable(around) {
  return [...around.querySelectorAll("[data-copy]")];
}
