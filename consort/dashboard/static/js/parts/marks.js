/** Small marks in the text: amounts, addresses, hashes, times, badges. */

import { h, s, link } from "../dom.js";
import { SYMBOL, formatExactly, formatTime, formatTokens, shorten } from "../format.js";

const ADDRESS = /^0x[0-9a-fA-F]{40}$/;

export function isAddress(text) {
  return typeof text === "string" && ADDRESS.test(text);
}

/** Show an amount of base units in tokens; the exact number is a hover or a click away. */
export function amount(units) {
  if (units === null || units === undefined) return h("span", { class: "note" }, "–");
  const exact = `${units} base units, exactly ${formatExactly(units)} ${SYMBOL}`;
  return h(
    "button",
    {
      type: "button",
      class: "amount",
      "data-copy": units,
      title: `${exact}. Click to copy.`,
      "aria-label": `${formatTokens(units)} ${SYMBOL}; copy ${units} base units`,
    },
    formatTokens(units),
    h("span", { class: "unit" }, ` ${SYMBOL}`),
  );
}

/** Show an account, shortened, with a link to its page and a button that copies it. */
export function account(address) {
  if (!isAddress(address)) return h("span", { class: "note" }, address ? String(address) : "–");
  return identifier(address, `/account/${address}`);
}

/** Show a round, with a link to its page. */
export function linkRound(task, number) {
  return h("a", { href: `/task/${task}/round/${number}` }, `Round ${number}`);
}

/** Show a hash or content id, shortened, with a button that copies it. */
export function identifier(text, path = null) {
  if (!text) return h("span", { class: "note" }, "–");
  const shown = h("span", { title: text }, link(path, shorten(text)));
  return h("span", { class: "id" }, shown, copyButton(text));
}

export function copyButton(text) {
  return h(
    "button",
    {
      type: "button",
      class: "copy",
      "data-copy": text,
      "aria-label": `Copy ${shorten(text)}`,
      title: "Copy",
    },
    s(
      "svg",
      {
        viewBox: "0 0 16 16",
        "aria-hidden": "true",
        fill: "none",
        stroke: "currentColor",
        "stroke-width": "1.5",
      },
      s("rect", { x: 5.5, y: 5.5, width: 8, height: 8, rx: 1.5 }),
      s("path", { d: "M10.5 5.5v-3h-8v8h3" }),
    ),
  );
}

export function when(at) {
  if (at === null || at === undefined) return h("span", { class: "note" }, "–");
  return h(
    "time",
    { datetime: new Date(at * 1000).toISOString(), title: formatTime(at) },
    h("consort-ago", { at }),
  );
}

export function badge(text, kind = "") {
  return h("span", { class: ["badge", kind] }, text);
}

const STATES = {
  FINAL: "good",
  STANDING: "live",
  RUNNING: "live",
  EXECUTED: "bad",
  CONVICTED: "bad",
  FROZEN: "warn",
  VOID: "warn",
  DISPLACED: "warn",
  DROPPED: "",
};

/** Show a state of the protocol, in its colour. */
export function state(name) {
  return badge(name ? name[0] + name.slice(1).toLowerCase() : "–", STATES[name] ?? "");
}

export function yes(value, good = "included", bad = "left out") {
  if (value === null || value === undefined) return badge("open");
  return value ? badge(good, "good") : badge(bad, "bad");
}
