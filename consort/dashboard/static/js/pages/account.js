/** One account: stake, what it earned and lost, how to claim, and each reward explained. */

import { get, Problem } from "../api.js";
import { chartEarnings } from "../charts/series.js";
import { h } from "../dom.js";
import { explain } from "../explaining.js";
import { count } from "../format.js";
import {
  makeCastClaim,
  makeCastCredit,
  makeClaim,
  makeClaimedOf,
  makeDeployment,
  makeExplain,
  isNodeHere,
} from "../parts/commands.js";
import {
  explanationFaults,
  explanationSteps,
  explanationSum,
  explanationVerdict,
} from "../parts/explanation.js";
import { card, command, empty, figures, heading, trail } from "../parts/layout.js";
import { amount, badge, copyButton, isAddress, linkRound, yes, when } from "../parts/marks.js";
import { getPart } from "../parts/pager.js";
import { isContributor, slashesTable } from "../parts/rounds.js";
import { table } from "../parts/table.js";

const CHARTED = 200;
const ANY_TIME =
  " can be claimed, at any time and by anybody: it always goes to the account that earned it.";
const OWN_NODE = "Set ETH_RPC_URL to the address of a node of this chain that you may use.";
const ALL_PAID =
  "All that was earned here so far has been paid out. " +
  "The commands work again after the next round that pays.";

export const getTitle = ({ account }) => `Account ${account.slice(0, 10)}…`;

export async function load({ account }, turned, query) {
  if (!isAddress(account))
    throw new Problem("That is no address", "An address is 0x and 40 hexadecimal digits.", 404);
  const [detail, network, slashes] = await Promise.all([
    get(`/accounts/${account}`),
    get("/network"),
    getPart(turned, "slashes", "/slashes", { account, limit: 10 }),
  ]);
  const task = query.get("task") ?? detail.roles.find(isContributor)?.task ?? detail.roles[0]?.task;
  if (task === undefined) return { detail, network, slashes };
  const path = `/accounts/${account}/rewards`;
  const [charted, rewards] = await Promise.all([
    get(path, { task, limit: CHARTED }),
    getPart(turned, "rewards", path, { task, limit: 20 }),
  ]);
  const round = query.get("round") ?? charted.items.find(({ included }) => included)?.round;
  const explained = round === undefined ? {} : await explain(account, task, round);
  return { detail, network, slashes, task, charted, rewards, round, ...explained };
}

export function view(data, { account }) {
  const { detail, charted, rewards, slashes, task } = data;
  return h(
    "div",
    { class: "stack" },
    heading({
      crumbs: trail(task),
      title: "Account",
      badges: [...new Set(detail.roles.map(({ role }) => String(role).toLowerCase()))].map((role) =>
        badge(role, "live"),
      ),
      lead: [h("code", {}, account), copyButton(account)],
      tabs: tabs(detail, account),
      here: `/account/${account}?task=${task}`,
    }),
    h("section", { class: "card", "aria-label": "Figures" }, figures(listFigures(detail))),
    task !== undefined && [
      charted.items.length > 0 && chartEarnings(charted.items),
      claims(data, account),
      explained(data, account),
      rewards.items.length > 0 && card(null, rewardsTable(data, account)),
    ],
    slashes.items.length > 0 && card(null, slashesTable(slashes)),
    detail.roles.length > 0 && card(null, rolesTable(detail)),
    detail.roles.length === 0 &&
      card("Nothing here", empty("This account is not enrolled in any task of this deployment.")),
  );
}

function tabs({ roles }, account) {
  const tasks = [...new Set(roles.map(({ task }) => task))];
  return tasks.length < 2
    ? []
    : tasks.map((task) => [`Task ${task}`, `/account/${account}?task=${task}`]);
}

function sum(roles, name) {
  return roles.reduce((total, role) => total + BigInt(role[name]), 0n).toString();
}

function listFigures(detail) {
  const { roles } = detail;
  const exiting = detail.exiting.filter((entry) => BigInt(entry.amount) > 0n);
  return [
    ["Earned", amount(sum(roles, "earned"))],
    ["To claim", amount(sum(roles, "unclaimed")), [amount(sum(roles, "claimed")), " claimed"]],
    ["Stake at work", amount(sum(roles, "stake")), ["free: ", amount(detail.free_stake)]],
    BigInt(detail.bonded) > 0n && ["Bonded", amount(detail.bonded)],
    exiting.length > 0 && [
      "Leaving",
      amount(sum(exiting, "amount")),
      ["free ", when(exiting[0].release_at)],
    ],
    BigInt(detail.credit) > 0n && ["Credit", amount(detail.credit), "pay not withdrawn yet"],
    BigInt(detail.bounties) > 0n && ["Bounties", amount(detail.bounties)],
    ["Slashed", amount(sum(roles, "slashed"))],
  ];
}

