/** A reward derived step by step, as the explain document has it. */

import { h } from "../dom.js";
import { formatExactly, SYMBOL } from "../format.js";
import { facts } from "./layout.js";
import { amount, badge, identifier, isAddress, account } from "./marks.js";
import { bareTable } from "./table.js";

const HASH = /^0x[0-9a-fA-F]{16,}$/;
const CID = /^b[a-z2-7]{50,}$/;
const UNITS = /^\d{13,}$/; // base units: counts, blocks and times are shorter
const MOST = 64;

/** Return the steps as a list; each says what it was compared with on chain. */
export function explanationSteps({ steps }) {
  return h(
    "ol",
    { class: "steps" },
    steps.map((step) =>
      h(
        "li",
        {
          "data-key": `step-${step.name}`,
          class: step.ok === false ? "bad" : step.ok ? "good" : "wait",
        },
        h("h3", {}, step.title, " ", verdict(step.ok)),
        step.text && h("p", {}, step.text),
        step.formula && h("p", { class: "formula" }, step.formula),
        showValues(step),
      ),
    ),
  );
}

function verdict(ok) {
  if (ok === null || ok === undefined) return badge("not checked here");
  return ok ? badge("agrees", "good") : badge("differs", "bad");
}

function showValues({ values, transaction, checked }) {
  const entries = Object.entries(values ?? {}).map(([label, value]) => [
    nameValue(label),
    showValue(value),
  ]);
  if (transaction) entries.push(["transaction", identifier(transaction)]);
  const against = `Checked against: ${checked}`;
  if (!entries.length) return h("p", { class: "note" }, against);
  return h("details", {}, h("summary", { class: "note" }, against), facts(entries));
}

function showValue(value) {
  if (value === null) return "–";
  if (typeof value === "boolean") return value ? "yes" : "no";
  if (Array.isArray(value))
    return value.length
      ? h(
          "ol",
          {},
          value.slice(0, MOST).map((each) => h("li", {}, showValue(each))),
        )
      : "none";
  if (typeof value === "object")
    return Object.entries(value).map(([label, each], at) => [
      at > 0 && ", ",
      `${nameValue(label)} `,
      showValue(each),
    ]);
  if (isAddress(value)) return account(value);
  if (UNITS.test(value)) return amount(value);
  return HASH.test(value) || CID.test(value) ? identifier(value) : String(value);
}

function nameValue(label) {
  return label.replaceAll("_", " ");
}

/** Return the sum of all rewards, compared with what the chain holds. */
export function explanationSum({ sum, claimed, unclaimed }) {
  if (!sum) return null;
  const paid = sum.terms.filter((term) => BigInt(term.amount) > 0n);
  const rows = [
    ...paid.map(({ round, amount: units }) => [`Round ${round}`, units, "term"]),
    ["Sum of the rounds", sum.cumulative, "total"],
    ["The chain's reward tree holds", sum.chain, "total chain"],
    ["Claimed so far", claimed, "paid"],
    ["Left to claim", unclaimed, "left"],
  ];
  const about = `All rounds that paid, to the last of ${SYMBOL}'s 18 decimals`;
  return h(
    "div",
    {},
    h("h3", {}, "The sum ", verdict(sum.ok)),
    bareTable({
      caption: h("caption", { class: "note" }, about),
      kind: "sum plain",
      columns: [
        { label: "What", cell: ([label, , kind]) => (kind === "term" ? label : strong(label)) },
        { label: SYMBOL, number: true, cell: ([, units]) => showExactly(units) },
      ],
      rows,
      key: ([label]) => label,
      mark: ([, , kind]) => kind,
    }),
  );
}

function strong(text) {
  return h("strong", {}, text);
}

function showExactly(units) {
  const about = { class: "mono", "data-units": units, title: `${units} base units` };
  return h("span", about, formatExactly(units));
}

/** Return what is wrong, where anything is. */
export function explanationFaults({ faults }) {
  if (!faults?.length) return null;
  return h(
    "div",
    { role: "alert" },
    h("h3", {}, "What does not fit"),
    h(
      "ul",
      {},
      faults.map(({ kind, step, text }) => h("li", {}, badge(kind, "bad"), ` ${step}: ${text}`)),
    ),
  );
}

/** Return one sentence's worth of a verdict about the whole. */
export function explanationVerdict(explanation) {
  const { ok, reward, summary } = explanation;
  return h("p", {}, verdict(ok), " ", summary ?? ["Reward: ", amount(reward)]);
}
