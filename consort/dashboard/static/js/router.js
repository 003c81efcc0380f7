/** Which page a path names. */

import * as account from "./pages/account.js";
import * as models from "./pages/models.js";
import * as network from "./pages/network.js";
import * as overview from "./pages/overview.js";
import * as round from "./pages/round.js";
import * as slash from "./pages/slash.js";
import * as task from "./pages/task.js";
import * as update from "./pages/update.js";

const NUMBER = "\\d{1,9}";
const ADDRESS = "0x[0-9a-fA-F]{40}";

const ROUTES = [
  [/^\/$/, [], overview],
  [`^/task/(${NUMBER})$`, ["task"], task],
  [`^/task/(${NUMBER})/models$`, ["task"], models],
  [`^/task/(${NUMBER})/round/(${NUMBER})$`, ["task", "round"], round],
  [
    `^/task/(${NUMBER})/round/(${NUMBER})/update/(${ADDRESS})$`,
    ["task", "round", "account"],
    update,
  ],
  ["^/account/([^/]{1,100})$", ["account"], account],
  [`^/slash/(${NUMBER}/${NUMBER}/v?${NUMBER})$`, ["slash"], slash],
  [/^\/network$/, [], network],
].map(([form, names, page]) => ({ form: new RegExp(form), names, page }));

/** Return the page of a path and its parameters, or null. */
export function route(path) {
  const plain = path.length > 1 ? path.replace(/\/$/, "") : path;
  for (const { form, names, page } of ROUTES) {
    const found = form.exec(plain);
    if (found)
      return {
        page,
        parameters: Object.fromEntries(names.map((name, at) => [name, decode(found[at + 1])])),
      };
  }
  return null;
}

function decode(text) {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