function rolesTable({ roles }) {
  return table({
    title: "Roles",
    rows: roles,
    key: ({ task, role, enrolment }) => `${task}-${role}-${enrolment}`,
    emptyText: "No role in any task.",
    columns: [
      { label: "Task", cell: ({ task }) => h("a", { href: `/task/${task}` }, `Task ${task}`) },
      {
        label: "Role",
        cell: ({ role, until_round: until }) => [
          String(role).toLowerCase(),
          until !== null && [" ", badge(`until round ${until}`, "warn")],
        ],
      },
      { label: "Stake", number: true, cell: (role) => amount(role.stake) },
      { label: "Earned", number: true, cell: (role) => amount(role.earned) },
      { label: "Claimed", number: true, cell: (role) => amount(role.claimed) },
      { label: "Slashed", number: true, cell: (role) => amount(role.slashed) },
      {
        label: "Rounds",
        cell: (role) =>
          isContributor(role)
            ? `${role.rounds_included} of ${count(role.rounds_committed, "commitment")} included`
            : `voted in ${count(role.rounds_committed, "round")}`,
      },
    ],
  });
}

function claims({ detail, network, task, explanation }, account) {
  const own = detail.roles.filter((each) => Number(each.task) === Number(task));
  const role = own.find(isContributor) ?? own[0];
  if (!role) return null;
  const isOpen = BigInt(role.unclaimed) > 0n;
  return h(
    "section",
    { class: "card", id: "claim", tabindex: "-1" },
    h(
      "div",
      { class: "card-head" },
      h("h2", {}, "Claim"),
      isOpen ? badge("something to claim", "warn") : badge("nothing left to claim", "good"),
    ),
    h("p", {}, isOpen ? [amount(role.unclaimed), ANY_TIME] : ALL_PAID),
    !isNodeHere(network) && h("p", { class: "note" }, OWN_NODE),
    command(makeDeployment(), "Fetch this deployment's record:"),
    command(
      makeClaim(task, account, network),
      "Claim with Consort, which rebuilds the proof from the chain's events:",
    ),
    isContributor(role)
      ? castReward(explanation?.claim, network, task, role)
      : castCredit(network, account, isOpen),
  );
}

function castReward(claim, network, task, { enrolment }) {
  const send = makeCastClaim(claim, network);
  const asked = makeClaimedOf(network.contracts.RewardLedger, task, enrolment, network);
  return [
    send && command(send, "Or send the same call with Foundry's cast; the proof is in the bytes:"),
    asked && command(asked, "Ask the chain what was claimed:"),
  ];
}

function castCredit(network, account, isOpen) {
  const send = makeCastCredit(network.contracts.RewardLedger, account, network);
  return isOpen && send && command(send, "Or send the same call with Foundry's cast:");
}

function explained({ explanation, problem, at, round, task, network }, account) {
  if (round === undefined) return null;
  const trouble = problem && `${problem.title}. ${problem.detail}`;
  if (!explanation)
    return card(
      `The reward of round ${round}, explained`,
      empty(trouble ?? "This account has no reward in that round."),
    );
  return h(
    "section",
    { class: "card", id: "explain", tabindex: "-1", "data-key": `explain-${round}` },
    h(
      "div",
      { class: "card-head" },
      h("h2", {}, `The reward of round ${round}, explained`),
      h("span", {}, amount(explanation.reward)),
    ),
    trouble && h("p", { class: "note" }, "As it was explained ", when(at), `: now, ${trouble}`),
    explanationVerdict(explanation),
    explanationFaults(explanation),
    h("div", { class: "pair explain" }, explanationSteps(explanation), explanationSum(explanation)),
    command(makeExplain(task, account, round, network), "Derive it on your own machine:"),
  );
}

function rewardsTable({ rewards, round }, account) {
  return table({
    title: "Rewards",
    rows: rewards.items,
    part: rewards,
    key: ({ task, round: number, enrolment }) => `reward-${task}-${number}-${enrolment}`,
    mark: (row) => (Number(row.round) === Number(round) ? "is-ours" : null),
    emptyText: "No rewards yet.",
    columns: [
      { label: "Round", cell: ({ task, round: number }) => linkRound(task, number) },
      { label: "Outcome", cell: ({ included }) => yes(included) },
      { label: "Reward", number: true, cell: (row) => amount(row.amount) },
      { label: "In all", number: true, cell: (row) => amount(row.cumulative) },
      { label: "When", cell: ({ at }) => when(at) },
      {
        label: "Why",
        cell: ({ task, round: number }) =>
          h(
            "a",
            {
              href: `/account/${account}?task=${task}&round=${number}#explain`,
              "aria-label": `Explain the reward of round ${number}`,
            },
            "Explain",
          ),
      },
      {
        label: "Path",
        cell: ({ task, round: number }) =>
          h(
            "a",
            {
              href: `/task/${task}/round/${number}/update/${account}`,
              "aria-label": `Follow the update of round ${number}`,
            },
            "Follow",
          ),
      },
    ],
  });
}
