// Consort for TypeScript: ABIs for viem, ethers or wagmi, the deployment record, and the documents
// of `consort ... --json` and of the HTTP API below /api/v1. Made by `make artifacts`: not edited.

/** 0x and hexadecimal digits: a hash, a transaction, calldata, an account with its checksum. */
export type Hex = `0x${string}`;

/** Base units of the token (18 decimals) as decimal digits: more than a number holds exactly. */
export type Amount = string;

/** deployments/CHAINID.json, as `consort deploy` writes it. */
export interface Deployment {
  chain_id: number;
  protocol_version: number;
  contracts: Record<string, DeployedContract>;
}

export interface DeployedContract {
  address: Hex;
  block: number;
  code_hash: Hex;
  arguments: readonly string[];
}

/** A part of a list; `next` is what to give as `after` for the following part, null at the end. */
export interface Page<T> {
  items: readonly T[];
  next: string | null;
}

/** An event in its place; numbers above 56 bits are decimal strings. */
export interface EventEntry {
  block: number;
  block_hash: Hex;
  log_index: number;
  transaction: Hex;
  contract: string;
  event: string;
  at: number;
  final: boolean;
  fields: Record<string, unknown>;
}

export type FaultKind =
  | "TAMPERED_INDEX"
  | "TAMPERED_BLOB"
  | "WRONG_PROPOSAL"
  | "WRONG_VOTE"
  | "CHAIN_DIFFERS";

/** Something that does not hold, and where it showed. */
export interface Fault {
  kind: FaultKind;
  step: string;
  text: string;
}

/** One step of a derivation; `ok` is null where it cannot be checked here. */
export interface Step {
  name: string;
  title: string;
  text: string;
  ok: boolean | null;
  formula: string | null;
  values: Record<string, unknown>;
  checked: string;
  transaction: Hex | null;
}

/** Why a contributor has the reward that it has of a round, as `consort ledger explain`. */
export interface Explanation {
  task: number;
  account: Hex;
  round: number;
  version: number | null;
  enrolment: number;
  position: number | null;
  block: number;
  block_hash: Hex;
  ok: boolean | null;
  summary: string;
  reward: Amount;
  cumulative_before: Amount | null;
  cumulative: Amount | null;
  claimed: Amount;
  unclaimed: Amount;
  steps: readonly Step[];
  faults: readonly Fault[];
  sum: RewardSum | null;
  proof: RewardPath | null;
  lineage: readonly { version: number; round: number | null; hash: Hex }[];
  claim: ClaimDocument | null;
}

/** The amounts of all rounds as the index has them, beside what the chain proves. */
export interface RewardSum {
  terms: readonly { round: number; amount: Amount }[];
  cumulative: Amount;
  chain: Amount;
  ok: boolean;
}

/** A reward leaf and its path, as `RewardLedger.claim` takes it. */
export interface RewardPath {
  index: number;
  cumulative: Amount;
  last_multiplier: number;
  list_position: number;
  mask: number;
  siblings: readonly { hash: Hex; sum: Amount }[];
  root: Hex;
  total: Amount;
}

/** How to be paid; null where nothing waits. `transactions` paid so far. */
export interface ClaimDocument {
  contract: Hex | null;
  function: string | null;
  calldata: Hex | null;
  command: string | null;
  cast: string | null;
  transactions: readonly Hex[];
}

/** A whole task held against the chain, as `consort ledger verify`. */
export interface Verification {
  task: number;
  block: number;
  block_hash: Hex;
  ok: boolean;
  events: number;
  rounds: number;
  recomputed: number;
  rows: number;
  faults: readonly Fault[];
  unchecked: readonly { round: number | null; text: string }[];
}

/** Something to do now; `command` is how, null where it is only to know. */
export interface Advice {
  text: string;
  command: string | null;
}

/** An account in a role of a task, and its part in the last round. */
export interface RoleStanding extends RoleEntry {
  release_at: number | null;
  release_block: number | null;
  frozen: number;
  now: {
    round: number | null;
    phase: string;
    ends_at: number | null;
    part: "NO_ROUND" | "NOT_COUNTED" | "RESTING" | "DONE" | "DUE" | "MISSED";
    rest_until: number | null;
  };
  recent: readonly RewardEntry[];
}

/** Where an account stands, as `consort status`. */
export interface Standing {
  account: Hex;
  block: number;
  time: number;
  free_stake: Amount;
  credit: Amount;
  roles: readonly RoleStanding[];
  slashes: readonly SlashEntry[];
  advice: readonly Advice[];
}
