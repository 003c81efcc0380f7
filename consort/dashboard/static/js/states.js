/** What is shown where there is no page yet: loading, errors, unknown paths. */

import { h } from "./dom.js";
import { card, heading, trail } from "./parts/layout.js";

export function loading() {
  return h(
    "div",
    { role: "status", "aria-label": "Loading" },
    Array.from({ length: 9 }, () => h("div", { class: "skeleton" })),
  );
}

export function failed(problem) {
  return h(
    "div",
    { class: "stack", "data-key": "failed" },
    heading({
      crumbs: trail(),
      title: problem.title ?? "This page could not be shown",
    }),
    card(
      null,
      h("p", {}, problem.detail || "No more is known."),
      h("button", { type: "button", class: "button", "data-action": "retry" }, "Try again"),
    ),
  );
}

export function unknown(path) {
  return h(
    "div",
    { class: "stack" },
    heading({ crumbs: trail(), title: "There is no such page" }),
    card(
      null,
      h(
        "p",
        {},
        "Nothing is at ",
        h("code", {}, path),
        ". ",
        h("a", { href: "/" }, "Go to the overview"),
      ),
    ),
  );
}

const BEHIND = 20; // blocks that may be missing before a reader is told

/** Return the banner's text for what is away or not read yet, null if all is well. */
export function describeTrouble({ isServerAway, status }) {
  if (isServerAway)
    return [
      "The dashboard does not answer. ",
      "What you see is as of its last answer; this page goes on as soon as it is back.",
    ];
  if (status && status.chain_ok === false)
    return [
      "The chain is away. ",
      `${status.chain_fault ? `${status.chain_fault}. ` : ""}${tellBlock(status)}.`,
    ];
  if (status && status.newest_block - status.block > BEHIND)
    return [
      "Older blocks are still being read. ",
      `${tellBlock(status)}; the newest is ${status.newest_block}.`,
    ];
  return null;
}

function tellBlock({ block }) {
  return block === null ? "No block was read yet" : `Figures are as of block ${block}`;
}
