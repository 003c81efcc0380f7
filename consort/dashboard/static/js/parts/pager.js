/** Lists that are longer than a page: the part that is shown, and the buttons that turn it. */

import { get } from "../api.js";
import { h } from "../dom.js";

/**
 * Return the part of a list that is shown: {items, next, name, number}, counted from 0.
 *
 * `turned` has, by a list's name, the cursors of the parts that the reader has turned to.
 */
export async function getPart(turned, name, path, parameters) {
  const cursors = turned[name] ?? [];
  const page = await get(path, { ...parameters, after: cursors.at(-1) });
  if (page.items.length || !cursors.length) return { ...page, name, number: cursors.length };
  delete turned[name]; // the chain has replaced what was there
  return getPart(turned, name, path, parameters);
}

/** Return the buttons that turn a list, null where it has one part. */
export function pager({ name, number, next }) {
  if (!number && !next) return null;
  return h(
    "nav",
    { class: "pager", "aria-label": `Pages of ${name}` },
    turner("Previous", "back", name, { disabled: !number }),
    h("span", { class: "note" }, `Page ${number + 1}`),
    turner("Next", "turn", name, { disabled: !next, "data-after": next }),
  );
}

function turner(text, action, list, more) {
  const about = { type: "button", class: "button plain", "data-action": action, "data-list": list };
  return h("button", { ...about, ...more }, text);
}
