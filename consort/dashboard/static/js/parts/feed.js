/** What has just happened, in words. */

import { h } from "../dom.js";
import { account, amount, linkRound, when } from "./marks.js";
import { empty } from "./layout.js";

const WORDS = {
  BatchSealed: () => "part of a list was sealed",
  Committed: (f) => ["update committed by ", account(f.contributor)],
  ContributorEnrolled: (f) => [
    account(f.account),
    " enrolled as contributor with ",
    amount(f.stake),
  ],
  CooledDown: (f) => [account(f.contributor), " sits out: its update could not be fetched"],
  ValidatorEnrolled: (f) => [account(f.account), " enrolled as validator with ", amount(f.stake)],
  ExitRequested: (f) => [account(f.account), " asked to leave"],
  ListSealed: (f) => `list sealed, ${f.count} commitments`,
  PhaseClosed: () => "everybody has acted: phase ended early",
  Proposed: (f) => `proposal ${f.number} was made`,
  ProposalBonded: (f) => ["bonded proposal ", String(f.number), " by ", account(f.account)],
  ProposalConvicted: (f) => [`proposal ${f.number} refuted by `, account(f.accuser)],
  VoterConvicted: (f) => ["a validator's vote was refuted by ", account(f.accuser)],
  RoundFinalised: (f) => `final: version ${f.version}`,
  RoundOpened: () => "round opened",
  RoundVoided: () => "round void",
  Voted: (f) => [`validator ${f.validator_index} voted, paid `, amount(f.pay)],
  SlashExecuted: (f) => ["slash of ", amount(f.amount), " executed, ", amount(f.burned), " burned"],
  Claimed: (f) => [account(f.account), " claimed ", amount(f.amount)],
  CreditWithdrawn: (f) => [account(f.account), " withdrew ", amount(f.amount)],
  TaskCreated: (f) => ["task created by ", account(f.owner)],
  TaskFunded: (f) => ["budget grew by ", amount(f.amount)],
  TaskClosed: () => "task closed by its owner",
  Deposited: (f) => [account(f.account), " deposited ", amount(f.amount)],
  Withdrawn: (f) => [account(f.account), " withdrew stake of ", amount(f.amount)],
  Demanded: (f) => ["evidence demanded by ", account(f.asker)],
  Answered: (f) => ["evidence shown by ", account(f.answerer)],
  AnswerPaid: (f) => [account(f.answerer), " was paid ", amount(f.amount), " for showing evidence"],
  Unanswered: () => "nobody showed the evidence that was demanded",
  Announced: (f) => ["file announced by ", account(f.announcer)],
  Allocated: (f) => [amount(f.amount), " of stake put to work by ", account(f.account)],
  Bonded: (f) => [account(f.account), " bonded ", amount(f.amount)],
  Unbonded: (f) => [account(f.account), " got a bond of ", amount(f.amount), " back"],
  BondForfeited: (f) => ["a bond of ", amount(f.amount), " was taken"],
  Slashed: (f) => [account(f.account), " lost ", amount(f.amount), " of stake"],
  Burned: (f) => [amount(f.amount), " burned"],
  Frozen: (f) => ["stake of ", account(f.account), " frozen"],
  Thawed: (f) => ["stake of ", account(f.account), " free again"],
  ExitBegun: (f) => [account(f.account), " is leaving with ", amount(f.amount)],
  Released: (f) => [account(f.account), " got ", amount(f.amount), " of stake back"],
  Precommitted: (f) => [account(f.accuser), " committed to evidence"],
  SeedAnchored: (f) => `block ${f.anchor} will elect proposers`,
  SeedDrawn: () => "cohorts drawn",
  ModelRevived: (f) => `training goes on from version ${f.version}`,
  SlashDropped: () => "slash dropped",
};

const TOKEN = new Set(["Transfer", "Approval", "DelegateChanged", "DelegateVotesChanged"]);

/** Return the newest events that tell more than that tokens moved. */
export function pickNews(events, most) {
  return events.filter(({ event }) => !TOKEN.has(event)).slice(0, most);
}

/** Return the list of events, newest first. */
export function feed(events, { isPlaced = true } = {}) {
  if (!events.length) return empty("Nothing has happened yet.");
  return h(
    "ol",
    { class: "feed" },
    events.map((event) =>
      h(
        "li",
        { "data-key": `${event.block}-${event.log_index}` },
        h("span", {}, isPlaced && where(event), tell(event)),
        when(event.at),
      ),
    ),
  );
}

function where({ fields }) {
  if (fields?.task === undefined || fields.round === undefined) return null;
  return [linkRound(fields.task, fields.round), ": "];
}

function tell({ event, fields }) {
  const words = Object.hasOwn(WORDS, event) ? WORDS[event] : () => event;
  return words(fields ?? {});
}
