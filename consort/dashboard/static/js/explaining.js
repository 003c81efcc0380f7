/** Rewards explained by the server, which asks the chain for it and so cannot always. */

import { find } from "./api.js";
import { getChainTime } from "./clock.js";

let kept = {}; // the last explanation: {name, explanation, at}

/**
 * Return {explanation, problem, at}: a reward explained, null where there is none.
 *
 * While the server cannot explain it, the explanation is the last one, made at `at`.
 */
export async function explain(account, task, round) {
  const name = `${account}/${task}/${round}`.toLowerCase();
  try {
    const explanation = await find(`/accounts/${account}/explain`, { task, round });
    kept = { name, explanation, at: getChainTime() };
    return { explanation };
  } catch (problem) {
    if (problem.status === 0 || problem.status === 429) throw problem; // nothing can be had
    return kept.name === name ? { ...kept, problem } : { explanation: null, problem };
  }
}
