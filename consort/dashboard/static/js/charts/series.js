/** The charts of this page, from the API's documents. */

import { formatPercent, formatTokens, toNumber, SYMBOL } from "../format.js";
import { figure } from "./figure.js";

const NOT_YET = "No version is measured yet: this dashboard evaluates each one in the background.";
const NOT_HERE =
  "Nothing is measured here. Start the dashboard with --app MODULE:NAME, " +
  "and it evaluates each version on the app's test data.";

/** Return the chart of the first metric of each version that was measured. */
export function chartAccuracy(task, versions, isMeasured) {
  const measured = versions
    .filter(({ metrics }) => metrics && Object.keys(metrics).length)
    .reverse();
  const name = measured.length ? Object.keys(measured.at(-1).metrics)[0] : "accuracy";
  const points = measured
    .filter(({ metrics }) => Number.isFinite(metrics[name]))
    .map(({ version, metrics, round }) => ({
      name: `v${version}`,
      value: metrics[name],
      text: `Version ${version}\n${name} ${formatMetric(metrics[name])}`,
      href: round === null ? null : `/task/${task}/round/${round}`,
    }));
  const isShare = points.every(({ value }) => value >= 0 && value <= 1);
  return figure({
    title: `${name[0].toUpperCase()}${name.slice(1)} per version`,
    spec: { kind: "line", unit: isShare ? "percent" : "number", points },
    columns: [
      ["Version", (point) => point.name],
      [name, (point) => formatMetric(point.value)],
    ],
    emptyText: isMeasured ? NOT_YET : NOT_HERE,
  });
}

export function formatMetric(value) {
  return value >= 0 && value <= 1 ? formatPercent(value, 2) : String(Number(value.toPrecision(6)));
}

/** Return the chart of how many updates each round had, included and not. */
export function chartParticipation(task, rounds) {
  const points = rounds
    .filter(({ state }) => state !== "RUNNING")
    .reverse()
    .map((round) => describeRound(task, round));
  return figure({
    title: "Participation",
    legend: [
      ["included", ""],
      ["committed only", "rest"],
      ["void round", "void"],
    ],
    spec: { kind: "columns", unit: "count", points },
    columns: [
      ["Round", (point) => point.name],
      ["Included", (point) => String(point.value)],
      ["Left out", (point) => String(point.rest)],
    ],
    emptyText: "No round has ended yet.",
  });
}

function describeRound(task, { round, state, committed, included }) {
  const isVoid = state === "VOID";
  const value = isVoid ? 0 : (included ?? 0);
  const text = isVoid ? `void, ${committed} committed` : `${value} of ${committed} included`;
  return {
    name: String(round),
    value,
    rest: committed - value,
    isVoid,
    text: `Round ${round}\n${text}`,
    href: `/task/${task}/round/${round}`,
  };
}

function tellEarned(amount, cumulative) {
  return `+${formatTokens(amount)}, in all ${formatTokens(cumulative)} ${SYMBOL}`;
}

/** Return the chart of what an account has earned, round by round. */
export function chartEarnings(rewards) {
  const points = [...rewards].reverse().map(({ task, round, amount, cumulative }) => ({
    name: String(round),
    value: toNumber(cumulative),
    text: `Round ${round} of task ${task}\n${tellEarned(amount, cumulative)}`,
    href: `/task/${task}/round/${round}`,
  }));
  return figure({
    title: "Earnings over time",
    note: `${SYMBOL} in all, by the round that earned them`,
    spec: { kind: "steps", unit: "tokens", points },
    columns: [
      ["Round", (point) => point.name],
      ["What", (point) => point.text.split("\n")[1]],
    ],
    emptyText: "Nothing was earned here yet.",
  });
}
