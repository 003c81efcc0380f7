/** One conviction: who lied about what, the evidence, and what was taken. */

import { find, get, Problem } from "../api.js";
import { h } from "../dom.js";
import { formatPercent, group } from "../format.js";
import { makeEvidence, makeReceipt } from "../parts/commands.js";
import { card, command, facts, figures, heading, trail } from "../parts/layout.js";
import { account, amount, identifier, state, when } from "../parts/marks.js";
import { explainProof, nameProof } from "../parts/rounds.js";

export const getTitle = () => "A slash";

export async function load({ slash }) {
  const [found, network] = await Promise.all([find(`/slashes/${slash}`), get("/network")]);
  if (!found) throw new Problem("No such slash", "Nobody was convicted under this number.", 404);
  const abi = await find(`/abi/${encodeURIComponent(found.evidence.contract)}.json`);
  return { slash: found, network, signature: formSignature(abi, found.evidence.function) };
}

export function view({ slash, network, signature }) {
  const { task, round } = slash;
  const { evidence } = slash;
  return h(
    "div",
    { class: "stack" },
    heading({
      crumbs: trail(task, round),
      title: nameProof(slash.proof),
      badges: [state(slash.state)],
      lead: explainProof(slash.proof),
    }),
    h(
      "section",
      { class: "card", "aria-label": "Figures" },
      figures([
        ["Taken", amount(slash.amount)],
        ["Burned", amount(slash.burned), share(slash)],
        ["Bounty", amount(slash.bounty), "to the accuser"],
      ]),
    ),
    card(
      "What happened",
      facts([
        ["Accused", account(slash.accused)],
        ["Accuser", account(slash.accuser)],
        [
          "What",
          slash.kind === "VOTER"
            ? `the vote of validator ${slash.validator}`
            : `proposal ${slash.number}`,
        ],
        [
          "Round",
          h("a", { href: `/task/${task}/round/${round}` }, `round ${round} of task ${task}`),
        ],
        ["Convicted", when(slash.convicted_at)],
        [
          "Executed",
          slash.executed_at
            ? [when(slash.executed_at), " in ", identifier(slash.executed_transaction)]
            : "not yet: the slash waits for its delay",
        ],
      ]),
    ),
    card(
      "Evidence",
      h(
        "p",
        {},
        "The proof is the calldata of the transaction that convicted: the contract recomputed ",
        "the disputed value from it and from what it had stored, and found the accused wrong.",
      ),
      facts([
        ["Transaction", identifier(evidence.transaction)],
        ["Called", h("code", {}, `${evidence.contract}.${evidence.function}`)],
        ["Kind of proof", h("code", {}, slash.proof)],
        ["Block", group(slash.block)],
      ]),
      makeEvidence(evidence.transaction, signature, network) &&
        command(
          makeEvidence(evidence.transaction, signature, network),
          "Read the evidence yourself:",
        ),
      makeReceipt(evidence.transaction, network) &&
        command(makeReceipt(evidence.transaction, network), "And what the chain answered:"),
    ),
  );
}

/** Return a function's full form, which tells its calldata apart; null if the ABI has none. */
function formSignature(abi, name) {
  const found = (abi ?? []).find(
    (entry) => entry.type === "function" && entry.name === name,
  );
  return found ? `${name}(${found.inputs.map(formType).join(",")})` : null;
}

function formType({ type, components }) {
  return type.startsWith("tuple")
    ? `(${components.map(formType).join(",")})${type.slice(5)}`
    : type;
}

function share({ amount: taken, burned }) {
  if (BigInt(taken) === 0n) return null;
  return formatPercent(Number((10_000n * BigInt(burned)) / BigInt(taken)) / 10_000, 0);
}
