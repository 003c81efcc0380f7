/** What pages are laid out with. */

import { h, link } from "../dom.js";

/** Return the crumbs that lead to a page of a task, or of a round of it: [text, path] pairs. */
export function trail(task, round) {
  return [
    ["Overview", "/"],
    ...(task === undefined ? [] : [[`Task ${task}`, `/task/${task}`]]),
    ...(round === undefined ? [] : [[`Round ${round}`, `/task/${task}/round/${round}`]]),
  ];
}

/** Return a page's heading: where it is, its title, its lead, its tabs ([text, path] pairs). */
export function heading({ crumbs = [], title, badges = [], lead = null, tabs = [], here = "" }) {
  return h(
    "div",
    { class: "page-head" },
    crumbs.length > 0 &&
      h(
        "nav",
        { class: "crumbs", "aria-label": "Breadcrumb" },
        h(
          "ol",
          {},
          crumbs.map(([text, path]) => h("li", {}, link(path, text))),
        ),
      ),
    h("div", { class: "heading" }, h("h1", { tabindex: "-1" }, title), badges),
    lead && h("p", { class: "lead" }, lead),
    tabs.length > 0 &&
      h(
        "nav",
        { class: "tabs", "aria-label": "Section" },
        tabs.map(([text, path]) =>
          h("a", { href: path, "aria-current": path === here ? "page" : null }, text),
        ),
      ),
  );
}

export function card(title, ...children) {
  return h("section", { class: "card" }, title && h("h2", {}, title), ...children);
}

/** Return large figures: [label, value, small print]. */
export function figures(entries) {
  return h(
    "dl",
    { class: "figures" },
    entries
      .filter(Boolean)
      .map(([label, value, small]) =>
        h("div", {}, h("dt", {}, label), h("dd", {}, value, small && h("small", {}, small))),
      ),
  );
}

/** Return facts as label and value. */
export function facts(entries) {
  return h(
    "dl",
    { class: "facts" },
    entries.filter(Boolean).map(([label, value]) => [h("dt", {}, label), h("dd", {}, value)]),
  );
}

/** Return many short facts, as many beside each other as there is room. */
export function shortFacts(entries) {
  return h(
    "dl",
    { class: "short-facts" },
    entries.map(([label, value]) => h("div", {}, h("dt", {}, label), h("dd", {}, value))),
  );
}

export function empty(...text) {
  return h("p", { class: "empty" }, ...text);
}

/** Return a command to copy. */
export function command(text, about) {
  return h(
    "div",
    { class: "command" },
    about && h("p", {}, about),
    h("pre", { tabindex: "0" }, text),
    h(
      "button",
      { type: "button", "data-copy": text, "aria-label": `Copy the command ${text.slice(0, 60)}` },
      "Copy",
    ),
  );
}
