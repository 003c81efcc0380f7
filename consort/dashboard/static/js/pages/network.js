/** Whether everything is well: chain, store, index, contracts. */

import { get } from "../api.js";
import { h } from "../dom.js";
import { formatBytes, formatSpan, group } from "../format.js";
import { card, facts, figures, heading, shortFacts } from "../parts/layout.js";
import { badge, identifier, isAddress, when } from "../parts/marks.js";

export const getTitle = () => "Network";

export async function load() {
  const [network, status] = await Promise.all([get("/network"), get("/status")]);
  return { network, status };
}

export function view({ network, status }) {
  const { rpc, store, contracts, index } = network;
  return h(
    "div",
    { class: "stack" },
    heading({ title: "Network health", lead: "What this page is read from, and how fresh it is." }),
    h(
      "section",
      { class: "card", "aria-label": "Figures" },
      figures([
        ["Chain", health(status.chain_ok), status.chain_fault ?? `chain ${status.chain_id}`],
        ["Newest block", group(status.block ?? "–"), when(status.time)],
        ["Final up to", group(status.final_block ?? 0), "nothing before it can change"],
        ["Events read", group(status.events), status.is_caught_up ? "caught up" : "catching up"],
        store && ["Store", health(store.ok), store.kind],
      ]),
    ),
    h(
      "div",
      { class: "pair" },
      card("Chain node", facts([["Answers", health(rpc.ok)], ...list(rpc, ["ok"])])),
      store &&
        card(
          "Store of models and updates",
          facts([["Answers", health(store.ok)], ...list(store, ["ok"])]),
        ),
      index && card("Index", facts(list(index))),
      card(
        "Deployment",
        facts([
          ["Protocol", String(status.protocol)],
          ["Release", String(status.release)],
          ["Coordinator", identifier(status.coordinator)],
          ...list(network.deployment ?? {}),
        ]),
      ),
    ),
    card(
      "Contracts",
      shortFacts(
        Object.entries(contracts ?? {}).map(([name, address]) => [
          nameField(name),
          showValue("address", address),
        ]),
      ),
    ),
    card(
      "Build your own view",
      h(
        "p",
        {},
        "Everything on this page is read-only JSON; ",
        h("a", { href: "/api/v1/openapi.json" }, "the API is described"),
        " in OpenAPI, with ",
        h("a", { href: "/api/v1/types.ts" }, "TypeScript types"),
        " and ",
        h("a", { href: "/api/v1/deployment.json" }, "the deployment's record"),
        ".",
      ),
    ),
  );
}

function formatGwei(wei) {
  return String(Number(wei) / 1e9);
}

function health(ok) {
  if (ok === null || ok === undefined) return badge("unknown");
  return ok ? badge("healthy", "good") : badge("away", "bad");
}

function list(record, without = []) {
  return Object.entries(record)
    .filter(([name, value]) => value !== null && !without.includes(name))
    .map(([name, value]) => [nameField(name), showValue(name, value)]);
}

function nameField(name) {
  const words = name
    .replaceAll("_", " ")
    .replace(/\b(url|rpc|id)\b/g, (word) => word.toUpperCase());
  return words[0].toUpperCase() + words.slice(1);
}

function showValue(name, value) {
  if (value === null || value === undefined) return "–";
  if (typeof value === "boolean") return value ? "yes" : "no";
  if (isAddress(value)) return identifier(value);
  if (typeof value === "object") return h("code", {}, JSON.stringify(value));
  if (/(^|_)(id|schema|protocol)$/.test(name)) return String(value);
  if (name === "gas_price") return `${formatGwei(value)} gwei`;
  if (/seconds/.test(name)) return formatSpan(Number(value));
  if (/bytes|size/.test(name)) return formatBytes(value);
  return /^0x[0-9a-f]{24,}$/i.test(value)
    ? identifier(value)
    : typeof value === "number"
      ? group(value)
      : String(value);
}
