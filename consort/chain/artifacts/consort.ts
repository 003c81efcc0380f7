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

export const aggregationProofsAbi = [
  {"inputs": [{"internalType": "contract IDisputes", "name": "disputes_", "type": "address"}], "stateMutability": "nonpayable", "type": "constructor"},
  {"inputs": [{"internalType": "uint256", "name": "expected", "type": "uint256"}, {"internalType": "uint256", "name": "actual", "type": "uint256"}], "name": "EvidenceMisshapen", "type": "error"},
  {"inputs": [{"internalType": "uint256", "name": "value", "type": "uint256"}], "name": "HintWrong", "type": "error"},
  {"inputs": [{"internalType": "uint256", "name": "position", "type": "uint256"}], "name": "NotInList", "type": "error"},
  {"inputs": [{"internalType": "enum Tree", "name": "tree", "type": "uint8"}, {"internalType": "bytes32", "name": "expected", "type": "bytes32"}, {"internalType": "bytes32", "name": "actual", "type": "bytes32"}], "name": "NotInProposal", "type": "error"},
  {"inputs": [], "name": "NothingWrong", "type": "error"},
  {"inputs": [{"internalType": "bytes32", "name": "expected", "type": "bytes32"}, {"internalType": "bytes32", "name": "actual", "type": "bytes32"}], "name": "ProposalMismatch", "type": "error"},
  {"inputs": [{"internalType": "uint16", "name": "validatorIndex", "type": "uint16"}], "name": "VoteNotShown", "type": "error"},
  {"inputs": [{"internalType": "uint16", "name": "previous", "type": "uint16"}, {"internalType": "uint16", "name": "index", "type": "uint16"}], "name": "VotesNotAscending", "type": "error"},
  {"inputs": [{"components": [{"internalType": "TaskId", "name": "task", "type": "uint32"}, {"internalType": "uint24", "name": "round", "type": "uint24"}, {"internalType": "uint8", "name": "number", "type": "uint8"}, {"components": [{"internalType": "bytes32", "name": "parent", "type": "bytes32"}, {"internalType": "bytes32", "name": "memberRoot", "type": "bytes32"}, {"internalType": "uint64", "name": "totalWeight", "type": "uint64"}, {"internalType": "bytes32", "name": "cohortsRoot", "type": "bytes32"}, {"internalType": "bytes32", "name": "aggregateRoot", "type": "bytes32"}, {"internalType": "bytes32", "name": "modelRoot", "type": "bytes32"}, {"internalType": "bytes32", "name": "rewardRoot", "type": "bytes32"}, {"internalType": "uint88", "name": "rewardTotal", "type": "uint88"}], "internalType": "struct Proposal", "name": "proposal", "type": "tuple"}], "internalType": "struct Target", "name": "target", "type": "tuple"}, {"components": [{"internalType": "uint8", "name": "cohort", "type": "uint8"}, {"internalType": "uint32", "name": "leaf", "type": "uint32"}, {"internalType": "uint16", "name": "coordinate", "type": "uint16"}, {"internalType": "bool", "name": "isHigh", "type": "bool"}, {"internalType": "uint32", "name": "low", "type": "uint32"}, {"internalType": "uint32", "name": "high", "type": "uint32"}], "internalType": "struct CoordinateClaim", "name": "claim", "type": "tuple"}, {"internalType": "bytes", "name": "members", "type": "bytes"}, {"components": [{"internalType": "bytes", "name": "leaf", "type": "bytes"}, {"internalType": "bytes32[]", "name": "path", "type": "bytes32[]"}, {"internalType": "bytes32[]", "name": "siblings", "type": "bytes32[]"}, {"internalType": "uint128[]", "name": "sums", "type": "uint128[]"}, {"internalType": "bytes32[]", "name": "cohortPath", "type": "bytes32[]"}], "internalType": "struct OutputProof", "name": "output", "type": "tuple"}], "name": "badCohort", "outputs": [], "stateMutability": "nonpayable", "type": "function"},
  {"inputs": [{"components": [{"internalType": "TaskId", "name": "task", "type": "uint32"}, {"internalType": "uint24", "name": "round", "type": "uint24"}, {"internalType": "uint8", "name": "number", "type": "uint8"}, {"components": [{"internalType": "bytes32", "name": "parent", "type": "bytes32"}, {"internalType": "bytes32", "name": "memberRoot", "type": "bytes32"}, {"internalType": "uint64", "name": "totalWeight", "type": "uint64"}, {"internalType": "bytes32", "name": "cohortsRoot", "type": "bytes32"}, {"internalType": "bytes32", "name": "aggregateRoot", "type": "bytes32"}, {"internalType": "bytes32", "name": "modelRoot", "type": "bytes32"}, {"internalType": "bytes32", "name": "rewardRoot", "type": "bytes32"}, {"internalType": "uint88", "name": "rewardTotal", "type": "uint88"}], "internalType": "struct Proposal", "name": "proposal", "type": "tuple"}], "internalType": "struct Target", "name": "target", "type": "tuple"}, {"components": [{"internalType": "bytes32", "name": "parent", "type": "bytes32"}, {"internalType": "bytes32", "name": "memberRoot", "type": "bytes32"}, {"internalType": "uint64", "name": "totalWeight", "type": "uint64"}, {"internalType": "bytes32", "name": "cohortsRoot", "type": "bytes32"}, {"internalType": "bytes32", "name": "aggregateRoot", "type": "bytes32"}, {"internalType": "bytes32", "name": "modelRoot", "type": "bytes32"}, {"internalType": "bytes32", "name": "rewardRoot", "type": "bytes32"}, {"internalType": "uint88", "name": "rewardTotal", "type": "uint88"}], "internalType": "struct Proposal", "name": "parent", "type": "tuple"}, {"components": [{"internalType": "uint32", "name": "leaf", "type": "uint32"}, {"internalType": "bytes", "name": "before", "type": "bytes"}, {"internalType": "bytes32[]", "name": "beforePath", "type": "bytes32[]"}, {"internalType": "bytes", "name": "aggregates", "type": "bytes"}, {"internalType": "bytes32[]", "name": "aggregatesPath", "type": "bytes32[]"}, {"internalType": "bytes32", "name": "afterwards", "type": "bytes32"}, {"internalType": "bytes32[]", "name": "afterwardsPath", "type": "bytes32[]"}], "internalType": "struct StepProof", "name": "step", "type": "tuple"}], "name": "badStep", "outputs": [], "stateMutability": "nonpayable", "type": "function"},
  {"inputs": [{"components": [{"internalType": "TaskId", "name": "task", "type": "uint32"}, {"internalType": "uint24", "name": "round", "type": "uint24"}, {"internalType": "uint8", "name": "number", "type": "uint8"}, {"components": [{"internalType": "bytes32", "name": "parent", "type": "bytes32"}, {"internalType": "bytes32", "name": "memberRoot", "type": "bytes32"}, {"internalType": "uint64", "name": "totalWeight", "type": "uint64"}, {"internalType": "bytes32", "name": "cohortsRoot", "type": "bytes32"}, {"internalType": "bytes32", "name": "aggregateRoot", "type": "bytes32"}, {"internalType": "bytes32", "name": "modelRoot", "type": "bytes32"}, {"internalType": "bytes32", "name": "rewardRoot", "type": "bytes32"}, {"internalType": "uint88", "name": "rewardTotal", "type": "uint88"}], "internalType": "struct Proposal", "name": "proposal", "type": "tuple"}], "internalType": "struct Target", "name": "target", "type": "tuple"}, {"components": [{"internalType": "uint8", "name": "cohort", "type": "uint8"}, {"internalType": "uint32", "name": "leaf", "type": "uint32"}, {"internalType": "uint16", "name": "coordinate", "type": "uint16"}, {"internalType": "bool", "name": "isHigh", "type": "bool"}, {"internalType": "uint32", "name": "low", "type": "uint32"}, {"internalType": "uint32", "name": "high", "type": "uint32"}], "internalType": "struct CoordinateClaim", "name": "claim", "type": "tuple"}, {"internalType": "bytes", "name": "cohorts", "type": "bytes"}, {"components": [{"internalType": "bytes", "name": "leaf", "type": "bytes"}, {"internalType": "bytes32[]", "name": "path", "type": "bytes32[]"}, {"internalType": "bytes32[]", "name": "siblings", "type": "bytes32[]"}, {"internalType": "uint128[]", "name": "sums", "type": "uint128[]"}, {"internalType": "bytes32[]", "name": "cohortPath", "type": "bytes32[]"}], "internalType": "struct OutputProof", "name": "output", "type": "tuple"}], "name": "badTop", "outputs": [], "stateMutability": "nonpayable", "type": "function"},
  {"inputs": [], "name": "disputes", "outputs": [{"internalType": "contract IDisputes", "name": "", "type": "address"}], "stateMutability": "view", "type": "function"},
] as const;

export const consortTokenAbi = [
  {"inputs": [{"internalType": "address", "name": "holder", "type": "address"}, {"internalType": "uint256", "name": "supply", "type": "uint256"}], "stateMutability": "nonpayable", "type": "constructor"},
  {"inputs": [], "name": "CheckpointUnorderedInsertion", "type": "error"},
  {"inputs": [], "name": "ECDSAInvalidSignature", "type": "error"},
  {"inputs": [{"internalType": "uint256", "name": "length", "type": "uint256"}], "name": "ECDSAInvalidSignatureLength", "type": "error"},
  {"inputs": [{"internalType": "bytes32", "name": "s", "type": "bytes32"}], "name": "ECDSAInvalidSignatureS", "type": "error"},
  {"inputs": [{"internalType": "uint256", "name": "increasedSupply", "type": "uint256"}, {"internalType": "uint256", "name": "cap", "type": "uint256"}], "name": "ERC20ExceededSafeSupply", "type": "error"},
  {"inputs": [{"internalType": "address", "name": "spender", "type": "address"}, {"internalType": "uint256", "name": "allowance", "type": "uint256"}, {"internalType": "uint256", "name": "needed", "type": "uint256"}], "name": "ERC20InsufficientAllowance", "type": "error"},
  {"inputs": [{"internalType": "address", "name": "sender", "type": "address"}, {"internalType": "uint256", "name": "balance", "type": "uint256"}, {"internalType": "uint256", "name": "needed", "type": "uint256"}], "name": "ERC20InsufficientBalance", "type": "error"},
  {"inputs": [{"internalType": "address", "name": "approver", "type": "address"}], "name": "ERC20InvalidApprover", "type": "error"},
  {"inputs": [{"internalType": "address", "name": "receiver", "type": "address"}], "name": "ERC20InvalidReceiver", "type": "error"},
  {"inputs": [{"internalType": "address", "name": "sender", "type": "address"}], "name": "ERC20InvalidSender", "type": "error"},
  {"inputs": [{"internalType": "address", "name": "spender", "type": "address"}], "name": "ERC20InvalidSpender", "type": "error"},
  {"inputs": [{"internalType": "uint256", "name": "deadline", "type": "uint256"}], "name": "ERC2612ExpiredSignature", "type": "error"},
  {"inputs": [{"internalType": "address", "name": "signer", "type": "address"}, {"internalType": "address", "name": "owner", "type": "address"}], "name": "ERC2612InvalidSigner", "type": "error"},
  {"inputs": [{"internalType": "uint256", "name": "timepoint", "type": "uint256"}, {"internalType": "uint48", "name": "clock", "type": "uint48"}], "name": "ERC5805FutureLookup", "type": "error"},
  {"inputs": [], "name": "ERC6372InconsistentClock", "type": "error"},
  {"inputs": [{"internalType": "address", "name": "account", "type": "address"}, {"internalType": "uint256", "name": "currentNonce", "type": "uint256"}], "name": "InvalidAccountNonce", "type": "error"},
  {"inputs": [], "name": "InvalidShortString", "type": "error"},
  {"inputs": [{"internalType": "uint8", "name": "bits", "type": "uint8"}, {"internalType": "uint256", "name": "value", "type": "uint256"}], "name": "SafeCastOverflowedUintDowncast", "type": "error"},
  {"inputs": [{"internalType": "string", "name": "str", "type": "string"}], "name": "StringTooLong", "type": "error"},
  {"inputs": [{"internalType": "uint256", "name": "expiry", "type": "uint256"}], "name": "VotesExpiredSignature", "type": "error"},
  {"anonymous": false, "inputs": [{"indexed": true, "internalType": "address", "name": "owner", "type": "address"}, {"indexed": true, "internalType": "address", "name": "spender", "type": "address"}, {"indexed": false, "internalType": "uint256", "name": "value", "type": "uint256"}], "name": "Approval", "type": "event"},
  {"anonymous": false, "inputs": [{"indexed": true, "internalType": "address", "name": "delegator", "type": "address"}, {"indexed": true, "internalType": "address", "name": "fromDelegate", "type": "address"}, {"indexed": true, "internalType": "address", "name": "toDelegate", "type": "address"}], "name": "DelegateChanged", "type": "event"},
  {"anonymous": false, "inputs": [{"indexed": true, "internalType": "address", "name": "delegate", "type": "address"}, {"indexed": false, "internalType": "uint256", "name": "previousVotes", "type": "uint256"}, {"indexed": false, "internalType": "uint256", "name": "newVotes", "type": "uint256"}], "name": "DelegateVotesChanged", "type": "event"},
  {"anonymous": false, "inputs": [], "name": "EIP712DomainChanged", "type": "event"},
  {"anonymous": false, "inputs": [{"indexed": true, "internalType": "address", "name": "from", "type": "address"}, {"indexed": true, "internalType": "address", "name": "to", "type": "address"}, {"indexed": false, "internalType": "uint256", "name": "value", "type": "uint256"}], "name": "Transfer", "type": "event"},
  {"inputs": [], "name": "CLOCK_MODE", "outputs": [{"internalType": "string", "name": "", "type": "string"}], "stateMutability": "view", "type": "function"},
  {"inputs": [], "name": "DOMAIN_SEPARATOR", "outputs": [{"internalType": "bytes32", "name": "", "type": "bytes32"}], "stateMutability": "view", "type": "function"},
  {"inputs": [{"internalType": "address", "name": "owner", "type": "address"}, {"internalType": "address", "name": "spender", "type": "address"}], "name": "allowance", "outputs": [{"internalType": "uint256", "name": "", "type": "uint256"}], "stateMutability": "view", "type": "function"},
  {"inputs": [{"internalType": "address", "name": "spender", "type": "address"}, {"internalType": "uint256", "name": "value", "type": "uint256"}], "name": "approve", "outputs": [{"internalType": "bool", "name": "", "type": "bool"}], "stateMutability": "nonpayable", "type": "function"},
  {"inputs": [{"internalType": "address", "name": "account", "type": "address"}], "name": "balanceOf", "outputs": [{"internalType": "uint256", "name": "", "type": "uint256"}], "stateMutability": "view", "type": "function"},
  {"inputs": [{"internalType": "uint256", "name": "value", "type": "uint256"}], "name": "burn", "outputs": [], "stateMutability": "nonpayable", "type": "function"},
  {"inputs": [{"internalType": "address", "name": "account", "type": "address"}, {"internalType": "uint256", "name": "value", "type": "uint256"}], "name": "burnFrom", "outputs": [], "stateMutability": "nonpayable", "type": "function"},
  {"inputs": [{"internalType": "address", "name": "account", "type": "address"}, {"internalType": "uint32", "name": "pos", "type": "uint32"}], "name": "checkpoints", "outputs": [{"components": [{"internalType": "uint48", "name": "_key", "type": "uint48"}, {"internalType": "uint208", "name": "_value", "type": "uint208"}], "internalType": "struct Checkpoints.Checkpoint208", "name": "", "type": "tuple"}], "stateMutability": "view", "type": "function"},
  {"inputs": [], "name": "clock", "outputs": [{"internalType": "uint48", "name": "", "type": "uint48"}], "stateMutability": "view", "type": "function"},
  {"inputs": [], "name": "decimals", "outputs": [{"internalType": "uint8", "name": "", "type": "uint8"}], "stateMutability": "view", "type": "function"},
  {"inputs": [{"internalType": "address", "name": "delegatee", "type": "address"}], "name": "delegate", "outputs": [], "stateMutability": "nonpayable", "type": "function"},
  {"inputs": [{"internalType": "address", "name": "delegatee", "type": "address"}, {"internalType": "uint256", "name": "nonce", "type": "uint256"}, {"internalType": "uint256", "name": "expiry", "type": "uint256"}, {"internalType": "uint8", "name": "v", "type": "uint8"}, {"internalType": "bytes32", "name": "r", "type": "bytes32"}, {"internalType": "bytes32", "name": "s", "type": "bytes32"}], "name": "delegateBySig", "outputs": [], "stateMutability": "nonpayable", "type": "function"},
  {"inputs": [{"internalType": "address", "name": "account", "type": "address"}], "name": "delegates", "outputs": [{"internalType": "address", "name": "", "type": "address"}], "stateMutability": "view", "type": "function"},
  {"inputs": [], "name": "eip712Domain", "outputs": [{"internalType": "bytes1", "name": "fields", "type": "bytes1"}, {"internalType": "string", "name": "name", "type": "string"}, {"internalType": "string", "name": "version", "type": "string"}, {"internalType": "uint256", "name": "chainId", "type": "uint256"}, {"internalType": "address", "name": "verifyingContract", "type": "address"}, {"internalType": "bytes32", "name": "salt", "type": "bytes32"}, {"internalType": "uint256[]", "name": "extensions", "type": "uint256[]"}], "stateMutability": "view", "type": "function"},
  {"inputs": [{"internalType": "uint256", "name": "timepoint", "type": "uint256"}], "name": "getPastTotalSupply", "outputs": [{"internalType": "uint256", "name": "", "type": "uint256"}], "stateMutability": "view", "type": "function"},
  {"inputs": [{"internalType": "address", "name": "account", "type": "address"}, {"internalType": "uint256", "name": "timepoint", "type": "uint256"}], "name": "getPastVotes", "outputs": [{"internalType": "uint256", "name": "", "type": "uint256"}], "stateMutability": "view", "type": "function"},
  {"inputs": [{"internalType": "address", "name": "account", "type": "address"}], "name": "getVotes", "outputs": [{"internalType": "uint256", "name": "", "type": "uint256"}], "stateMutability": "view", "type": "function"},
  {"inputs": [], "name": "name", "outputs": [{"internalType": "string", "name": "", "type": "string"}], "stateMutability": "view", "type": "function"},
  {"inputs": [{"internalType": "address", "name": "owner", "type": "address"}], "name": "nonces", "outputs": [{"internalType": "uint256", "name": "nonce", "type": "uint256"}], "stateMutability": "view", "type": "function"},
  {"inputs": [{"internalType": "address", "name": "account", "type": "address"}], "name": "numCheckpoints", "outputs": [{"internalType": "uint32", "name": "", "type": "uint32"}], "stateMutability": "view", "type": "function"},
  {"inputs": [{"internalType": "address", "name": "owner", "type": "address"}, {"internalType": "address", "name": "spender", "type": "address"}, {"internalType": "uint256", "name": "value", "type": "uint256"}, {"internalType": "uint256", "name": "deadline", "type": "uint256"}, {"internalType": "uint8", "name": "v", "type": "uint8"}, {"internalType": "bytes32", "name": "r", "type": "bytes32"}, {"internalType": "bytes32", "name": "s", "type": "bytes32"}], "name": "permit", "outputs": [], "stateMutability": "nonpayable", "type": "function"},
  {"inputs": [], "name": "symbol", "outputs": [{"internalType": "string", "name": "", "type": "string"}], "stateMutability": "view", "type": "function"},
  {"inputs": [], "name": "totalSupply", "outputs": [{"internalType": "uint256", "name": "", "type": "uint256"}], "stateMutability": "view", "type": "function"},
  {"inputs": [{"internalType": "address", "name": "to", "type": "address"}, {"internalType": "uint256", "name": "value", "type": "uint256"}], "name": "transfer", "outputs": [{"internalType": "bool", "name": "", "type": "bool"}], "stateMutability": "nonpayable", "type": "function"},
  {"inputs": [{"internalType": "address", "name": "from", "type": "address"}, {"internalType": "address", "name": "to", "type": "address"}, {"internalType": "uint256", "name": "value", "type": "uint256"}], "name": "transferFrom", "outputs": [{"internalType": "bool", "name": "", "type": "bool"}], "stateMutability": "nonpayable", "type": "function"},
] as const;

export const coordinatorAbi = [
  {"inputs": [{"internalType": "contract ConsortToken", "name": "token_", "type": "address"}, {"components": [{"internalType": "contract IDisputes", "name": "disputes", "type": "address"}, {"internalType": "address", "name": "demands", "type": "address"}, {"internalType": "address", "name": "inputProofs", "type": "address"}, {"internalType": "address[]", "name": "others", "type": "address[]"}], "internalType": "struct Judges", "name": "judges", "type": "tuple"}, {"internalType": "contract SeedSource", "name": "seedSource_", "type": "address"}, {"components": [{"internalType": "uint40", "name": "maxRoundTime", "type": "uint40"}, {"internalType": "uint40", "name": "maxExtension", "type": "uint40"}, {"internalType": "uint40", "name": "exitBlocks", "type": "uint40"}], "internalType": "struct Times", "name": "times", "type": "tuple"}], "stateMutability": "nonpayable", "type": "constructor"},
  {"inputs": [{"internalType": "uint16", "name": "validatorIndex", "type": "uint16"}], "name": "AllocationBehindAnother", "type": "error"},
  {"inputs": [{"internalType": "address", "name": "contributor", "type": "address"}, {"internalType": "uint24", "name": "round", "type": "uint24"}], "name": "AlreadyCommitted", "type": "error"},
  {"inputs": [{"internalType": "uint24", "name": "untilRound", "type": "uint24"}], "name": "AlreadyCoolingDown", "type": "error"},
  {"inputs": [{"internalType": "address", "name": "account", "type": "address"}], "name": "AlreadyEnrolled", "type": "error"},
  {"inputs": [{"internalType": "bytes32", "name": "proposalHash", "type": "bytes32"}], "name": "AlreadyProposed", "type": "error"},
  {"inputs": [{"internalType": "uint16", "name": "index", "type": "uint16"}, {"internalType": "uint24", "name": "round", "type": "uint24"}], "name": "AlreadyVoted", "type": "error"},
  {"inputs": [{"internalType": "uint24", "name": "round", "type": "uint24"}, {"internalType": "uint8", "name": "number", "type": "uint8"}], "name": "BondHeld", "type": "error"},
  {"inputs": [{"internalType": "uint256", "name": "required", "type": "uint256"}, {"internalType": "uint256", "name": "unspent", "type": "uint256"}], "name": "BudgetTooSmall", "type": "error"},
  {"inputs": [{"internalType": "uint24", "name": "round", "type": "uint24"}, {"internalType": "uint24", "name": "untilRound", "type": "uint24"}], "name": "CoolingDown", "type": "error"},
  {"inputs": [], "name": "EmptyAggregate", "type": "error"},
  {"inputs": [{"internalType": "uint24", "name": "head", "type": "uint24"}, {"internalType": "uint24", "name": "round", "type": "uint24"}], "name": "HeadNotStuck", "type": "error"},
  {"inputs": [{"internalType": "uint24", "name": "round", "type": "uint24"}, {"internalType": "uint8", "name": "number", "type": "uint8"}], "name": "NoBond", "type": "error"},
  {"inputs": [{"internalType": "uint256", "name": "contributors", "type": "uint256"}, {"internalType": "uint256", "name": "validators", "type": "uint256"}], "name": "NobodyEnrolled", "type": "error"},
  {"inputs": [{"internalType": "address", "name": "expected", "type": "address"}, {"internalType": "address", "name": "sender", "type": "address"}], "name": "NotAuthorised", "type": "error"},
  {"inputs": [{"internalType": "uint24", "name": "round", "type": "uint24"}, {"internalType": "uint8", "name": "number", "type": "uint8"}], "name": "NotContestable", "type": "error"},
  {"inputs": [{"internalType": "uint24", "name": "round", "type": "uint24"}, {"internalType": "uint24", "name": "fromRound", "type": "uint24"}, {"internalType": "uint24", "name": "untilRound", "type": "uint24"}], "name": "NotCounted", "type": "error"},
  {"inputs": [{"internalType": "address", "name": "account", "type": "address"}], "name": "NotEnrolled", "type": "error"},
  {"inputs": [{"internalType": "address", "name": "owner", "type": "address"}, {"internalType": "address", "name": "sender", "type": "address"}], "name": "NotTaskOwner", "type": "error"},
  {"inputs": [{"internalType": "uint16", "name": "index", "type": "uint16"}, {"internalType": "address", "name": "account", "type": "address"}, {"internalType": "address", "name": "sender", "type": "address"}], "name": "NotValidator", "type": "error"},
  {"inputs": [{"internalType": "uint16", "name": "elected", "type": "uint16"}, {"internalType": "uint16", "name": "index", "type": "uint16"}], "name": "NotYourTurn", "type": "error"},
  {"inputs": [{"internalType": "uint8", "name": "parent", "type": "uint8"}, {"internalType": "uint8", "name": "head", "type": "uint8"}], "name": "ParentNotHead", "type": "error"},
  {"inputs": [{"internalType": "uint256", "name": "total", "type": "uint256"}, {"internalType": "uint256", "name": "minimum", "type": "uint256"}, {"internalType": "uint256", "name": "maximum", "type": "uint256"}], "name": "RewardTotalOutOfRange", "type": "error"},
  {"inputs": [{"internalType": "enum Role", "name": "role", "type": "uint8"}, {"internalType": "uint256", "name": "maximum", "type": "uint256"}], "name": "RoleFull", "type": "error"},
  {"inputs": [{"internalType": "uint24", "name": "round", "type": "uint24"}, {"internalType": "enum Phase", "name": "phase", "type": "uint8"}], "name": "RoundStillRunning", "type": "error"},
  {"inputs": [{"internalType": "uint8", "name": "bits", "type": "uint8"}, {"internalType": "uint256", "name": "value", "type": "uint256"}], "name": "SafeCastOverflowedUintDowncast", "type": "error"},
  {"inputs": [{"internalType": "uint256", "name": "leaves", "type": "uint256"}, {"internalType": "uint256", "name": "unsealed", "type": "uint256"}], "name": "SealMisaligned", "type": "error"},
  {"inputs": [{"internalType": "bytes24", "name": "expected", "type": "bytes24"}, {"internalType": "bytes24", "name": "actual", "type": "bytes24"}], "name": "SealMismatch", "type": "error"},
  {"inputs": [{"internalType": "bytes32", "name": "expected", "type": "bytes32"}, {"internalType": "bytes32", "name": "actual", "type": "bytes32"}], "name": "SealedBlocksMismatch", "type": "error"},
  {"inputs": [{"internalType": "bytes32", "name": "seed", "type": "bytes32"}], "name": "SeedNotNeeded", "type": "error"},
  {"inputs": [{"internalType": "uint32", "name": "anchor", "type": "uint32"}, {"internalType": "uint256", "name": "block_", "type": "uint256"}], "name": "SeedNotReady", "type": "error"},
  {"inputs": [{"internalType": "uint256", "name": "amount", "type": "uint256"}, {"internalType": "uint256", "name": "unit", "type": "uint256"}], "name": "StakeNotInUnits", "type": "error"},
  {"inputs": [{"internalType": "uint256", "name": "minimum", "type": "uint256"}, {"internalType": "uint256", "name": "actual", "type": "uint256"}], "name": "StakeTooLow", "type": "error"},
  {"inputs": [{"internalType": "TaskId", "name": "task", "type": "uint32"}], "name": "TaskIsClosed", "type": "error"},
  {"inputs": [{"internalType": "uint256", "name": "maximum", "type": "uint256"}], "name": "TooManyProposals", "type": "error"},
  {"inputs": [{"internalType": "TaskId", "name": "task", "type": "uint32"}], "name": "UnknownTask", "type": "error"},
  {"inputs": [{"internalType": "uint256", "name": "expectedWords", "type": "uint256"}, {"internalType": "uint256", "name": "actualWords", "type": "uint256"}], "name": "VoteMisshapen", "type": "error"},
  {"inputs": [{"internalType": "uint256", "name": "weight", "type": "uint256"}, {"internalType": "uint256", "name": "limit", "type": "uint256"}], "name": "WeightOutOfRange", "type": "error"},
  {"inputs": [{"internalType": "bytes32", "name": "expected", "type": "bytes32"}, {"internalType": "bytes32", "name": "actual", "type": "bytes32"}], "name": "WrongParent", "type": "error"},
  {"inputs": [{"internalType": "enum Phase", "name": "expected", "type": "uint8"}, {"internalType": "enum Phase", "name": "actual", "type": "uint8"}], "name": "WrongPhase", "type": "error"},
  {"inputs": [{"internalType": "uint24", "name": "expected", "type": "uint24"}, {"internalType": "uint24", "name": "actual", "type": "uint24"}], "name": "WrongRound", "type": "error"},
  {"anonymous": false, "inputs": [{"indexed": true, "internalType": "TaskId", "name": "task", "type": "uint32"}, {"indexed": true, "internalType": "uint24", "name": "round", "type": "uint24"}, {"indexed": false, "internalType": "uint16", "name": "unsealed", "type": "uint16"}], "name": "BatchSealed", "type": "event"},
  {"anonymous": false, "inputs": [{"indexed": true, "internalType": "TaskId", "name": "task", "type": "uint32"}, {"indexed": true, "internalType": "address", "name": "contributor", "type": "address"}, {"indexed": false, "internalType": "uint24", "name": "round", "type": "uint24"}, {"indexed": false, "internalType": "uint24", "name": "weight", "type": "uint24"}, {"indexed": false, "internalType": "bytes32", "name": "updateRoot", "type": "bytes32"}, {"indexed": false, "internalType": "bytes32", "name": "contentDigest", "type": "bytes32"}, {"indexed": false, "internalType": "uint64", "name": "contentSize", "type": "uint64"}], "name": "Committed", "type": "event"},
  {"anonymous": false, "inputs": [{"indexed": true, "internalType": "TaskId", "name": "task", "type": "uint32"}, {"indexed": true, "internalType": "address", "name": "account", "type": "address"}, {"indexed": false, "internalType": "uint32", "name": "index", "type": "uint32"}, {"indexed": false, "internalType": "uint256", "name": "stake", "type": "uint256"}, {"indexed": false, "internalType": "uint24", "name": "weightLimit", "type": "uint24"}, {"indexed": false, "internalType": "uint24", "name": "fromRound", "type": "uint24"}], "name": "ContributorEnrolled", "type": "event"},
  {"anonymous": false, "inputs": [{"indexed": true, "internalType": "TaskId", "name": "task", "type": "uint32"}, {"indexed": true, "internalType": "address", "name": "contributor", "type": "address"}, {"indexed": false, "internalType": "uint24", "name": "round", "type": "uint24"}, {"indexed": false, "internalType": "uint24", "name": "restUntil", "type": "uint24"}], "name": "CooledDown", "type": "event"},
  {"anonymous": false, "inputs": [{"indexed": true, "internalType": "TaskId", "name": "task", "type": "uint32"}, {"indexed": true, "internalType": "address", "name": "account", "type": "address"}, {"indexed": false, "internalType": "enum Role", "name": "role", "type": "uint8"}, {"indexed": false, "internalType": "uint24", "name": "untilRound", "type": "uint24"}], "name": "ExitRequested", "type": "event"},
  {"anonymous": false, "inputs": [{"indexed": true, "internalType": "TaskId", "name": "task", "type": "uint32"}, {"indexed": true, "internalType": "uint24", "name": "round", "type": "uint24"}, {"indexed": false, "internalType": "bytes32", "name": "listRoot", "type": "bytes32"}, {"indexed": false, "internalType": "uint16", "name": "count", "type": "uint16"}], "name": "ListSealed", "type": "event"},
  {"anonymous": false, "inputs": [{"indexed": true, "internalType": "TaskId", "name": "task", "type": "uint32"}, {"indexed": true, "internalType": "uint24", "name": "round", "type": "uint24"}, {"indexed": false, "internalType": "uint24", "name": "version", "type": "uint24"}, {"indexed": false, "internalType": "bytes32", "name": "modelRoot", "type": "bytes32"}], "name": "ModelRevived", "type": "event"},
  {"anonymous": false, "inputs": [{"indexed": true, "internalType": "TaskId", "name": "task", "type": "uint32"}, {"indexed": true, "internalType": "uint24", "name": "round", "type": "uint24"}, {"indexed": false, "internalType": "enum Phase", "name": "phase", "type": "uint8"}, {"indexed": false, "internalType": "uint40", "name": "closedAt", "type": "uint40"}], "name": "PhaseClosed", "type": "event"},
  {"anonymous": false, "inputs": [{"indexed": true, "internalType": "TaskId", "name": "task", "type": "uint32"}, {"indexed": true, "internalType": "uint24", "name": "round", "type": "uint24"}, {"indexed": false, "internalType": "uint8", "name": "number", "type": "uint8"}, {"indexed": false, "internalType": "address", "name": "account", "type": "address"}, {"indexed": false, "internalType": "uint48", "name": "bond", "type": "uint48"}], "name": "ProposalBonded", "type": "event"},
  {"anonymous": false, "inputs": [{"indexed": true, "internalType": "TaskId", "name": "task", "type": "uint32"}, {"indexed": true, "internalType": "uint24", "name": "round", "type": "uint24"}, {"indexed": false, "internalType": "uint8", "name": "number", "type": "uint8"}, {"indexed": false, "internalType": "uint16", "name": "validatorIndex", "type": "uint16"}, {"components": [{"internalType": "bytes32", "name": "parent", "type": "bytes32"}, {"internalType": "bytes32", "name": "memberRoot", "type": "bytes32"}, {"internalType": "uint64", "name": "totalWeight", "type": "uint64"}, {"internalType": "bytes32", "name": "cohortsRoot", "type": "bytes32"}, {"internalType": "bytes32", "name": "aggregateRoot", "type": "bytes32"}, {"internalType": "bytes32", "name": "modelRoot", "type": "bytes32"}, {"internalType": "bytes32", "name": "rewardRoot", "type": "bytes32"}, {"internalType": "uint88", "name": "rewardTotal", "type": "uint88"}], "indexed": false, "internalType": "struct Proposal", "name": "proposal", "type": "tuple"}, {"components": [{"internalType": "bytes32", "name": "digest", "type": "bytes32"}, {"internalType": "uint64", "name": "size", "type": "uint64"}], "indexed": false, "internalType": "struct ContentId", "name": "model", "type": "tuple"}, {"components": [{"internalType": "bytes32", "name": "digest", "type": "bytes32"}, {"internalType": "uint64", "name": "size", "type": "uint64"}], "indexed": false, "internalType": "struct ContentId", "name": "trees", "type": "tuple"}], "name": "Proposed", "type": "event"},
  {"anonymous": false, "inputs": [{"indexed": true, "internalType": "TaskId", "name": "task", "type": "uint32"}, {"indexed": true, "internalType": "uint24", "name": "round", "type": "uint24"}, {"indexed": false, "internalType": "uint24", "name": "version", "type": "uint24"}, {"indexed": false, "internalType": "uint8", "name": "number", "type": "uint8"}], "name": "RoundFinalised", "type": "event"},
  {"anonymous": false, "inputs": [{"indexed": true, "internalType": "TaskId", "name": "task", "type": "uint32"}, {"indexed": true, "internalType": "uint24", "name": "round", "type": "uint24"}, {"indexed": false, "internalType": "uint8", "name": "parent", "type": "uint8"}, {"indexed": false, "internalType": "uint16", "name": "contributors", "type": "uint16"}, {"indexed": false, "internalType": "uint16", "name": "validatorCount", "type": "uint16"}, {"indexed": false, "internalType": "uint48", "name": "validatorStake", "type": "uint48"}], "name": "RoundOpened", "type": "event"},
  {"anonymous": false, "inputs": [{"indexed": true, "internalType": "TaskId", "name": "task", "type": "uint32"}, {"indexed": true, "internalType": "uint24", "name": "round", "type": "uint24"}], "name": "RoundVoided", "type": "event"},
  {"anonymous": false, "inputs": [{"indexed": true, "internalType": "TaskId", "name": "task", "type": "uint32"}, {"indexed": true, "internalType": "uint24", "name": "round", "type": "uint24"}, {"indexed": false, "internalType": "uint32", "name": "anchor", "type": "uint32"}], "name": "SeedAnchored", "type": "event"},
  {"anonymous": false, "inputs": [{"indexed": true, "internalType": "TaskId", "name": "task", "type": "uint32"}, {"indexed": true, "internalType": "uint24", "name": "round", "type": "uint24"}, {"indexed": false, "internalType": "bytes32", "name": "seed", "type": "bytes32"}], "name": "SeedDrawn", "type": "event"},
  {"anonymous": false, "inputs": [{"indexed": true, "internalType": "TaskId", "name": "task", "type": "uint32"}, {"indexed": false, "internalType": "uint256", "name": "refund", "type": "uint256"}], "name": "TaskClosed", "type": "event"},
  {"anonymous": false, "inputs": [{"indexed": true, "internalType": "TaskId", "name": "task", "type": "uint32"}, {"indexed": true, "internalType": "address", "name": "owner", "type": "address"}, {"indexed": false, "internalType": "bytes32", "name": "genesis", "type": "bytes32"}, {"components": [{"internalType": "bytes32", "name": "manifestHash", "type": "bytes32"}, {"internalType": "bytes32", "name": "genesisModelRoot", "type": "bytes32"}, {"components": [{"internalType": "uint24", "name": "commit", "type": "uint24"}, {"internalType": "uint24", "name": "seal", "type": "uint24"}, {"internalType": "uint24", "name": "vote", "type": "uint24"}, {"internalType": "uint80", "name": "votePay", "type": "uint80"}], "internalType": "struct InputTerms", "name": "inputs", "type": "tuple"}, {"components": [{"internalType": "uint24", "name": "turn", "type": "uint24"}, {"internalType": "uint8", "name": "turns", "type": "uint8"}, {"internalType": "uint24", "name": "openTurn", "type": "uint24"}, {"internalType": "uint24", "name": "challenge", "type": "uint24"}, {"internalType": "uint16", "name": "challengeBlocks", "type": "uint16"}, {"internalType": "uint80", "name": "roundBudget", "type": "uint80"}, {"internalType": "uint80", "name": "proposerPay", "type": "uint80"}], "internalType": "struct ResultTerms", "name": "results", "type": "tuple"}, {"components": [{"internalType": "uint24", "name": "weightCap", "type": "uint24"}, {"internalType": "uint48", "name": "stakePerWeight", "type": "uint48"}, {"internalType": "uint48", "name": "minContributorStake", "type": "uint48"}, {"internalType": "uint48", "name": "minValidatorStake", "type": "uint48"}, {"internalType": "uint8", "name": "cooldownRounds", "type": "uint8"}, {"internalType": "uint48", "name": "proposalBond", "type": "uint48"}], "internalType": "struct StakeTerms", "name": "stakes", "type": "tuple"}, {"components": [{"internalType": "enum Rule", "name": "rule", "type": "uint8"}, {"internalType": "uint16", "name": "trimBps", "type": "uint16"}, {"internalType": "uint8", "name": "codeBits", "type": "uint8"}, {"internalType": "uint8", "name": "fractionBits", "type": "uint8"}, {"internalType": "uint8", "name": "masterExponent", "type": "uint8"}, {"internalType": "uint32", "name": "updateLeaves", "type": "uint32"}, {"internalType": "uint48", "name": "targetWeight", "type": "uint48"}], "internalType": "struct Arithmetic", "name": "arithmetic", "type": "tuple"}], "indexed": false, "internalType": "struct TaskParams", "name": "params", "type": "tuple"}], "name": "TaskCreated", "type": "event"},
  {"anonymous": false, "inputs": [{"indexed": true, "internalType": "TaskId", "name": "task", "type": "uint32"}, {"indexed": false, "internalType": "uint256", "name": "amount", "type": "uint256"}], "name": "TaskFunded", "type": "event"},
  {"anonymous": false, "inputs": [{"indexed": true, "internalType": "TaskId", "name": "task", "type": "uint32"}, {"indexed": true, "internalType": "address", "name": "account", "type": "address"}, {"indexed": false, "internalType": "uint16", "name": "index", "type": "uint16"}, {"indexed": false, "internalType": "uint256", "name": "stake", "type": "uint256"}, {"indexed": false, "internalType": "uint24", "name": "fromRound", "type": "uint24"}], "name": "ValidatorEnrolled", "type": "event"},
  {"anonymous": false, "inputs": [{"indexed": true, "internalType": "TaskId", "name": "task", "type": "uint32"}, {"indexed": true, "internalType": "uint24", "name": "round", "type": "uint24"}, {"indexed": false, "internalType": "uint16", "name": "validatorIndex", "type": "uint16"}, {"indexed": false, "internalType": "uint48", "name": "stake", "type": "uint48"}, {"indexed": false, "internalType": "uint256", "name": "pay", "type": "uint256"}, {"indexed": false, "internalType": "uint256[]", "name": "exceptions", "type": "uint256[]"}], "name": "Voted", "type": "event"},
  {"inputs": [{"internalType": "TaskId", "name": "task", "type": "uint32"}, {"internalType": "uint96", "name": "amount", "type": "uint96"}], "name": "addBudget", "outputs": [], "stateMutability": "nonpayable", "type": "function"},
  {"inputs": [{"internalType": "TaskId", "name": "task", "type": "uint32"}, {"internalType": "uint24", "name": "round", "type": "uint24"}], "name": "basisOf", "outputs": [{"components": [{"internalType": "bytes32", "name": "parent", "type": "bytes32"}, {"internalType": "bytes32", "name": "base", "type": "bytes32"}], "internalType": "struct Basis", "name": "basis", "type": "tuple"}], "stateMutability": "view", "type": "function"},
  {"inputs": [{"internalType": "TaskId", "name": "task", "type": "uint32"}], "name": "closeTask", "outputs": [], "stateMutability": "nonpayable", "type": "function"},
  {"inputs": [{"internalType": "TaskId", "name": "task", "type": "uint32"}, {"internalType": "uint24", "name": "round", "type": "uint24"}, {"internalType": "bytes32", "name": "updateRoot", "type": "bytes32"}, {"internalType": "bytes32", "name": "contentDigest", "type": "bytes32"}, {"internalType": "uint64", "name": "contentSize", "type": "uint64"}, {"internalType": "uint24", "name": "weight", "type": "uint24"}], "name": "commit", "outputs": [], "stateMutability": "nonpayable", "type": "function"},
  {"inputs": [{"components": [{"internalType": "bytes32", "name": "manifestHash", "type": "bytes32"}, {"internalType": "bytes32", "name": "genesisModelRoot", "type": "bytes32"}, {"components": [{"internalType": "uint24", "name": "commit", "type": "uint24"}, {"internalType": "uint24", "name": "seal", "type": "uint24"}, {"internalType": "uint24", "name": "vote", "type": "uint24"}, {"internalType": "uint80", "name": "votePay", "type": "uint80"}], "internalType": "struct InputTerms", "name": "inputs", "type": "tuple"}, {"components": [{"internalType": "uint24", "name": "turn", "type": "uint24"}, {"internalType": "uint8", "name": "turns", "type": "uint8"}, {"internalType": "uint24", "name": "openTurn", "type": "uint24"}, {"internalType": "uint24", "name": "challenge", "type": "uint24"}, {"internalType": "uint16", "name": "challengeBlocks", "type": "uint16"}, {"internalType": "uint80", "name": "roundBudget", "type": "uint80"}, {"internalType": "uint80", "name": "proposerPay", "type": "uint80"}], "internalType": "struct ResultTerms", "name": "results", "type": "tuple"}, {"components": [{"internalType": "uint24", "name": "weightCap", "type": "uint24"}, {"internalType": "uint48", "name": "stakePerWeight", "type": "uint48"}, {"internalType": "uint48", "name": "minContributorStake", "type": "uint48"}, {"internalType": "uint48", "name": "minValidatorStake", "type": "uint48"}, {"internalType": "uint8", "name": "cooldownRounds", "type": "uint8"}, {"internalType": "uint48", "name": "proposalBond", "type": "uint48"}], "internalType": "struct StakeTerms", "name": "stakes", "type": "tuple"}, {"components": [{"internalType": "enum Rule", "name": "rule", "type": "uint8"}, {"internalType": "uint16", "name": "trimBps", "type": "uint16"}, {"internalType": "uint8", "name": "codeBits", "type": "uint8"}, {"internalType": "uint8", "name": "fractionBits", "type": "uint8"}, {"internalType": "uint8", "name": "masterExponent", "type": "uint8"}, {"internalType": "uint32", "name": "updateLeaves", "type": "uint32"}, {"internalType": "uint48", "name": "targetWeight", "type": "uint48"}], "internalType": "struct Arithmetic", "name": "arithmetic", "type": "tuple"}], "internalType": "struct TaskParams", "name": "params", "type": "tuple"}], "name": "createTask", "outputs": [{"internalType": "TaskId", "name": "task", "type": "uint32"}], "stateMutability": "nonpayable", "type": "function"},
  {"inputs": [], "name": "demands", "outputs": [{"internalType": "address", "name": "", "type": "address"}], "stateMutability": "view", "type": "function"},
  {"inputs": [{"internalType": "TaskId", "name": "task", "type": "uint32"}, {"internalType": "address", "name": "account", "type": "address"}], "name": "discharge", "outputs": [], "stateMutability": "nonpayable", "type": "function"},
  {"inputs": [], "name": "disputes", "outputs": [{"internalType": "contract IDisputes", "name": "", "type": "address"}], "stateMutability": "view", "type": "function"},
  {"inputs": [{"internalType": "TaskId", "name": "task", "type": "uint32"}, {"internalType": "uint24", "name": "round", "type": "uint24"}, {"internalType": "bytes", "name": "blockHeader", "type": "bytes"}], "name": "draw", "outputs": [], "stateMutability": "nonpayable", "type": "function"},
  {"inputs": [{"internalType": "TaskId", "name": "task", "type": "uint32"}, {"internalType": "uint256", "name": "stake", "type": "uint256"}], "name": "enrolContributor", "outputs": [{"internalType": "uint32", "name": "index", "type": "uint32"}], "stateMutability": "nonpayable", "type": "function"},
  {"inputs": [{"internalType": "TaskId", "name": "task", "type": "uint32"}, {"internalType": "uint256", "name": "stake", "type": "uint256"}], "name": "enrolValidator", "outputs": [{"internalType": "uint16", "name": "index", "type": "uint16"}], "stateMutability": "nonpayable", "type": "function"},
  {"inputs": [{"internalType": "TaskId", "name": "task", "type": "uint32"}, {"internalType": "uint24", "name": "round", "type": "uint24"}], "name": "finalise", "outputs": [], "stateMutability": "nonpayable", "type": "function"},
  {"inputs": [{"internalType": "TaskId", "name": "task", "type": "uint32"}, {"internalType": "address", "name": "account", "type": "address"}], "name": "getContributor", "outputs": [{"components": [{"internalType": "uint32", "name": "index", "type": "uint32"}, {"internalType": "uint24", "name": "weightLimit", "type": "uint24"}, {"internalType": "uint24", "name": "fromRound", "type": "uint24"}, {"internalType": "uint24", "name": "untilRound", "type": "uint24"}, {"internalType": "uint24", "name": "restUntil", "type": "uint24"}, {"internalType": "uint24", "name": "nextCommit", "type": "uint24"}, {"internalType": "uint48", "name": "stake", "type": "uint48"}], "internalType": "struct Contributor", "name": "contributor", "type": "tuple"}], "stateMutability": "view", "type": "function"},
  {"inputs": [{"internalType": "TaskId", "name": "task", "type": "uint32"}, {"internalType": "uint32", "name": "index", "type": "uint32"}], "name": "getContributorAt", "outputs": [{"internalType": "address", "name": "account", "type": "address"}], "stateMutability": "view", "type": "function"},
  {"inputs": [{"internalType": "address", "name": "account", "type": "address"}], "name": "getCredit", "outputs": [{"internalType": "uint256", "name": "amount", "type": "uint256"}], "stateMutability": "view", "type": "function"},
  {"inputs": [{"internalType": "TaskId", "name": "task", "type": "uint32"}, {"internalType": "uint24", "name": "round", "type": "uint24"}], "name": "getDepth", "outputs": [{"internalType": "uint256", "name": "depth", "type": "uint256"}], "stateMutability": "view", "type": "function"},
  {"inputs": [{"internalType": "TaskId", "name": "task", "type": "uint32"}, {"internalType": "uint24", "name": "round", "type": "uint24"}], "name": "getFrozen", "outputs": [{"components": [{"internalType": "bytes24", "name": "listRoot", "type": "bytes24"}, {"internalType": "uint16", "name": "count", "type": "uint16"}, {"internalType": "uint48", "name": "votedStake", "type": "uint48"}, {"internalType": "bytes32", "name": "seed", "type": "bytes32"}], "internalType": "struct Frozen", "name": "frozen", "type": "tuple"}], "stateMutability": "view", "type": "function"},
  {"inputs": [{"internalType": "TaskId", "name": "task", "type": "uint32"}], "name": "getHead", "outputs": [{"components": [{"internalType": "uint88", "name": "unspent", "type": "uint88"}, {"internalType": "uint88", "name": "allocated", "type": "uint88"}, {"internalType": "uint24", "name": "version", "type": "uint24"}, {"internalType": "uint24", "name": "nextRound", "type": "uint24"}, {"internalType": "uint24", "name": "round", "type": "uint24"}, {"internalType": "uint8", "name": "tip", "type": "uint8"}], "internalType": "struct Head", "name": "head", "type": "tuple"}, {"internalType": "bytes32", "name": "proposalHash", "type": "bytes32"}], "stateMutability": "view", "type": "function"},
  {"inputs": [{"internalType": "TaskId", "name": "task", "type": "uint32"}, {"internalType": "uint24", "name": "round", "type": "uint24"}, {"internalType": "uint8", "name": "number", "type": "uint8"}], "name": "getProposal", "outputs": [{"components": [{"internalType": "bytes32", "name": "hash", "type": "bytes32"}, {"internalType": "address", "name": "account", "type": "address"}, {"internalType": "uint16", "name": "validator", "type": "uint16"}, {"internalType": "uint48", "name": "bond", "type": "uint48"}, {"internalType": "bool", "name": "isStanding", "type": "bool"}, {"internalType": "uint32", "name": "challengeEnds", "type": "uint32"}, {"internalType": "uint32", "name": "challengeEndBlock", "type": "uint32"}, {"internalType": "uint88", "name": "rewardTotal", "type": "uint88"}], "internalType": "struct ProposalRecord", "name": "", "type": "tuple"}], "stateMutability": "view", "type": "function"},
  {"inputs": [{"internalType": "TaskId", "name": "task", "type": "uint32"}], "name": "getRoster", "outputs": [{"components": [{"internalType": "uint32", "name": "contributorIndices", "type": "uint32"}, {"internalType": "uint16", "name": "validatorIndices", "type": "uint16"}, {"internalType": "uint16", "name": "contributors", "type": "uint16"}, {"internalType": "uint16", "name": "validators", "type": "uint16"}, {"internalType": "uint48", "name": "validatorStake", "type": "uint48"}, {"internalType": "bool", "name": "closed", "type": "bool"}], "internalType": "struct Roster", "name": "roster", "type": "tuple"}], "stateMutability": "view", "type": "function"},
  {"inputs": [{"internalType": "TaskId", "name": "task", "type": "uint32"}, {"internalType": "uint24", "name": "round", "type": "uint24"}], "name": "getRound", "outputs": [{"components": [{"components": [{"internalType": "uint24", "name": "round", "type": "uint24"}, {"internalType": "uint32", "name": "commitEnds", "type": "uint32"}, {"internalType": "uint32", "name": "sealEnds", "type": "uint32"}, {"internalType": "uint32", "name": "voteEnds", "type": "uint32"}, {"internalType": "uint32", "name": "proposeEnds", "type": "uint32"}, {"internalType": "uint16", "name": "validatorCount", "type": "uint16"}, {"internalType": "uint48", "name": "validatorStake", "type": "uint48"}, {"internalType": "uint32", "name": "anchor", "type": "uint32"}, {"internalType": "uint8", "name": "parent", "type": "uint8"}], "internalType": "struct Header", "name": "header", "type": "tuple"}, {"components": [{"internalType": "bytes24", "name": "hash", "type": "bytes24"}, {"internalType": "uint16", "name": "count", "type": "uint16"}, {"internalType": "uint16", "name": "expected", "type": "uint16"}, {"internalType": "uint16", "name": "unsealed", "type": "uint16"}, {"internalType": "enum SealStage", "name": "stage", "type": "uint8"}], "internalType": "struct Commitments", "name": "commitments", "type": "tuple"}, {"components": [{"internalType": "uint24", "name": "round", "type": "uint24"}, {"internalType": "uint48", "name": "votedStake", "type": "uint48"}, {"internalType": "uint16", "name": "proposer", "type": "uint16"}, {"internalType": "uint32", "name": "challengeEnds", "type": "uint32"}, {"internalType": "uint32", "name": "challengeEndBlock", "type": "uint32"}, {"internalType": "uint88", "name": "rewardTotal", "type": "uint88"}, {"internalType": "uint8", "name": "made", "type": "uint8"}, {"internalType": "uint8", "name": "lead", "type": "uint8"}], "internalType": "struct Progress", "name": "progress", "type": "tuple"}, {"internalType": "bytes32", "name": "proposalHash", "type": "bytes32"}, {"internalType": "bytes32", "name": "seed", "type": "bytes32"}], "internalType": "struct RoundRecord", "name": "record", "type": "tuple"}], "stateMutability": "view", "type": "function"},
  {"inputs": [{"internalType": "TaskId", "name": "task", "type": "uint32"}, {"internalType": "uint24", "name": "round", "type": "uint24"}, {"internalType": "uint8", "name": "number", "type": "uint8"}], "name": "getTargetHash", "outputs": [{"internalType": "bytes32", "name": "hash", "type": "bytes32"}], "stateMutability": "view", "type": "function"},
  {"inputs": [{"internalType": "TaskId", "name": "task", "type": "uint32"}], "name": "getTask", "outputs": [{"internalType": "address", "name": "owner", "type": "address"}, {"internalType": "bytes32", "name": "genesis", "type": "bytes32"}, {"components": [{"internalType": "bytes32", "name": "manifestHash", "type": "bytes32"}, {"internalType": "bytes32", "name": "genesisModelRoot", "type": "bytes32"}, {"components": [{"internalType": "uint24", "name": "commit", "type": "uint24"}, {"internalType": "uint24", "name": "seal", "type": "uint24"}, {"internalType": "uint24", "name": "vote", "type": "uint24"}, {"internalType": "uint80", "name": "votePay", "type": "uint80"}], "internalType": "struct InputTerms", "name": "inputs", "type": "tuple"}, {"components": [{"internalType": "uint24", "name": "turn", "type": "uint24"}, {"internalType": "uint8", "name": "turns", "type": "uint8"}, {"internalType": "uint24", "name": "openTurn", "type": "uint24"}, {"internalType": "uint24", "name": "challenge", "type": "uint24"}, {"internalType": "uint16", "name": "challengeBlocks", "type": "uint16"}, {"internalType": "uint80", "name": "roundBudget", "type": "uint80"}, {"internalType": "uint80", "name": "proposerPay", "type": "uint80"}], "internalType": "struct ResultTerms", "name": "results", "type": "tuple"}, {"components": [{"internalType": "uint24", "name": "weightCap", "type": "uint24"}, {"internalType": "uint48", "name": "stakePerWeight", "type": "uint48"}, {"internalType": "uint48", "name": "minContributorStake", "type": "uint48"}, {"internalType": "uint48", "name": "minValidatorStake", "type": "uint48"}, {"internalType": "uint8", "name": "cooldownRounds", "type": "uint8"}, {"internalType": "uint48", "name": "proposalBond", "type": "uint48"}], "internalType": "struct StakeTerms", "name": "stakes", "type": "tuple"}, {"components": [{"internalType": "enum Rule", "name": "rule", "type": "uint8"}, {"internalType": "uint16", "name": "trimBps", "type": "uint16"}, {"internalType": "uint8", "name": "codeBits", "type": "uint8"}, {"internalType": "uint8", "name": "fractionBits", "type": "uint8"}, {"internalType": "uint8", "name": "masterExponent", "type": "uint8"}, {"internalType": "uint32", "name": "updateLeaves", "type": "uint32"}, {"internalType": "uint48", "name": "targetWeight", "type": "uint48"}], "internalType": "struct Arithmetic", "name": "arithmetic", "type": "tuple"}], "internalType": "struct TaskParams", "name": "params", "type": "tuple"}], "stateMutability": "view", "type": "function"},
  {"inputs": [{"internalType": "TaskId", "name": "task", "type": "uint32"}], "name": "getTerms", "outputs": [{"components": [{"internalType": "enum Rule", "name": "rule", "type": "uint8"}, {"internalType": "uint16", "name": "trimBps", "type": "uint16"}, {"internalType": "uint8", "name": "codeBits", "type": "uint8"}, {"internalType": "uint8", "name": "fractionBits", "type": "uint8"}, {"internalType": "uint8", "name": "masterExponent", "type": "uint8"}, {"internalType": "uint32", "name": "updateLeaves", "type": "uint32"}, {"internalType": "uint48", "name": "targetWeight", "type": "uint48"}], "internalType": "struct Arithmetic", "name": "arithmetic", "type": "tuple"}, {"internalType": "uint256", "name": "roundBudget", "type": "uint256"}], "stateMutability": "view", "type": "function"},
  {"inputs": [{"internalType": "TaskId", "name": "task", "type": "uint32"}], "name": "getUnspent", "outputs": [{"internalType": "uint256", "name": "unspent", "type": "uint256"}], "stateMutability": "view", "type": "function"},
  {"inputs": [{"internalType": "TaskId", "name": "task", "type": "uint32"}, {"internalType": "uint16", "name": "index", "type": "uint16"}], "name": "getValidator", "outputs": [{"components": [{"internalType": "address", "name": "account", "type": "address"}, {"internalType": "uint48", "name": "stake", "type": "uint48"}, {"internalType": "uint24", "name": "fromRound", "type": "uint24"}, {"internalType": "uint24", "name": "untilRound", "type": "uint24"}], "internalType": "struct Validator", "name": "validator", "type": "tuple"}], "stateMutability": "view", "type": "function"},
  {"inputs": [{"internalType": "TaskId", "name": "task", "type": "uint32"}, {"internalType": "address", "name": "account", "type": "address"}], "name": "getValidatorNumber", "outputs": [{"internalType": "uint16", "name": "number", "type": "uint16"}], "stateMutability": "view", "type": "function"},
  {"inputs": [{"internalType": "TaskId", "name": "task", "type": "uint32"}, {"internalType": "uint16", "name": "index", "type": "uint16"}, {"internalType": "uint24", "name": "round", "type": "uint24"}], "name": "getVote", "outputs": [{"components": [{"internalType": "bytes23", "name": "root", "type": "bytes23"}, {"internalType": "uint24", "name": "round", "type": "uint24"}, {"internalType": "uint48", "name": "stake", "type": "uint48"}], "internalType": "struct Vote", "name": "", "type": "tuple"}], "stateMutability": "view", "type": "function"},
  {"inputs": [], "name": "maxRoundTime", "outputs": [{"internalType": "uint40", "name": "", "type": "uint40"}], "stateMutability": "view", "type": "function"},
  {"inputs": [], "name": "modelRegistry", "outputs": [{"internalType": "contract IModelRegistry", "name": "", "type": "address"}], "stateMutability": "view", "type": "function"},
  {"inputs": [{"internalType": "TaskId", "name": "task", "type": "uint32"}], "name": "openRound", "outputs": [{"internalType": "uint24", "name": "round", "type": "uint24"}], "stateMutability": "nonpayable", "type": "function"},
  {"inputs": [{"internalType": "TaskId", "name": "task", "type": "uint32"}, {"components": [{"internalType": "bytes32", "name": "parent", "type": "bytes32"}, {"internalType": "bytes32", "name": "memberRoot", "type": "bytes32"}, {"internalType": "uint64", "name": "totalWeight", "type": "uint64"}, {"internalType": "bytes32", "name": "cohortsRoot", "type": "bytes32"}, {"internalType": "bytes32", "name": "aggregateRoot", "type": "bytes32"}, {"internalType": "bytes32", "name": "modelRoot", "type": "bytes32"}, {"internalType": "bytes32", "name": "rewardRoot", "type": "bytes32"}, {"internalType": "uint88", "name": "rewardTotal", "type": "uint88"}], "internalType": "struct Proposal[]", "name": "lineage", "type": "tuple[]"}], "name": "openRoundOn", "outputs": [{"internalType": "uint24", "name": "round", "type": "uint24"}], "stateMutability": "nonpayable", "type": "function"},
  {"inputs": [{"internalType": "TaskId", "name": "task", "type": "uint32"}, {"internalType": "uint24", "name": "round", "type": "uint24"}, {"internalType": "uint16", "name": "validatorIndex", "type": "uint16"}, {"components": [{"internalType": "bytes32", "name": "parent", "type": "bytes32"}, {"internalType": "bytes32", "name": "memberRoot", "type": "bytes32"}, {"internalType": "uint64", "name": "totalWeight", "type": "uint64"}, {"internalType": "bytes32", "name": "cohortsRoot", "type": "bytes32"}, {"internalType": "bytes32", "name": "aggregateRoot", "type": "bytes32"}, {"internalType": "bytes32", "name": "modelRoot", "type": "bytes32"}, {"internalType": "bytes32", "name": "rewardRoot", "type": "bytes32"}, {"internalType": "uint88", "name": "rewardTotal", "type": "uint88"}], "internalType": "struct Proposal", "name": "proposal", "type": "tuple"}, {"components": [{"internalType": "bytes32", "name": "digest", "type": "bytes32"}, {"internalType": "uint64", "name": "size", "type": "uint64"}], "internalType": "struct ContentId", "name": "model", "type": "tuple"}, {"components": [{"internalType": "bytes32", "name": "digest", "type": "bytes32"}, {"internalType": "uint64", "name": "size", "type": "uint64"}], "internalType": "struct ContentId", "name": "trees", "type": "tuple"}], "name": "propose", "outputs": [], "stateMutability": "nonpayable", "type": "function"},
  {"inputs": [], "name": "protocolVersion", "outputs": [{"internalType": "uint32", "name": "", "type": "uint32"}], "stateMutability": "view", "type": "function"},
  {"inputs": [{"internalType": "TaskId", "name": "task", "type": "uint32"}, {"internalType": "uint24", "name": "round", "type": "uint24"}, {"internalType": "uint8", "name": "number", "type": "uint8"}], "name": "refute", "outputs": [{"components": [{"internalType": "address", "name": "account", "type": "address"}, {"internalType": "uint16", "name": "validator", "type": "uint16"}, {"internalType": "uint48", "name": "bond", "type": "uint48"}], "internalType": "struct Refuted", "name": "refuted", "type": "tuple"}], "stateMutability": "nonpayable", "type": "function"},
  {"inputs": [{"internalType": "TaskId", "name": "task", "type": "uint32"}, {"internalType": "uint24", "name": "round", "type": "uint24"}, {"internalType": "uint8", "name": "number", "type": "uint8"}], "name": "releaseBond", "outputs": [], "stateMutability": "nonpayable", "type": "function"},
  {"inputs": [{"internalType": "TaskId", "name": "task", "type": "uint32"}, {"internalType": "enum Role", "name": "role", "type": "uint8"}], "name": "requestExit", "outputs": [], "stateMutability": "nonpayable", "type": "function"},
  {"inputs": [{"internalType": "TaskId", "name": "task", "type": "uint32"}, {"internalType": "address", "name": "account", "type": "address"}, {"internalType": "uint24", "name": "round", "type": "uint24"}], "name": "rest", "outputs": [], "stateMutability": "nonpayable", "type": "function"},
  {"inputs": [], "name": "rewardLedger", "outputs": [{"internalType": "address", "name": "", "type": "address"}], "stateMutability": "view", "type": "function"},
  {"inputs": [{"internalType": "TaskId", "name": "task", "type": "uint32"}, {"internalType": "uint24", "name": "round", "type": "uint24"}, {"internalType": "bytes24", "name": "before", "type": "bytes24"}, {"internalType": "bytes32[]", "name": "leaves", "type": "bytes32[]"}, {"internalType": "bytes32[]", "name": "laterBlocks", "type": "bytes32[]"}], "name": "seal", "outputs": [], "stateMutability": "nonpayable", "type": "function"},
  {"inputs": [{"internalType": "TaskId", "name": "task", "type": "uint32"}, {"internalType": "uint24", "name": "round", "type": "uint24"}, {"internalType": "uint8", "name": "number", "type": "uint8"}, {"internalType": "uint32", "name": "endTime", "type": "uint32"}, {"internalType": "uint32", "name": "endBlock", "type": "uint32"}], "name": "setWindow", "outputs": [{"internalType": "bool", "name": "isOpen", "type": "bool"}], "stateMutability": "nonpayable", "type": "function"},
  {"inputs": [{"internalType": "TaskId", "name": "task", "type": "uint32"}], "name": "syncHead", "outputs": [{"internalType": "bytes32", "name": "proposalHash", "type": "bytes32"}], "stateMutability": "nonpayable", "type": "function"},
  {"inputs": [{"internalType": "address", "name": "account", "type": "address"}], "name": "takeCredit", "outputs": [{"internalType": "uint256", "name": "amount", "type": "uint256"}], "stateMutability": "nonpayable", "type": "function"},
  {"inputs": [], "name": "taskCount", "outputs": [{"internalType": "uint32", "name": "", "type": "uint32"}], "stateMutability": "view", "type": "function"},
  {"inputs": [], "name": "token", "outputs": [{"internalType": "contract ConsortToken", "name": "", "type": "address"}], "stateMutability": "view", "type": "function"},
  {"inputs": [], "name": "vault", "outputs": [{"internalType": "contract IStakeVault", "name": "", "type": "address"}], "stateMutability": "view", "type": "function"},
  {"inputs": [{"internalType": "TaskId", "name": "task", "type": "uint32"}, {"internalType": "uint24", "name": "round", "type": "uint24"}, {"internalType": "uint16", "name": "validatorIndex", "type": "uint16"}, {"internalType": "uint256[]", "name": "exceptions", "type": "uint256[]"}], "name": "vote", "outputs": [], "stateMutability": "nonpayable", "type": "function"},
] as const;

export const demandsAbi = [
  {"inputs": [{"internalType": "contract IDisputes", "name": "disputes_", "type": "address"}, {"internalType": "uint32", "name": "answerTime_", "type": "uint32"}, {"internalType": "uint32", "name": "answerBlocks_", "type": "uint32"}, {"internalType": "uint32", "name": "replyTime_", "type": "uint32"}, {"internalType": "uint96", "name": "basePrice_", "type": "uint96"}], "stateMutability": "nonpayable", "type": "constructor"},
  {"inputs": [{"internalType": "uint256", "name": "expected", "type": "uint256"}, {"internalType": "uint256", "name": "actual", "type": "uint256"}], "name": "AnswerMisshapen", "type": "error"},
  {"inputs": [{"internalType": "uint40", "name": "deadline", "type": "uint40"}, {"internalType": "uint40", "name": "deadlineBlock", "type": "uint40"}], "name": "AnswerPending", "type": "error"},
  {"inputs": [{"internalType": "uint256", "name": "expected", "type": "uint256"}, {"internalType": "uint256", "name": "actual", "type": "uint256"}], "name": "EvidenceMisshapen", "type": "error"},
  {"inputs": [{"internalType": "uint256", "name": "value", "type": "uint256"}], "name": "HintWrong", "type": "error"},
  {"inputs": [{"internalType": "uint256", "name": "maximum", "type": "uint256"}], "name": "LineTooLong", "type": "error"},
  {"inputs": [{"internalType": "uint256", "name": "demand", "type": "uint256"}], "name": "NotAnswered", "type": "error"},
  {"inputs": [{"internalType": "uint24", "name": "round", "type": "uint24"}, {"internalType": "uint8", "name": "number", "type": "uint8"}], "name": "NotContestable", "type": "error"},
  {"inputs": [{"internalType": "uint256", "name": "position", "type": "uint256"}], "name": "NotInList", "type": "error"},
  {"inputs": [{"internalType": "enum Tree", "name": "tree", "type": "uint8"}, {"internalType": "bytes32", "name": "expected", "type": "bytes32"}, {"internalType": "bytes32", "name": "actual", "type": "bytes32"}], "name": "NotInProposal", "type": "error"},
  {"inputs": [{"internalType": "uint256", "name": "demand", "type": "uint256"}], "name": "NotOpen", "type": "error"},
  {"inputs": [], "name": "NothingWrong", "type": "error"},
  {"inputs": [{"internalType": "bytes32", "name": "expected", "type": "bytes32"}, {"internalType": "bytes32", "name": "actual", "type": "bytes32"}], "name": "ProposalMismatch", "type": "error"},
  {"inputs": [{"internalType": "uint8", "name": "bits", "type": "uint8"}, {"internalType": "uint256", "name": "value", "type": "uint256"}], "name": "SafeCastOverflowedUintDowncast", "type": "error"},
  {"inputs": [{"internalType": "uint16", "name": "validatorIndex", "type": "uint16"}], "name": "VoteNotShown", "type": "error"},
  {"inputs": [{"internalType": "uint16", "name": "previous", "type": "uint16"}, {"internalType": "uint16", "name": "index", "type": "uint16"}], "name": "VotesNotAscending", "type": "error"},
  {"inputs": [{"internalType": "uint32", "name": "endTime", "type": "uint32"}, {"internalType": "uint32", "name": "endBlock", "type": "uint32"}], "name": "WindowOver", "type": "error"},
  {"inputs": [{"internalType": "bytes32", "name": "expected", "type": "bytes32"}, {"internalType": "bytes32", "name": "actual", "type": "bytes32"}], "name": "WrongAnswer", "type": "error"},
  {"inputs": [{"internalType": "bytes32", "name": "expected", "type": "bytes32"}, {"internalType": "bytes32", "name": "actual", "type": "bytes32"}], "name": "WrongNode", "type": "error"},
  {"anonymous": false, "inputs": [{"indexed": true, "internalType": "uint256", "name": "demand", "type": "uint256"}, {"indexed": false, "internalType": "address", "name": "answerer", "type": "address"}, {"indexed": false, "internalType": "uint256", "name": "amount", "type": "uint256"}], "name": "AnswerPaid", "type": "event"},
  {"anonymous": false, "inputs": [{"indexed": true, "internalType": "uint256", "name": "demand", "type": "uint256"}, {"indexed": false, "internalType": "address", "name": "answerer", "type": "address"}, {"indexed": false, "internalType": "bytes", "name": "data", "type": "bytes"}], "name": "Answered", "type": "event"},
  {"anonymous": false, "inputs": [{"indexed": true, "internalType": "uint256", "name": "demand", "type": "uint256"}], "name": "DemandDropped", "type": "event"},
  {"anonymous": false, "inputs": [{"indexed": true, "internalType": "TaskId", "name": "task", "type": "uint32"}, {"indexed": true, "internalType": "uint24", "name": "round", "type": "uint24"}, {"indexed": false, "internalType": "uint8", "name": "number", "type": "uint8"}, {"indexed": false, "internalType": "uint256", "name": "demand", "type": "uint256"}, {"indexed": false, "internalType": "address", "name": "asker", "type": "address"}, {"components": [{"internalType": "enum Tree", "name": "tree", "type": "uint8"}, {"internalType": "uint16", "name": "owner", "type": "uint16"}, {"internalType": "uint8", "name": "height", "type": "uint8"}, {"internalType": "uint32", "name": "position", "type": "uint32"}], "indexed": false, "internalType": "struct NodePlace", "name": "place", "type": "tuple"}, {"indexed": false, "internalType": "bytes32", "name": "hash", "type": "bytes32"}, {"indexed": false, "internalType": "uint128", "name": "sum", "type": "uint128"}, {"indexed": false, "internalType": "uint256", "name": "deposit", "type": "uint256"}, {"indexed": false, "internalType": "uint40", "name": "deadline", "type": "uint40"}, {"indexed": false, "internalType": "uint40", "name": "deadlineBlock", "type": "uint40"}], "name": "Demanded", "type": "event"},
  {"anonymous": false, "inputs": [{"indexed": true, "internalType": "uint256", "name": "demand", "type": "uint256"}], "name": "Unanswered", "type": "event"},
  {"inputs": [], "name": "MAX_LINE", "outputs": [{"internalType": "uint8", "name": "", "type": "uint8"}], "stateMutability": "view", "type": "function"},
  {"inputs": [{"internalType": "uint256", "name": "number", "type": "uint256"}, {"components": [{"internalType": "enum Tree", "name": "tree", "type": "uint8"}, {"internalType": "uint16", "name": "owner", "type": "uint16"}, {"internalType": "uint8", "name": "height", "type": "uint8"}, {"internalType": "uint32", "name": "position", "type": "uint32"}], "internalType": "struct NodePlace", "name": "place", "type": "tuple"}, {"internalType": "bytes32", "name": "hash", "type": "bytes32"}, {"internalType": "uint128", "name": "sum", "type": "uint128"}, {"internalType": "bytes", "name": "data", "type": "bytes"}], "name": "answer", "outputs": [], "stateMutability": "nonpayable", "type": "function"},
  {"inputs": [], "name": "answerBlocks", "outputs": [{"internalType": "uint32", "name": "", "type": "uint32"}], "stateMutability": "view", "type": "function"},
  {"inputs": [], "name": "answerTime", "outputs": [{"internalType": "uint32", "name": "", "type": "uint32"}], "stateMutability": "view", "type": "function"},
  {"inputs": [], "name": "basePrice", "outputs": [{"internalType": "uint96", "name": "", "type": "uint96"}], "stateMutability": "view", "type": "function"},
  {"inputs": [{"components": [{"internalType": "TaskId", "name": "task", "type": "uint32"}, {"internalType": "uint24", "name": "round", "type": "uint24"}, {"internalType": "uint8", "name": "number", "type": "uint8"}, {"components": [{"internalType": "bytes32", "name": "parent", "type": "bytes32"}, {"internalType": "bytes32", "name": "memberRoot", "type": "bytes32"}, {"internalType": "uint64", "name": "totalWeight", "type": "uint64"}, {"internalType": "bytes32", "name": "cohortsRoot", "type": "bytes32"}, {"internalType": "bytes32", "name": "aggregateRoot", "type": "bytes32"}, {"internalType": "bytes32", "name": "modelRoot", "type": "bytes32"}, {"internalType": "bytes32", "name": "rewardRoot", "type": "bytes32"}, {"internalType": "uint88", "name": "rewardTotal", "type": "uint88"}], "internalType": "struct Proposal", "name": "proposal", "type": "tuple"}], "internalType": "struct Target", "name": "target", "type": "tuple"}, {"components": [{"internalType": "enum Tree", "name": "tree", "type": "uint8"}, {"internalType": "uint16", "name": "owner", "type": "uint16"}, {"internalType": "uint8", "name": "height", "type": "uint8"}, {"internalType": "uint32", "name": "position", "type": "uint32"}], "internalType": "struct NodePlace", "name": "place", "type": "tuple"}, {"components": [{"internalType": "bytes32", "name": "hash", "type": "bytes32"}, {"internalType": "uint128", "name": "sum", "type": "uint128"}, {"internalType": "bytes32[]", "name": "siblings", "type": "bytes32[]"}, {"internalType": "uint128[]", "name": "sums", "type": "uint128[]"}, {"internalType": "bytes32", "name": "root", "type": "bytes32"}, {"internalType": "uint64", "name": "weight", "type": "uint64"}, {"internalType": "bytes32[]", "name": "ownerSiblings", "type": "bytes32[]"}, {"internalType": "uint128[]", "name": "ownerSums", "type": "uint128[]"}], "internalType": "struct NodeProof", "name": "node", "type": "tuple"}, {"internalType": "uint256", "name": "previous", "type": "uint256"}], "name": "demand", "outputs": [{"internalType": "uint256", "name": "number", "type": "uint256"}], "stateMutability": "nonpayable", "type": "function"},
  {"inputs": [], "name": "demandCount", "outputs": [{"internalType": "uint256", "name": "", "type": "uint256"}], "stateMutability": "view", "type": "function"},
  {"inputs": [], "name": "disputes", "outputs": [{"internalType": "contract IDisputes", "name": "", "type": "address"}], "stateMutability": "view", "type": "function"},
  {"inputs": [{"internalType": "uint256", "name": "number", "type": "uint256"}], "name": "dropDemand", "outputs": [], "stateMutability": "nonpayable", "type": "function"},
  {"inputs": [{"internalType": "uint256", "name": "number", "type": "uint256"}], "name": "getDemand", "outputs": [{"components": [{"internalType": "bytes32", "name": "subject", "type": "bytes32"}, {"internalType": "address", "name": "asker", "type": "address"}, {"internalType": "uint96", "name": "deposit", "type": "uint96"}, {"internalType": "TaskId", "name": "task", "type": "uint32"}, {"internalType": "uint24", "name": "round", "type": "uint24"}, {"internalType": "uint8", "name": "number", "type": "uint8"}, {"internalType": "enum Tree", "name": "tree", "type": "uint8"}, {"internalType": "enum DemandState", "name": "state", "type": "uint8"}, {"internalType": "uint8", "name": "line", "type": "uint8"}, {"internalType": "uint40", "name": "deadline", "type": "uint40"}, {"internalType": "uint40", "name": "deadlineBlock", "type": "uint40"}], "internalType": "struct Demand", "name": "", "type": "tuple"}], "stateMutability": "view", "type": "function"},
  {"inputs": [{"internalType": "uint256", "name": "number", "type": "uint256"}], "name": "payAnswer", "outputs": [], "stateMutability": "nonpayable", "type": "function"},
  {"inputs": [{"internalType": "TaskId", "name": "task", "type": "uint32"}, {"internalType": "uint24", "name": "round", "type": "uint24"}, {"internalType": "uint8", "name": "number", "type": "uint8"}], "name": "priceOf", "outputs": [{"internalType": "uint256", "name": "", "type": "uint256"}], "stateMutability": "view", "type": "function"},
  {"inputs": [{"internalType": "uint256", "name": "number", "type": "uint256"}], "name": "punishSilence", "outputs": [], "stateMutability": "nonpayable", "type": "function"},
  {"inputs": [], "name": "replyTime", "outputs": [{"internalType": "uint32", "name": "", "type": "uint32"}], "stateMutability": "view", "type": "function"},
  {"inputs": [{"internalType": "TaskId", "name": "", "type": "uint32"}, {"internalType": "uint24", "name": "round", "type": "uint24"}, {"internalType": "uint8", "name": "number", "type": "uint8"}, {"internalType": "address", "name": "account", "type": "address"}], "name": "spentOf", "outputs": [{"internalType": "uint256", "name": "", "type": "uint256"}], "stateMutability": "view", "type": "function"},
] as const;

export const disputesAbi = [
  {"inputs": [{"internalType": "address", "name": "governor_", "type": "address"}, {"internalType": "uint40", "name": "slashDelay_", "type": "uint40"}, {"internalType": "uint64", "name": "gasPrice_", "type": "uint64"}], "stateMutability": "nonpayable", "type": "constructor"},
  {"inputs": [{"internalType": "address", "name": "coordinator", "type": "address"}], "name": "AlreadyBound", "type": "error"},
  {"inputs": [{"internalType": "uint16", "name": "validatorIndex", "type": "uint16"}, {"internalType": "uint24", "name": "round", "type": "uint24"}], "name": "AlreadyConvicted", "type": "error"},
  {"inputs": [{"internalType": "bytes32", "name": "commitment", "type": "bytes32"}, {"internalType": "uint40", "name": "block_", "type": "uint40"}], "name": "AlreadyPrecommitted", "type": "error"},
  {"inputs": [{"internalType": "SlashId", "name": "slash", "type": "uint256"}], "name": "NoSlash", "type": "error"},
  {"inputs": [{"internalType": "address", "name": "sender", "type": "address"}], "name": "NotAccuser", "type": "error"},
  {"inputs": [{"internalType": "address", "name": "governor", "type": "address"}, {"internalType": "address", "name": "sender", "type": "address"}], "name": "NotGovernor", "type": "error"},
  {"inputs": [{"internalType": "bytes32", "name": "commitment", "type": "bytes32"}, {"internalType": "uint40", "name": "block_", "type": "uint40"}], "name": "NotPrecommitted", "type": "error"},
  {"inputs": [{"internalType": "enum Proof", "name": "proof", "type": "uint8"}, {"internalType": "uint40", "name": "since", "type": "uint40"}], "name": "ProofIsDisabled", "type": "error"},
  {"inputs": [{"internalType": "uint40", "name": "executeAt", "type": "uint40"}, {"internalType": "uint256", "name": "time", "type": "uint256"}], "name": "SlashPending", "type": "error"},
  {"anonymous": false, "inputs": [{"indexed": true, "internalType": "address", "name": "accuser", "type": "address"}, {"indexed": false, "internalType": "bytes32", "name": "commitment", "type": "bytes32"}], "name": "Precommitted", "type": "event"},
  {"anonymous": false, "inputs": [{"indexed": true, "internalType": "enum Proof", "name": "proof", "type": "uint8"}, {"indexed": false, "internalType": "uint40", "name": "since", "type": "uint40"}], "name": "ProofDisabled", "type": "event"},
  {"anonymous": false, "inputs": [{"indexed": true, "internalType": "TaskId", "name": "task", "type": "uint32"}, {"indexed": true, "internalType": "uint24", "name": "round", "type": "uint24"}, {"indexed": false, "internalType": "uint8", "name": "number", "type": "uint8"}, {"indexed": false, "internalType": "enum Proof", "name": "proof", "type": "uint8"}, {"indexed": false, "internalType": "address", "name": "accuser", "type": "address"}, {"indexed": false, "internalType": "SlashId", "name": "slash", "type": "uint256"}], "name": "ProposalConvicted", "type": "event"},
  {"anonymous": false, "inputs": [{"indexed": true, "internalType": "SlashId", "name": "slash", "type": "uint256"}], "name": "SlashDropped", "type": "event"},
  {"anonymous": false, "inputs": [{"indexed": true, "internalType": "SlashId", "name": "slash", "type": "uint256"}, {"indexed": false, "internalType": "uint256", "name": "amount", "type": "uint256"}, {"indexed": false, "internalType": "uint256", "name": "burned", "type": "uint256"}, {"indexed": false, "internalType": "uint256", "name": "bounty", "type": "uint256"}], "name": "SlashExecuted", "type": "event"},
  {"anonymous": false, "inputs": [{"indexed": true, "internalType": "TaskId", "name": "task", "type": "uint32"}, {"indexed": true, "internalType": "uint24", "name": "round", "type": "uint24"}, {"indexed": false, "internalType": "uint16", "name": "validatorIndex", "type": "uint16"}, {"indexed": false, "internalType": "address", "name": "accuser", "type": "address"}, {"indexed": false, "internalType": "SlashId", "name": "slash", "type": "uint256"}], "name": "VoterConvicted", "type": "event"},
  {"inputs": [{"internalType": "contract IStakeVault", "name": "vault_", "type": "address"}, {"internalType": "address[]", "name": "accusers", "type": "address[]"}], "name": "bind", "outputs": [], "stateMutability": "nonpayable", "type": "function"},
  {"inputs": [{"internalType": "TaskId", "name": "task", "type": "uint32"}, {"internalType": "uint24", "name": "round", "type": "uint24"}, {"internalType": "uint8", "name": "number", "type": "uint8"}, {"internalType": "enum Proof", "name": "proof", "type": "uint8"}, {"internalType": "address", "name": "accuser", "type": "address"}, {"internalType": "bytes32", "name": "evidence", "type": "bytes32"}], "name": "convict", "outputs": [], "stateMutability": "nonpayable", "type": "function"},
  {"inputs": [{"internalType": "TaskId", "name": "task", "type": "uint32"}, {"internalType": "uint24", "name": "round", "type": "uint24"}, {"internalType": "uint16", "name": "validatorIndex", "type": "uint16"}, {"internalType": "address", "name": "accuser", "type": "address"}, {"internalType": "bytes32", "name": "evidence", "type": "bytes32"}], "name": "convictVoter", "outputs": [], "stateMutability": "nonpayable", "type": "function"},
  {"inputs": [], "name": "coordinator", "outputs": [{"internalType": "contract ICoordinator", "name": "", "type": "address"}], "stateMutability": "view", "type": "function"},
  {"inputs": [{"internalType": "enum Proof", "name": "proof", "type": "uint8"}], "name": "disableProof", "outputs": [], "stateMutability": "nonpayable", "type": "function"},
  {"inputs": [{"internalType": "enum Proof", "name": "", "type": "uint8"}], "name": "disabledSince", "outputs": [{"internalType": "uint40", "name": "since", "type": "uint40"}], "stateMutability": "view", "type": "function"},
  {"inputs": [{"internalType": "SlashId", "name": "slash", "type": "uint256"}], "name": "executeSlash", "outputs": [], "stateMutability": "nonpayable", "type": "function"},
  {"inputs": [{"internalType": "SlashId", "name": "slash", "type": "uint256"}], "name": "expel", "outputs": [], "stateMutability": "nonpayable", "type": "function"},
  {"inputs": [], "name": "gasPrice", "outputs": [{"internalType": "uint64", "name": "", "type": "uint64"}], "stateMutability": "view", "type": "function"},
  {"inputs": [{"internalType": "SlashId", "name": "slash", "type": "uint256"}], "name": "getSlash", "outputs": [{"components": [{"internalType": "address", "name": "accuser", "type": "address"}, {"internalType": "uint40", "name": "executeAt", "type": "uint40"}, {"internalType": "enum Proof", "name": "proof", "type": "uint8"}, {"internalType": "enum SlashState", "name": "state", "type": "uint8"}, {"internalType": "uint16", "name": "validator", "type": "uint16"}], "internalType": "struct Slash", "name": "", "type": "tuple"}], "stateMutability": "view", "type": "function"},
  {"inputs": [], "name": "governor", "outputs": [{"internalType": "address", "name": "", "type": "address"}], "stateMutability": "view", "type": "function"},
  {"inputs": [{"internalType": "address", "name": "", "type": "address"}], "name": "isAccuser", "outputs": [{"internalType": "bool", "name": "", "type": "bool"}], "stateMutability": "view", "type": "function"},
  {"inputs": [{"internalType": "bytes32", "name": "commitment", "type": "bytes32"}], "name": "precommit", "outputs": [], "stateMutability": "nonpayable", "type": "function"},
  {"inputs": [{"internalType": "bytes32", "name": "commitment", "type": "bytes32"}], "name": "precommittedAt", "outputs": [{"internalType": "uint40", "name": "block_", "type": "uint40"}], "stateMutability": "view", "type": "function"},
  {"inputs": [], "name": "slashDelay", "outputs": [{"internalType": "uint40", "name": "", "type": "uint40"}], "stateMutability": "view", "type": "function"},
  {"inputs": [], "name": "vault", "outputs": [{"internalType": "contract IStakeVault", "name": "", "type": "address"}], "stateMutability": "view", "type": "function"},
] as const;

export const drawingAbi = [
  {"inputs": [{"internalType": "bytes32", "name": "seed", "type": "bytes32"}], "name": "SeedNotNeeded", "type": "error"},
  {"anonymous": false, "inputs": [{"indexed": true, "internalType": "TaskId", "name": "task", "type": "uint32"}, {"indexed": true, "internalType": "uint24", "name": "round", "type": "uint24"}, {"indexed": false, "internalType": "uint32", "name": "anchor", "type": "uint32"}], "name": "SeedAnchored", "type": "event"},
] as const;

export const enrollingAbi = [
  {"inputs": [{"internalType": "uint24", "name": "untilRound", "type": "uint24"}], "name": "AlreadyCoolingDown", "type": "error"},
  {"inputs": [{"internalType": "address", "name": "account", "type": "address"}], "name": "AlreadyEnrolled", "type": "error"},
  {"inputs": [{"internalType": "address", "name": "account", "type": "address"}], "name": "NotEnrolled", "type": "error"},
  {"inputs": [{"internalType": "enum Role", "name": "role", "type": "uint8"}, {"internalType": "uint256", "name": "maximum", "type": "uint256"}], "name": "RoleFull", "type": "error"},
  {"inputs": [{"internalType": "uint8", "name": "bits", "type": "uint8"}, {"internalType": "uint256", "name": "value", "type": "uint256"}], "name": "SafeCastOverflowedUintDowncast", "type": "error"},
  {"inputs": [{"internalType": "uint256", "name": "amount", "type": "uint256"}, {"internalType": "uint256", "name": "unit", "type": "uint256"}], "name": "StakeNotInUnits", "type": "error"},
  {"inputs": [{"internalType": "uint256", "name": "minimum", "type": "uint256"}, {"internalType": "uint256", "name": "actual", "type": "uint256"}], "name": "StakeTooLow", "type": "error"},
  {"inputs": [{"internalType": "TaskId", "name": "task", "type": "uint32"}], "name": "TaskIsClosed", "type": "error"},
  {"anonymous": false, "inputs": [{"indexed": true, "internalType": "TaskId", "name": "task", "type": "uint32"}, {"indexed": true, "internalType": "address", "name": "account", "type": "address"}, {"indexed": false, "internalType": "uint32", "name": "index", "type": "uint32"}, {"indexed": false, "internalType": "uint256", "name": "stake", "type": "uint256"}, {"indexed": false, "internalType": "uint24", "name": "weightLimit", "type": "uint24"}, {"indexed": false, "internalType": "uint24", "name": "fromRound", "type": "uint24"}], "name": "ContributorEnrolled", "type": "event"},
  {"anonymous": false, "inputs": [{"indexed": true, "internalType": "TaskId", "name": "task", "type": "uint32"}, {"indexed": true, "internalType": "address", "name": "contributor", "type": "address"}, {"indexed": false, "internalType": "uint24", "name": "round", "type": "uint24"}, {"indexed": false, "internalType": "uint24", "name": "restUntil", "type": "uint24"}], "name": "CooledDown", "type": "event"},
  {"anonymous": false, "inputs": [{"indexed": true, "internalType": "TaskId", "name": "task", "type": "uint32"}, {"indexed": true, "internalType": "address", "name": "account", "type": "address"}, {"indexed": false, "internalType": "enum Role", "name": "role", "type": "uint8"}, {"indexed": false, "internalType": "uint24", "name": "untilRound", "type": "uint24"}], "name": "ExitRequested", "type": "event"},
  {"anonymous": false, "inputs": [{"indexed": true, "internalType": "TaskId", "name": "task", "type": "uint32"}, {"indexed": true, "internalType": "address", "name": "account", "type": "address"}, {"indexed": false, "internalType": "uint16", "name": "index", "type": "uint16"}, {"indexed": false, "internalType": "uint256", "name": "stake", "type": "uint256"}, {"indexed": false, "internalType": "uint24", "name": "fromRound", "type": "uint24"}], "name": "ValidatorEnrolled", "type": "event"},
] as const;

export const inputProofsAbi = [
  {"inputs": [{"internalType": "contract IDisputes", "name": "disputes_", "type": "address"}], "stateMutability": "nonpayable", "type": "constructor"},
  {"inputs": [{"internalType": "uint256", "name": "expected", "type": "uint256"}, {"internalType": "uint256", "name": "actual", "type": "uint256"}], "name": "EvidenceMisshapen", "type": "error"},
  {"inputs": [{"internalType": "uint256", "name": "value", "type": "uint256"}], "name": "HintWrong", "type": "error"},
  {"inputs": [{"internalType": "uint256", "name": "exceptedStake", "type": "uint256"}, {"internalType": "uint48", "name": "votedStake", "type": "uint48"}], "name": "NotExcepted", "type": "error"},
  {"inputs": [{"internalType": "uint256", "name": "position", "type": "uint256"}], "name": "NotInList", "type": "error"},
  {"inputs": [{"internalType": "enum Tree", "name": "tree", "type": "uint8"}, {"internalType": "bytes32", "name": "expected", "type": "bytes32"}, {"internalType": "bytes32", "name": "actual", "type": "bytes32"}], "name": "NotInProposal", "type": "error"},
  {"inputs": [], "name": "NothingWrong", "type": "error"},
  {"inputs": [{"internalType": "bytes32", "name": "expected", "type": "bytes32"}, {"internalType": "bytes32", "name": "actual", "type": "bytes32"}], "name": "ProposalMismatch", "type": "error"},
  {"inputs": [{"internalType": "uint16", "name": "validatorIndex", "type": "uint16"}], "name": "VoteNotShown", "type": "error"},
  {"inputs": [{"internalType": "uint16", "name": "previous", "type": "uint16"}, {"internalType": "uint16", "name": "index", "type": "uint16"}], "name": "VotesNotAscending", "type": "error"},
  {"inputs": [{"internalType": "TaskId", "name": "task", "type": "uint32"}, {"internalType": "uint24", "name": "round", "type": "uint24"}, {"components": [{"components": [{"internalType": "bytes32", "name": "parent", "type": "bytes32"}, {"internalType": "bytes32", "name": "memberRoot", "type": "bytes32"}, {"internalType": "uint64", "name": "totalWeight", "type": "uint64"}, {"internalType": "bytes32", "name": "cohortsRoot", "type": "bytes32"}, {"internalType": "bytes32", "name": "aggregateRoot", "type": "bytes32"}, {"internalType": "bytes32", "name": "modelRoot", "type": "bytes32"}, {"internalType": "bytes32", "name": "rewardRoot", "type": "bytes32"}, {"internalType": "uint88", "name": "rewardTotal", "type": "uint88"}], "internalType": "struct Proposal", "name": "parent", "type": "tuple"}, {"internalType": "uint16", "name": "position", "type": "uint16"}, {"components": [{"internalType": "uint32", "name": "index", "type": "uint32"}, {"internalType": "address", "name": "contributor", "type": "address"}, {"internalType": "uint64", "name": "weight", "type": "uint64"}, {"internalType": "bytes32", "name": "updateRoot", "type": "bytes32"}, {"internalType": "bytes32", "name": "contentDigest", "type": "bytes32"}, {"internalType": "uint64", "name": "contentSize", "type": "uint64"}, {"internalType": "bytes32", "name": "signatureHash", "type": "bytes32"}], "internalType": "struct ListLeaf", "name": "leaf", "type": "tuple"}, {"internalType": "bytes32[]", "name": "listPath", "type": "bytes32[]"}, {"internalType": "bytes", "name": "header", "type": "bytes"}, {"internalType": "bytes32[]", "name": "headerPath", "type": "bytes32[]"}, {"components": [{"internalType": "uint16", "name": "validatorIndex", "type": "uint16"}, {"internalType": "uint256", "name": "word", "type": "uint256"}, {"internalType": "bytes32[]", "name": "path", "type": "bytes32[]"}], "internalType": "struct OpenedVote", "name": "vote", "type": "tuple"}], "internalType": "struct InputFault", "name": "fault", "type": "tuple"}], "name": "badInput", "outputs": [], "stateMutability": "nonpayable", "type": "function"},
  {"inputs": [{"internalType": "TaskId", "name": "task", "type": "uint32"}, {"internalType": "uint24", "name": "round", "type": "uint24"}, {"internalType": "uint256", "name": "position", "type": "uint256"}, {"components": [{"internalType": "uint32", "name": "index", "type": "uint32"}, {"internalType": "address", "name": "contributor", "type": "address"}, {"internalType": "uint64", "name": "weight", "type": "uint64"}, {"internalType": "bytes32", "name": "updateRoot", "type": "bytes32"}, {"internalType": "bytes32", "name": "contentDigest", "type": "bytes32"}, {"internalType": "uint64", "name": "contentSize", "type": "uint64"}, {"internalType": "bytes32", "name": "signatureHash", "type": "bytes32"}], "internalType": "struct ListLeaf", "name": "leaf", "type": "tuple"}, {"internalType": "bytes32[]", "name": "path", "type": "bytes32[]"}, {"components": [{"internalType": "uint16", "name": "validatorIndex", "type": "uint16"}, {"internalType": "uint256", "name": "word", "type": "uint256"}, {"internalType": "bytes32[]", "name": "path", "type": "bytes32[]"}], "internalType": "struct OpenedVote[]", "name": "votes", "type": "tuple[]"}], "name": "coolDown", "outputs": [], "stateMutability": "nonpayable", "type": "function"},
  {"inputs": [], "name": "disputes", "outputs": [{"internalType": "contract IDisputes", "name": "", "type": "address"}], "stateMutability": "view", "type": "function"},
] as const;

export const modelRegistryAbi = [
  {"inputs": [{"internalType": "contract ICoordinator", "name": "coordinator_", "type": "address"}], "stateMutability": "nonpayable", "type": "constructor"},
  {"inputs": [{"internalType": "uint256", "name": "position", "type": "uint256"}, {"internalType": "bytes32", "name": "expected", "type": "bytes32"}, {"internalType": "bytes32", "name": "actual", "type": "bytes32"}], "name": "BrokenLineage", "type": "error"},
  {"inputs": [], "name": "EmptyLineage", "type": "error"},
  {"anonymous": false, "inputs": [{"indexed": true, "internalType": "TaskId", "name": "task", "type": "uint32"}, {"indexed": true, "internalType": "bytes32", "name": "subject", "type": "bytes32"}, {"indexed": false, "internalType": "enum Artifact", "name": "artifact", "type": "uint8"}, {"indexed": false, "internalType": "bytes32", "name": "contentDigest", "type": "bytes32"}, {"indexed": false, "internalType": "uint64", "name": "contentSize", "type": "uint64"}, {"indexed": false, "internalType": "address", "name": "announcer", "type": "address"}], "name": "Announced", "type": "event"},
  {"inputs": [{"internalType": "TaskId", "name": "task", "type": "uint32"}, {"internalType": "bytes32", "name": "subject", "type": "bytes32"}, {"internalType": "enum Artifact", "name": "artifact", "type": "uint8"}, {"components": [{"internalType": "bytes32", "name": "digest", "type": "bytes32"}, {"internalType": "uint64", "name": "size", "type": "uint64"}], "internalType": "struct ContentId", "name": "content", "type": "tuple"}], "name": "announce", "outputs": [], "stateMutability": "nonpayable", "type": "function"},
  {"inputs": [], "name": "coordinator", "outputs": [{"internalType": "contract ICoordinator", "name": "", "type": "address"}], "stateMutability": "view", "type": "function"},
  {"inputs": [{"internalType": "TaskId", "name": "task", "type": "uint32"}], "name": "head", "outputs": [{"internalType": "uint24", "name": "version", "type": "uint24"}, {"internalType": "bytes32", "name": "proposalHash", "type": "bytes32"}], "stateMutability": "view", "type": "function"},
  {"inputs": [{"internalType": "TaskId", "name": "task", "type": "uint32"}, {"components": [{"internalType": "bytes32", "name": "parent", "type": "bytes32"}, {"internalType": "bytes32", "name": "memberRoot", "type": "bytes32"}, {"internalType": "uint64", "name": "totalWeight", "type": "uint64"}, {"internalType": "bytes32", "name": "cohortsRoot", "type": "bytes32"}, {"internalType": "bytes32", "name": "aggregateRoot", "type": "bytes32"}, {"internalType": "bytes32", "name": "modelRoot", "type": "bytes32"}, {"internalType": "bytes32", "name": "rewardRoot", "type": "bytes32"}, {"internalType": "uint88", "name": "rewardTotal", "type": "uint88"}], "internalType": "struct Proposal[]", "name": "lineage", "type": "tuple[]"}], "name": "verify", "outputs": [{"internalType": "uint24", "name": "version", "type": "uint24"}, {"internalType": "bytes32", "name": "modelRoot", "type": "bytes32"}], "stateMutability": "view", "type": "function"},
] as const;

export const nodeAccountAbi = [
  {"inputs": [{"internalType": "address", "name": "owner_", "type": "address"}, {"internalType": "address", "name": "operator_", "type": "address"}, {"internalType": "uint96", "name": "stakeAllowance_", "type": "uint96"}, {"internalType": "contract ICoordinator", "name": "coordinator_", "type": "address"}, {"internalType": "address", "name": "rewardLedger_", "type": "address"}, {"internalType": "address[3]", "name": "proofs", "type": "address[3]"}], "stateMutability": "nonpayable", "type": "constructor"},
  {"inputs": [{"internalType": "address", "name": "target", "type": "address"}], "name": "AddressEmptyCode", "type": "error"},
  {"inputs": [], "name": "FailedCall", "type": "error"},
  {"inputs": [{"internalType": "uint256", "name": "balance", "type": "uint256"}, {"internalType": "uint256", "name": "needed", "type": "uint256"}], "name": "InsufficientBalance", "type": "error"},
  {"inputs": [{"internalType": "bytes4", "name": "selector", "type": "bytes4"}], "name": "NotForOperator", "type": "error"},
  {"inputs": [{"internalType": "address", "name": "operator", "type": "address"}, {"internalType": "address", "name": "sender", "type": "address"}], "name": "NotOperator", "type": "error"},
  {"inputs": [{"internalType": "contract IERC20", "name": "token", "type": "address"}], "name": "NothingToSweep", "type": "error"},
  {"inputs": [{"internalType": "address", "name": "owner", "type": "address"}], "name": "OwnableInvalidOwner", "type": "error"},
  {"inputs": [{"internalType": "address", "name": "account", "type": "address"}], "name": "OwnableUnauthorizedAccount", "type": "error"},
  {"inputs": [], "name": "OwnerNeeded", "type": "error"},
  {"inputs": [{"internalType": "uint8", "name": "bits", "type": "uint8"}, {"internalType": "uint256", "name": "value", "type": "uint256"}], "name": "SafeCastOverflowedUintDowncast", "type": "error"},
  {"inputs": [{"internalType": "address", "name": "token", "type": "address"}], "name": "SafeERC20FailedOperation", "type": "error"},
  {"inputs": [{"internalType": "uint256", "name": "required", "type": "uint256"}, {"internalType": "uint256", "name": "allowance", "type": "uint256"}], "name": "StakeAllowanceTooLow", "type": "error"},
  {"anonymous": false, "inputs": [{"indexed": true, "internalType": "address", "name": "previous", "type": "address"}, {"indexed": true, "internalType": "address", "name": "operator", "type": "address"}], "name": "OperatorChanged", "type": "event"},
  {"anonymous": false, "inputs": [{"indexed": true, "internalType": "address", "name": "previousOwner", "type": "address"}, {"indexed": true, "internalType": "address", "name": "newOwner", "type": "address"}], "name": "OwnershipTransferStarted", "type": "event"},
  {"anonymous": false, "inputs": [{"indexed": true, "internalType": "address", "name": "previousOwner", "type": "address"}, {"indexed": true, "internalType": "address", "name": "newOwner", "type": "address"}], "name": "OwnershipTransferred", "type": "event"},
  {"anonymous": false, "inputs": [{"indexed": false, "internalType": "uint256", "name": "amount", "type": "uint256"}], "name": "StakeAllowanceChanged", "type": "event"},
  {"anonymous": false, "inputs": [{"indexed": true, "internalType": "contract IERC20", "name": "token", "type": "address"}, {"indexed": true, "internalType": "address", "name": "owner", "type": "address"}, {"indexed": false, "internalType": "uint256", "name": "amount", "type": "uint256"}], "name": "Swept", "type": "event"},
  {"stateMutability": "nonpayable", "type": "fallback"},
  {"inputs": [], "name": "acceptOwnership", "outputs": [], "stateMutability": "nonpayable", "type": "function"},
  {"inputs": [{"components": [{"internalType": "address", "name": "target", "type": "address"}, {"internalType": "bytes", "name": "data", "type": "bytes"}], "internalType": "struct Action[]", "name": "actions", "type": "tuple[]"}], "name": "execute", "outputs": [{"internalType": "bytes[]", "name": "results", "type": "bytes[]"}], "stateMutability": "nonpayable", "type": "function"},
  {"inputs": [], "name": "operator", "outputs": [{"internalType": "address", "name": "", "type": "address"}], "stateMutability": "view", "type": "function"},
  {"inputs": [], "name": "owner", "outputs": [{"internalType": "address", "name": "", "type": "address"}], "stateMutability": "view", "type": "function"},
  {"inputs": [], "name": "pendingOwner", "outputs": [{"internalType": "address", "name": "", "type": "address"}], "stateMutability": "view", "type": "function"},
  {"inputs": [], "name": "renounceOwnership", "outputs": [], "stateMutability": "view", "type": "function"},
  {"inputs": [{"internalType": "address", "name": "operator_", "type": "address"}], "name": "setOperator", "outputs": [], "stateMutability": "nonpayable", "type": "function"},
  {"inputs": [{"internalType": "uint96", "name": "amount", "type": "uint96"}], "name": "setStakeAllowance", "outputs": [], "stateMutability": "nonpayable", "type": "function"},
  {"inputs": [], "name": "stakeAllowance", "outputs": [{"internalType": "uint96", "name": "", "type": "uint96"}], "stateMutability": "view", "type": "function"},
  {"inputs": [{"internalType": "contract IERC20", "name": "token", "type": "address"}], "name": "sweep", "outputs": [], "stateMutability": "nonpayable", "type": "function"},
  {"inputs": [{"internalType": "bytes4", "name": "selector", "type": "bytes4"}], "name": "targetOf", "outputs": [{"internalType": "address", "name": "target", "type": "address"}], "stateMutability": "view", "type": "function"},
  {"inputs": [{"internalType": "address", "name": "newOwner", "type": "address"}], "name": "transferOwnership", "outputs": [], "stateMutability": "nonpayable", "type": "function"},
] as const;

export const recordProofsAbi = [
  {"inputs": [{"internalType": "contract IDisputes", "name": "disputes_", "type": "address"}], "stateMutability": "nonpayable", "type": "constructor"},
  {"inputs": [{"internalType": "uint256", "name": "expected", "type": "uint256"}, {"internalType": "uint256", "name": "actual", "type": "uint256"}], "name": "EvidenceMisshapen", "type": "error"},
  {"inputs": [{"internalType": "uint256", "name": "value", "type": "uint256"}], "name": "HintWrong", "type": "error"},
  {"inputs": [{"internalType": "uint256", "name": "position", "type": "uint256"}], "name": "NotInList", "type": "error"},
  {"inputs": [{"internalType": "enum Tree", "name": "tree", "type": "uint8"}, {"internalType": "bytes32", "name": "expected", "type": "bytes32"}, {"internalType": "bytes32", "name": "actual", "type": "bytes32"}], "name": "NotInProposal", "type": "error"},
  {"inputs": [], "name": "NothingWrong", "type": "error"},
  {"inputs": [{"internalType": "bytes32", "name": "expected", "type": "bytes32"}, {"internalType": "bytes32", "name": "actual", "type": "bytes32"}], "name": "ProposalMismatch", "type": "error"},
  {"inputs": [{"internalType": "uint16", "name": "validatorIndex", "type": "uint16"}], "name": "VoteNotShown", "type": "error"},
  {"inputs": [{"internalType": "uint16", "name": "previous", "type": "uint16"}, {"internalType": "uint16", "name": "index", "type": "uint16"}], "name": "VotesNotAscending", "type": "error"},
  {"inputs": [{"components": [{"internalType": "TaskId", "name": "task", "type": "uint32"}, {"internalType": "uint24", "name": "round", "type": "uint24"}, {"internalType": "uint8", "name": "number", "type": "uint8"}, {"components": [{"internalType": "bytes32", "name": "parent", "type": "bytes32"}, {"internalType": "bytes32", "name": "memberRoot", "type": "bytes32"}, {"internalType": "uint64", "name": "totalWeight", "type": "uint64"}, {"internalType": "bytes32", "name": "cohortsRoot", "type": "bytes32"}, {"internalType": "bytes32", "name": "aggregateRoot", "type": "bytes32"}, {"internalType": "bytes32", "name": "modelRoot", "type": "bytes32"}, {"internalType": "bytes32", "name": "rewardRoot", "type": "bytes32"}, {"internalType": "uint88", "name": "rewardTotal", "type": "uint88"}], "internalType": "struct Proposal", "name": "proposal", "type": "tuple"}], "internalType": "struct Target", "name": "target", "type": "tuple"}, {"components": [{"internalType": "uint16", "name": "slot", "type": "uint16"}, {"internalType": "bytes32", "name": "hash", "type": "bytes32"}, {"internalType": "uint128", "name": "sum", "type": "uint128"}, {"internalType": "bytes32[]", "name": "siblings", "type": "bytes32[]"}, {"internalType": "uint128[]", "name": "sums", "type": "uint128[]"}, {"components": [{"internalType": "uint32", "name": "index", "type": "uint32"}, {"internalType": "address", "name": "contributor", "type": "address"}, {"internalType": "uint64", "name": "weight", "type": "uint64"}, {"internalType": "bytes32", "name": "updateRoot", "type": "bytes32"}, {"internalType": "bytes32", "name": "contentDigest", "type": "bytes32"}, {"internalType": "uint64", "name": "contentSize", "type": "uint64"}, {"internalType": "bytes32", "name": "signatureHash", "type": "bytes32"}], "internalType": "struct ListLeaf", "name": "leaf", "type": "tuple"}, {"internalType": "bytes32[]", "name": "listPath", "type": "bytes32[]"}, {"components": [{"internalType": "uint16", "name": "validatorIndex", "type": "uint16"}, {"internalType": "uint256", "name": "word", "type": "uint256"}, {"internalType": "bytes32[]", "name": "path", "type": "bytes32[]"}], "internalType": "struct OpenedVote[]", "name": "votes", "type": "tuple[]"}], "internalType": "struct MemberProof", "name": "member", "type": "tuple"}], "name": "badMember", "outputs": [], "stateMutability": "nonpayable", "type": "function"},
  {"inputs": [{"components": [{"internalType": "TaskId", "name": "task", "type": "uint32"}, {"internalType": "uint24", "name": "round", "type": "uint24"}, {"internalType": "uint8", "name": "number", "type": "uint8"}, {"components": [{"internalType": "bytes32", "name": "parent", "type": "bytes32"}, {"internalType": "bytes32", "name": "memberRoot", "type": "bytes32"}, {"internalType": "uint64", "name": "totalWeight", "type": "uint64"}, {"internalType": "bytes32", "name": "cohortsRoot", "type": "bytes32"}, {"internalType": "bytes32", "name": "aggregateRoot", "type": "bytes32"}, {"internalType": "bytes32", "name": "modelRoot", "type": "bytes32"}, {"internalType": "bytes32", "name": "rewardRoot", "type": "bytes32"}, {"internalType": "uint88", "name": "rewardTotal", "type": "uint88"}], "internalType": "struct Proposal", "name": "proposal", "type": "tuple"}], "internalType": "struct Target", "name": "target", "type": "tuple"}, {"components": [{"internalType": "enum Tree", "name": "tree", "type": "uint8"}, {"internalType": "uint16", "name": "owner", "type": "uint16"}, {"internalType": "uint8", "name": "height", "type": "uint8"}, {"internalType": "uint32", "name": "position", "type": "uint32"}], "internalType": "struct NodePlace", "name": "place", "type": "tuple"}, {"components": [{"internalType": "bytes32", "name": "hash", "type": "bytes32"}, {"internalType": "uint128", "name": "sum", "type": "uint128"}, {"internalType": "bytes32[]", "name": "siblings", "type": "bytes32[]"}, {"internalType": "uint128[]", "name": "sums", "type": "uint128[]"}, {"internalType": "bytes32", "name": "root", "type": "bytes32"}, {"internalType": "uint64", "name": "weight", "type": "uint64"}, {"internalType": "bytes32[]", "name": "ownerSiblings", "type": "bytes32[]"}, {"internalType": "uint128[]", "name": "ownerSums", "type": "uint128[]"}], "internalType": "struct NodeProof", "name": "node", "type": "tuple"}], "name": "badPadding", "outputs": [], "stateMutability": "nonpayable", "type": "function"},
  {"inputs": [{"components": [{"internalType": "TaskId", "name": "task", "type": "uint32"}, {"internalType": "uint24", "name": "round", "type": "uint24"}, {"internalType": "uint8", "name": "number", "type": "uint8"}, {"components": [{"internalType": "bytes32", "name": "parent", "type": "bytes32"}, {"internalType": "bytes32", "name": "memberRoot", "type": "bytes32"}, {"internalType": "uint64", "name": "totalWeight", "type": "uint64"}, {"internalType": "bytes32", "name": "cohortsRoot", "type": "bytes32"}, {"internalType": "bytes32", "name": "aggregateRoot", "type": "bytes32"}, {"internalType": "bytes32", "name": "modelRoot", "type": "bytes32"}, {"internalType": "bytes32", "name": "rewardRoot", "type": "bytes32"}, {"internalType": "uint88", "name": "rewardTotal", "type": "uint88"}], "internalType": "struct Proposal", "name": "proposal", "type": "tuple"}], "internalType": "struct Target", "name": "target", "type": "tuple"}, {"components": [{"internalType": "bytes32", "name": "parent", "type": "bytes32"}, {"internalType": "bytes32", "name": "memberRoot", "type": "bytes32"}, {"internalType": "uint64", "name": "totalWeight", "type": "uint64"}, {"internalType": "bytes32", "name": "cohortsRoot", "type": "bytes32"}, {"internalType": "bytes32", "name": "aggregateRoot", "type": "bytes32"}, {"internalType": "bytes32", "name": "modelRoot", "type": "bytes32"}, {"internalType": "bytes32", "name": "rewardRoot", "type": "bytes32"}, {"internalType": "uint88", "name": "rewardTotal", "type": "uint88"}], "internalType": "struct Proposal", "name": "parent", "type": "tuple"}, {"components": [{"internalType": "uint32", "name": "index", "type": "uint32"}, {"internalType": "bytes32", "name": "hash", "type": "bytes32"}, {"internalType": "uint128", "name": "sum", "type": "uint128"}, {"internalType": "bytes32[]", "name": "siblings", "type": "bytes32[]"}, {"internalType": "uint128[]", "name": "sums", "type": "uint128[]"}, {"components": [{"internalType": "uint128", "name": "cumulative", "type": "uint128"}, {"internalType": "uint32", "name": "lastMultiplier", "type": "uint32"}, {"internalType": "uint32", "name": "listPosition", "type": "uint32"}], "internalType": "struct RewardLeaf", "name": "claimed", "type": "tuple"}, {"components": [{"internalType": "uint128", "name": "cumulative", "type": "uint128"}, {"internalType": "uint32", "name": "lastMultiplier", "type": "uint32"}, {"internalType": "uint32", "name": "listPosition", "type": "uint32"}], "internalType": "struct RewardLeaf", "name": "before", "type": "tuple"}, {"internalType": "bytes32[]", "name": "beforeSiblings", "type": "bytes32[]"}, {"internalType": "uint128[]", "name": "beforeSums", "type": "uint128[]"}, {"internalType": "bool", "name": "isListed", "type": "bool"}, {"internalType": "uint16", "name": "position", "type": "uint16"}, {"components": [{"internalType": "uint32", "name": "index", "type": "uint32"}, {"internalType": "address", "name": "contributor", "type": "address"}, {"internalType": "uint64", "name": "weight", "type": "uint64"}, {"internalType": "bytes32", "name": "updateRoot", "type": "bytes32"}, {"internalType": "bytes32", "name": "contentDigest", "type": "bytes32"}, {"internalType": "uint64", "name": "contentSize", "type": "uint64"}, {"internalType": "bytes32", "name": "signatureHash", "type": "bytes32"}], "internalType": "struct ListLeaf", "name": "leaf", "type": "tuple"}, {"internalType": "bytes32[]", "name": "listPath", "type": "bytes32[]"}, {"internalType": "uint64", "name": "weight", "type": "uint64"}, {"internalType": "bytes32[]", "name": "memberSiblings", "type": "bytes32[]"}, {"internalType": "uint128[]", "name": "memberSums", "type": "uint128[]"}], "internalType": "struct RewardCheck", "name": "check", "type": "tuple"}], "name": "badReward", "outputs": [], "stateMutability": "nonpayable", "type": "function"},
  {"inputs": [{"components": [{"internalType": "TaskId", "name": "task", "type": "uint32"}, {"internalType": "uint24", "name": "round", "type": "uint24"}, {"internalType": "uint8", "name": "number", "type": "uint8"}, {"components": [{"internalType": "bytes32", "name": "parent", "type": "bytes32"}, {"internalType": "bytes32", "name": "memberRoot", "type": "bytes32"}, {"internalType": "uint64", "name": "totalWeight", "type": "uint64"}, {"internalType": "bytes32", "name": "cohortsRoot", "type": "bytes32"}, {"internalType": "bytes32", "name": "aggregateRoot", "type": "bytes32"}, {"internalType": "bytes32", "name": "modelRoot", "type": "bytes32"}, {"internalType": "bytes32", "name": "rewardRoot", "type": "bytes32"}, {"internalType": "uint88", "name": "rewardTotal", "type": "uint88"}], "internalType": "struct Proposal", "name": "proposal", "type": "tuple"}], "internalType": "struct Target", "name": "target", "type": "tuple"}, {"components": [{"internalType": "enum Tree", "name": "tree", "type": "uint8"}, {"internalType": "uint16", "name": "owner", "type": "uint16"}, {"internalType": "uint8", "name": "height", "type": "uint8"}, {"internalType": "uint32", "name": "position", "type": "uint32"}], "internalType": "struct NodePlace", "name": "place", "type": "tuple"}, {"components": [{"internalType": "bytes32", "name": "hash", "type": "bytes32"}, {"internalType": "uint128", "name": "sum", "type": "uint128"}, {"internalType": "bytes32[]", "name": "siblings", "type": "bytes32[]"}, {"internalType": "uint128[]", "name": "sums", "type": "uint128[]"}, {"internalType": "bytes32", "name": "root", "type": "bytes32"}, {"internalType": "uint64", "name": "weight", "type": "uint64"}, {"internalType": "bytes32[]", "name": "ownerSiblings", "type": "bytes32[]"}, {"internalType": "uint128[]", "name": "ownerSums", "type": "uint128[]"}], "internalType": "struct NodeProof", "name": "node", "type": "tuple"}, {"internalType": "bytes", "name": "preimage", "type": "bytes"}, {"components": [{"internalType": "bytes32", "name": "hash", "type": "bytes32"}, {"internalType": "uint128", "name": "sum", "type": "uint128"}, {"internalType": "bytes32[]", "name": "siblings", "type": "bytes32[]"}, {"internalType": "uint128[]", "name": "sums", "type": "uint128[]"}, {"internalType": "bytes32", "name": "root", "type": "bytes32"}, {"internalType": "uint64", "name": "weight", "type": "uint64"}, {"internalType": "bytes32[]", "name": "ownerSiblings", "type": "bytes32[]"}, {"internalType": "uint128[]", "name": "ownerSums", "type": "uint128[]"}], "internalType": "struct NodeProof", "name": "subtree", "type": "tuple"}], "name": "badSum", "outputs": [], "stateMutability": "nonpayable", "type": "function"},
  {"inputs": [], "name": "disputes", "outputs": [{"internalType": "contract IDisputes", "name": "", "type": "address"}], "stateMutability": "view", "type": "function"},
] as const;

export const rewardLedgerAbi = [
  {"inputs": [{"internalType": "contract ConsortToken", "name": "token_", "type": "address"}, {"internalType": "contract ICoordinator", "name": "coordinator_", "type": "address"}], "stateMutability": "nonpayable", "type": "constructor"},
  {"inputs": [{"internalType": "address", "name": "account", "type": "address"}], "name": "NoCredit", "type": "error"},
  {"inputs": [{"internalType": "bytes32", "name": "expected", "type": "bytes32"}, {"internalType": "bytes32", "name": "actual", "type": "bytes32"}], "name": "NotHead", "type": "error"},
  {"inputs": [{"internalType": "uint32", "name": "index", "type": "uint32"}, {"internalType": "bytes32", "name": "expected", "type": "bytes32"}, {"internalType": "bytes32", "name": "actual", "type": "bytes32"}], "name": "NotInRewardTree", "type": "error"},
  {"inputs": [{"internalType": "uint32", "name": "index", "type": "uint32"}, {"internalType": "uint256", "name": "cumulative", "type": "uint256"}, {"internalType": "uint256", "name": "claimed", "type": "uint256"}], "name": "NothingToClaim", "type": "error"},
  {"inputs": [], "name": "NothingToFund", "type": "error"},
  {"inputs": [{"internalType": "TaskId", "name": "task", "type": "uint32"}, {"internalType": "uint256", "name": "claims", "type": "uint256"}, {"internalType": "uint256", "name": "allocated", "type": "uint256"}], "name": "OverAllocated", "type": "error"},
  {"inputs": [{"internalType": "address", "name": "token", "type": "address"}], "name": "SafeERC20FailedOperation", "type": "error"},
  {"inputs": [{"internalType": "uint256", "name": "expected", "type": "uint256"}, {"internalType": "uint256", "name": "received", "type": "uint256"}], "name": "TransferIncomplete", "type": "error"},
  {"inputs": [{"internalType": "TaskId", "name": "task", "type": "uint32"}, {"internalType": "uint32", "name": "index", "type": "uint32"}], "name": "UnknownIndex", "type": "error"},
  {"anonymous": false, "inputs": [{"indexed": true, "internalType": "TaskId", "name": "task", "type": "uint32"}, {"indexed": true, "internalType": "address", "name": "account", "type": "address"}, {"indexed": false, "internalType": "uint32", "name": "index", "type": "uint32"}, {"indexed": false, "internalType": "uint256", "name": "amount", "type": "uint256"}, {"indexed": false, "internalType": "uint256", "name": "cumulative", "type": "uint256"}], "name": "Claimed", "type": "event"},
  {"anonymous": false, "inputs": [{"indexed": true, "internalType": "address", "name": "account", "type": "address"}, {"indexed": false, "internalType": "uint256", "name": "amount", "type": "uint256"}], "name": "CreditWithdrawn", "type": "event"},
  {"inputs": [{"internalType": "TaskId", "name": "task", "type": "uint32"}, {"components": [{"internalType": "bytes32", "name": "parent", "type": "bytes32"}, {"internalType": "bytes32", "name": "memberRoot", "type": "bytes32"}, {"internalType": "uint64", "name": "totalWeight", "type": "uint64"}, {"internalType": "bytes32", "name": "cohortsRoot", "type": "bytes32"}, {"internalType": "bytes32", "name": "aggregateRoot", "type": "bytes32"}, {"internalType": "bytes32", "name": "modelRoot", "type": "bytes32"}, {"internalType": "bytes32", "name": "rewardRoot", "type": "bytes32"}, {"internalType": "uint88", "name": "rewardTotal", "type": "uint88"}], "internalType": "struct Proposal", "name": "head", "type": "tuple"}, {"components": [{"internalType": "uint32", "name": "index", "type": "uint32"}, {"internalType": "uint128", "name": "cumulative", "type": "uint128"}, {"internalType": "uint32", "name": "lastMultiplier", "type": "uint32"}, {"internalType": "uint32", "name": "listPosition", "type": "uint32"}, {"internalType": "uint256", "name": "mask", "type": "uint256"}, {"components": [{"internalType": "bytes32", "name": "hash", "type": "bytes32"}, {"internalType": "uint128", "name": "sum", "type": "uint128"}], "internalType": "struct SumNode[]", "name": "siblings", "type": "tuple[]"}], "internalType": "struct RewardProof", "name": "proof", "type": "tuple"}], "name": "claim", "outputs": [], "stateMutability": "nonpayable", "type": "function"},
  {"inputs": [{"internalType": "TaskId", "name": "task", "type": "uint32"}, {"components": [{"internalType": "bytes32", "name": "parent", "type": "bytes32"}, {"internalType": "bytes32", "name": "memberRoot", "type": "bytes32"}, {"internalType": "uint64", "name": "totalWeight", "type": "uint64"}, {"internalType": "bytes32", "name": "cohortsRoot", "type": "bytes32"}, {"internalType": "bytes32", "name": "aggregateRoot", "type": "bytes32"}, {"internalType": "bytes32", "name": "modelRoot", "type": "bytes32"}, {"internalType": "bytes32", "name": "rewardRoot", "type": "bytes32"}, {"internalType": "uint88", "name": "rewardTotal", "type": "uint88"}], "internalType": "struct Proposal", "name": "head", "type": "tuple"}, {"components": [{"internalType": "uint32", "name": "index", "type": "uint32"}, {"internalType": "uint128", "name": "cumulative", "type": "uint128"}, {"internalType": "uint32", "name": "lastMultiplier", "type": "uint32"}, {"internalType": "uint32", "name": "listPosition", "type": "uint32"}, {"internalType": "uint256", "name": "mask", "type": "uint256"}, {"components": [{"internalType": "bytes32", "name": "hash", "type": "bytes32"}, {"internalType": "uint128", "name": "sum", "type": "uint128"}], "internalType": "struct SumNode[]", "name": "siblings", "type": "tuple[]"}], "internalType": "struct RewardProof[]", "name": "proofs", "type": "tuple[]"}], "name": "claimBatch", "outputs": [], "stateMutability": "nonpayable", "type": "function"},
  {"inputs": [{"internalType": "TaskId", "name": "", "type": "uint32"}], "name": "claimedIn", "outputs": [{"internalType": "uint256", "name": "amount", "type": "uint256"}], "stateMutability": "view", "type": "function"},
  {"inputs": [{"internalType": "TaskId", "name": "", "type": "uint32"}, {"internalType": "uint32", "name": "index", "type": "uint32"}], "name": "claimedOf", "outputs": [{"internalType": "uint256", "name": "amount", "type": "uint256"}], "stateMutability": "view", "type": "function"},
  {"inputs": [], "name": "coordinator", "outputs": [{"internalType": "contract ICoordinator", "name": "", "type": "address"}], "stateMutability": "view", "type": "function"},
  {"inputs": [{"internalType": "TaskId", "name": "task", "type": "uint32"}, {"internalType": "uint96", "name": "amount", "type": "uint96"}], "name": "fund", "outputs": [], "stateMutability": "nonpayable", "type": "function"},
  {"inputs": [{"internalType": "TaskId", "name": "task", "type": "uint32"}, {"internalType": "uint96", "name": "amount", "type": "uint96"}, {"internalType": "uint256", "name": "deadline", "type": "uint256"}, {"internalType": "uint8", "name": "v", "type": "uint8"}, {"internalType": "bytes32", "name": "r", "type": "bytes32"}, {"internalType": "bytes32", "name": "s", "type": "bytes32"}], "name": "fundWithPermit", "outputs": [], "stateMutability": "nonpayable", "type": "function"},
  {"inputs": [], "name": "token", "outputs": [{"internalType": "contract ConsortToken", "name": "", "type": "address"}], "stateMutability": "view", "type": "function"},
  {"inputs": [{"internalType": "address", "name": "account", "type": "address"}], "name": "withdrawCredit", "outputs": [], "stateMutability": "nonpayable", "type": "function"},
] as const;

export const rivalsAbi = [
  {"inputs": [{"internalType": "uint16", "name": "validatorIndex", "type": "uint16"}], "name": "AllocationBehindAnother", "type": "error"},
  {"inputs": [{"internalType": "bytes32", "name": "proposalHash", "type": "bytes32"}], "name": "AlreadyProposed", "type": "error"},
  {"inputs": [{"internalType": "uint24", "name": "round", "type": "uint24"}, {"internalType": "uint8", "name": "number", "type": "uint8"}], "name": "BondHeld", "type": "error"},
  {"inputs": [{"internalType": "uint24", "name": "round", "type": "uint24"}, {"internalType": "uint8", "name": "number", "type": "uint8"}], "name": "NoBond", "type": "error"},
  {"inputs": [{"internalType": "uint24", "name": "round", "type": "uint24"}, {"internalType": "uint8", "name": "number", "type": "uint8"}], "name": "NotContestable", "type": "error"},
  {"inputs": [{"internalType": "uint256", "name": "maximum", "type": "uint256"}], "name": "TooManyProposals", "type": "error"},
  {"anonymous": false, "inputs": [{"indexed": true, "internalType": "TaskId", "name": "task", "type": "uint32"}, {"indexed": true, "internalType": "uint24", "name": "round", "type": "uint24"}, {"indexed": false, "internalType": "uint8", "name": "number", "type": "uint8"}, {"indexed": false, "internalType": "address", "name": "account", "type": "address"}, {"indexed": false, "internalType": "uint48", "name": "bond", "type": "uint48"}], "name": "ProposalBonded", "type": "event"},
] as const;

export const seedSourceAbi = [
  {"inputs": [{"internalType": "bool", "name": "usesBeacon_", "type": "bool"}], "stateMutability": "nonpayable", "type": "constructor"},
  {"inputs": [], "name": "BlockHeaderMisshapen", "type": "error"},
  {"inputs": [{"internalType": "uint32", "name": "anchor", "type": "uint32"}, {"internalType": "uint256", "name": "block_", "type": "uint256"}], "name": "SeedNotReady", "type": "error"},
  {"inputs": [{"internalType": "bytes32", "name": "expected", "type": "bytes32"}, {"internalType": "bytes32", "name": "actual", "type": "bytes32"}], "name": "WrongBlockHeader", "type": "error"},
  {"inputs": [{"internalType": "uint256", "name": "number", "type": "uint256"}, {"internalType": "bytes", "name": "blockHeader", "type": "bytes"}], "name": "seedAt", "outputs": [{"internalType": "bytes32", "name": "", "type": "bytes32"}], "stateMutability": "view", "type": "function"},
  {"inputs": [], "name": "usesBeacon", "outputs": [{"internalType": "bool", "name": "", "type": "bool"}], "stateMutability": "view", "type": "function"},
] as const;

export const stakeVaultAbi = [
  {"inputs": [{"internalType": "contract ConsortToken", "name": "token_", "type": "address"}, {"internalType": "address", "name": "coordinator_", "type": "address"}, {"internalType": "address", "name": "disputes_", "type": "address"}, {"internalType": "address", "name": "demands_", "type": "address"}, {"internalType": "uint40", "name": "exitDelay_", "type": "uint40"}, {"internalType": "uint40", "name": "exitBlocks_", "type": "uint40"}], "stateMutability": "nonpayable", "type": "constructor"},
  {"inputs": [{"internalType": "address", "name": "account", "type": "address"}, {"internalType": "uint256", "name": "amount", "type": "uint256"}], "name": "AllocationInUse", "type": "error"},
  {"inputs": [{"internalType": "uint40", "name": "releaseBlock", "type": "uint40"}, {"internalType": "uint256", "name": "block_", "type": "uint256"}], "name": "ExitBlocksPending", "type": "error"},
  {"inputs": [{"internalType": "uint40", "name": "releaseAt", "type": "uint40"}, {"internalType": "uint256", "name": "time", "type": "uint256"}], "name": "ExitPending", "type": "error"},
  {"inputs": [{"internalType": "uint256", "name": "bps", "type": "uint256"}, {"internalType": "uint256", "name": "maximum", "type": "uint256"}], "name": "FractionOutOfRange", "type": "error"},
  {"inputs": [{"internalType": "address", "name": "account", "type": "address"}, {"internalType": "uint256", "name": "required", "type": "uint256"}, {"internalType": "uint256", "name": "free", "type": "uint256"}], "name": "FreeStakeTooLow", "type": "error"},
  {"inputs": [{"internalType": "address", "name": "account", "type": "address"}], "name": "NoExit", "type": "error"},
  {"inputs": [{"internalType": "address", "name": "sender", "type": "address"}], "name": "NotVaultController", "type": "error"},
  {"inputs": [{"internalType": "uint8", "name": "bits", "type": "uint8"}, {"internalType": "uint256", "name": "value", "type": "uint256"}], "name": "SafeCastOverflowedUintDowncast", "type": "error"},
  {"inputs": [{"internalType": "address", "name": "token", "type": "address"}], "name": "SafeERC20FailedOperation", "type": "error"},
  {"inputs": [{"internalType": "address", "name": "account", "type": "address"}, {"internalType": "uint16", "name": "convictions", "type": "uint16"}], "name": "StakeFrozen", "type": "error"},
  {"inputs": [{"internalType": "uint256", "name": "expected", "type": "uint256"}, {"internalType": "uint256", "name": "received", "type": "uint256"}], "name": "TransferIncomplete", "type": "error"},
  {"anonymous": false, "inputs": [{"indexed": true, "internalType": "address", "name": "account", "type": "address"}, {"indexed": true, "internalType": "TaskId", "name": "task", "type": "uint32"}, {"indexed": false, "internalType": "enum Role", "name": "role", "type": "uint8"}, {"indexed": false, "internalType": "uint256", "name": "amount", "type": "uint256"}], "name": "Allocated", "type": "event"},
  {"anonymous": false, "inputs": [{"indexed": false, "internalType": "uint256", "name": "amount", "type": "uint256"}, {"indexed": true, "internalType": "address", "name": "reporter", "type": "address"}, {"indexed": false, "internalType": "uint256", "name": "bounty", "type": "uint256"}, {"indexed": false, "internalType": "uint256", "name": "refund", "type": "uint256"}], "name": "BondForfeited", "type": "event"},
  {"anonymous": false, "inputs": [{"indexed": true, "internalType": "address", "name": "account", "type": "address"}, {"indexed": false, "internalType": "uint256", "name": "amount", "type": "uint256"}], "name": "Bonded", "type": "event"},
  {"anonymous": false, "inputs": [{"indexed": false, "internalType": "uint256", "name": "amount", "type": "uint256"}], "name": "Burned", "type": "event"},
  {"anonymous": false, "inputs": [{"indexed": true, "internalType": "address", "name": "account", "type": "address"}, {"indexed": false, "internalType": "uint256", "name": "amount", "type": "uint256"}], "name": "Deposited", "type": "event"},
  {"anonymous": false, "inputs": [{"indexed": true, "internalType": "address", "name": "account", "type": "address"}, {"indexed": true, "internalType": "TaskId", "name": "task", "type": "uint32"}, {"indexed": false, "internalType": "enum Role", "name": "role", "type": "uint8"}, {"indexed": false, "internalType": "uint256", "name": "amount", "type": "uint256"}, {"indexed": false, "internalType": "uint40", "name": "releaseAt", "type": "uint40"}, {"indexed": false, "internalType": "uint40", "name": "releaseBlock", "type": "uint40"}], "name": "ExitBegun", "type": "event"},
  {"anonymous": false, "inputs": [{"indexed": true, "internalType": "address", "name": "account", "type": "address"}, {"indexed": true, "internalType": "TaskId", "name": "task", "type": "uint32"}, {"indexed": false, "internalType": "enum Role", "name": "role", "type": "uint8"}], "name": "Frozen", "type": "event"},
  {"anonymous": false, "inputs": [{"indexed": true, "internalType": "address", "name": "account", "type": "address"}, {"indexed": true, "internalType": "TaskId", "name": "task", "type": "uint32"}, {"indexed": false, "internalType": "enum Role", "name": "role", "type": "uint8"}, {"indexed": false, "internalType": "uint256", "name": "amount", "type": "uint256"}], "name": "Released", "type": "event"},
  {"anonymous": false, "inputs": [{"indexed": true, "internalType": "address", "name": "account", "type": "address"}, {"indexed": true, "internalType": "TaskId", "name": "task", "type": "uint32"}, {"indexed": false, "internalType": "enum Role", "name": "role", "type": "uint8"}, {"indexed": false, "internalType": "uint256", "name": "amount", "type": "uint256"}, {"indexed": false, "internalType": "address", "name": "reporter", "type": "address"}, {"indexed": false, "internalType": "uint256", "name": "bounty", "type": "uint256"}, {"indexed": false, "internalType": "uint256", "name": "refund", "type": "uint256"}], "name": "Slashed", "type": "event"},
  {"anonymous": false, "inputs": [{"indexed": true, "internalType": "address", "name": "account", "type": "address"}, {"indexed": true, "internalType": "TaskId", "name": "task", "type": "uint32"}, {"indexed": false, "internalType": "enum Role", "name": "role", "type": "uint8"}], "name": "Thawed", "type": "event"},
  {"anonymous": false, "inputs": [{"indexed": true, "internalType": "address", "name": "account", "type": "address"}, {"indexed": false, "internalType": "uint256", "name": "amount", "type": "uint256"}], "name": "Unbonded", "type": "event"},
  {"anonymous": false, "inputs": [{"indexed": true, "internalType": "address", "name": "account", "type": "address"}, {"indexed": false, "internalType": "uint256", "name": "amount", "type": "uint256"}], "name": "Withdrawn", "type": "event"},
  {"inputs": [], "name": "MAX_BOUNTY_BPS", "outputs": [{"internalType": "uint256", "name": "", "type": "uint256"}], "stateMutability": "view", "type": "function"},
  {"inputs": [], "name": "MAX_REFUND_BPS", "outputs": [{"internalType": "uint256", "name": "", "type": "uint256"}], "stateMutability": "view", "type": "function"},
  {"inputs": [{"internalType": "address", "name": "account", "type": "address"}, {"internalType": "TaskId", "name": "task", "type": "uint32"}, {"internalType": "enum Role", "name": "role", "type": "uint8"}, {"internalType": "uint96", "name": "amount", "type": "uint96"}], "name": "allocate", "outputs": [], "stateMutability": "nonpayable", "type": "function"},
  {"inputs": [{"internalType": "address", "name": "account", "type": "address"}, {"internalType": "TaskId", "name": "task", "type": "uint32"}, {"internalType": "enum Role", "name": "role", "type": "uint8"}], "name": "beginExit", "outputs": [], "stateMutability": "nonpayable", "type": "function"},
  {"inputs": [], "name": "burn", "outputs": [], "stateMutability": "nonpayable", "type": "function"},
  {"inputs": [], "name": "coordinator", "outputs": [{"internalType": "address", "name": "", "type": "address"}], "stateMutability": "view", "type": "function"},
  {"inputs": [], "name": "demands", "outputs": [{"internalType": "address", "name": "", "type": "address"}], "stateMutability": "view", "type": "function"},
  {"inputs": [{"internalType": "uint256", "name": "amount", "type": "uint256"}], "name": "deposit", "outputs": [], "stateMutability": "nonpayable", "type": "function"},
  {"inputs": [{"internalType": "uint256", "name": "amount", "type": "uint256"}, {"internalType": "uint256", "name": "deadline", "type": "uint256"}, {"internalType": "uint8", "name": "v", "type": "uint8"}, {"internalType": "bytes32", "name": "r", "type": "bytes32"}, {"internalType": "bytes32", "name": "s", "type": "bytes32"}], "name": "depositWithPermit", "outputs": [], "stateMutability": "nonpayable", "type": "function"},
  {"inputs": [], "name": "disputes", "outputs": [{"internalType": "address", "name": "", "type": "address"}], "stateMutability": "view", "type": "function"},
  {"inputs": [], "name": "exitBlocks", "outputs": [{"internalType": "uint40", "name": "", "type": "uint40"}], "stateMutability": "view", "type": "function"},
  {"inputs": [], "name": "exitDelay", "outputs": [{"internalType": "uint40", "name": "", "type": "uint40"}], "stateMutability": "view", "type": "function"},
  {"inputs": [{"internalType": "uint256", "name": "amount", "type": "uint256"}, {"internalType": "address", "name": "reporter", "type": "address"}, {"internalType": "uint256", "name": "bountyCap", "type": "uint256"}, {"internalType": "uint256", "name": "refund", "type": "uint256"}], "name": "forfeitBond", "outputs": [{"internalType": "uint256", "name": "bounty", "type": "uint256"}], "stateMutability": "nonpayable", "type": "function"},
  {"inputs": [{"internalType": "address", "name": "account", "type": "address"}], "name": "freeOf", "outputs": [{"internalType": "uint256", "name": "amount", "type": "uint256"}], "stateMutability": "view", "type": "function"},
  {"inputs": [{"internalType": "address", "name": "account", "type": "address"}, {"internalType": "TaskId", "name": "task", "type": "uint32"}, {"internalType": "enum Role", "name": "role", "type": "uint8"}], "name": "freeze", "outputs": [], "stateMutability": "nonpayable", "type": "function"},
  {"inputs": [{"internalType": "address", "name": "account", "type": "address"}, {"internalType": "TaskId", "name": "task", "type": "uint32"}, {"internalType": "enum Role", "name": "role", "type": "uint8"}], "name": "getAllocation", "outputs": [{"components": [{"internalType": "uint96", "name": "amount", "type": "uint96"}, {"internalType": "uint40", "name": "releaseAt", "type": "uint40"}, {"internalType": "uint40", "name": "releaseBlock", "type": "uint40"}, {"internalType": "uint16", "name": "frozen", "type": "uint16"}], "internalType": "struct Allocation", "name": "allocation", "type": "tuple"}], "stateMutability": "view", "type": "function"},
  {"inputs": [], "name": "getTotals", "outputs": [{"components": [{"internalType": "uint128", "name": "free", "type": "uint128"}, {"internalType": "uint128", "name": "active", "type": "uint128"}, {"internalType": "uint128", "name": "exiting", "type": "uint128"}, {"internalType": "uint128", "name": "bonded", "type": "uint128"}, {"internalType": "uint128", "name": "burnPending", "type": "uint128"}], "internalType": "struct VaultTotals", "name": "totals", "type": "tuple"}], "stateMutability": "view", "type": "function"},
  {"inputs": [{"internalType": "address", "name": "account", "type": "address"}, {"internalType": "uint256", "name": "amount", "type": "uint256"}], "name": "lockBond", "outputs": [], "stateMutability": "nonpayable", "type": "function"},
  {"inputs": [{"internalType": "TaskId", "name": "task", "type": "uint32"}, {"internalType": "enum Role", "name": "role", "type": "uint8"}], "name": "release", "outputs": [], "stateMutability": "nonpayable", "type": "function"},
  {"inputs": [{"internalType": "address", "name": "account", "type": "address"}, {"internalType": "uint256", "name": "amount", "type": "uint256"}], "name": "releaseBond", "outputs": [], "stateMutability": "nonpayable", "type": "function"},
  {"inputs": [{"internalType": "address", "name": "account", "type": "address"}, {"internalType": "TaskId", "name": "task", "type": "uint32"}, {"internalType": "enum Role", "name": "role", "type": "uint8"}, {"internalType": "uint256", "name": "fractionBps", "type": "uint256"}, {"internalType": "address", "name": "reporter", "type": "address"}, {"internalType": "uint256", "name": "bountyCap", "type": "uint256"}, {"internalType": "uint256", "name": "refund", "type": "uint256"}], "name": "slash", "outputs": [{"internalType": "uint256", "name": "slashed", "type": "uint256"}, {"internalType": "uint256", "name": "bounty", "type": "uint256"}], "stateMutability": "nonpayable", "type": "function"},
  {"inputs": [{"internalType": "address", "name": "account", "type": "address"}, {"internalType": "TaskId", "name": "task", "type": "uint32"}, {"internalType": "enum Role", "name": "role", "type": "uint8"}], "name": "thaw", "outputs": [], "stateMutability": "nonpayable", "type": "function"},
  {"inputs": [], "name": "token", "outputs": [{"internalType": "contract ConsortToken", "name": "", "type": "address"}], "stateMutability": "view", "type": "function"},
  {"inputs": [{"internalType": "uint256", "name": "amount", "type": "uint256"}], "name": "withdraw", "outputs": [], "stateMutability": "nonpayable", "type": "function"},
] as const;

export const taskSetupAbi = [
  {"inputs": [{"internalType": "string", "name": "name", "type": "string"}, {"internalType": "uint256", "name": "value", "type": "uint256"}, {"internalType": "uint256", "name": "minimum", "type": "uint256"}, {"internalType": "uint256", "name": "maximum", "type": "uint256"}], "name": "ParameterOutOfRange", "type": "error"},
  {"anonymous": false, "inputs": [{"indexed": true, "internalType": "TaskId", "name": "task", "type": "uint32"}, {"indexed": true, "internalType": "address", "name": "owner", "type": "address"}, {"indexed": false, "internalType": "bytes32", "name": "genesis", "type": "bytes32"}, {"components": [{"internalType": "bytes32", "name": "manifestHash", "type": "bytes32"}, {"internalType": "bytes32", "name": "genesisModelRoot", "type": "bytes32"}, {"components": [{"internalType": "uint24", "name": "commit", "type": "uint24"}, {"internalType": "uint24", "name": "seal", "type": "uint24"}, {"internalType": "uint24", "name": "vote", "type": "uint24"}, {"internalType": "uint80", "name": "votePay", "type": "uint80"}], "internalType": "struct InputTerms", "name": "inputs", "type": "tuple"}, {"components": [{"internalType": "uint24", "name": "turn", "type": "uint24"}, {"internalType": "uint8", "name": "turns", "type": "uint8"}, {"internalType": "uint24", "name": "openTurn", "type": "uint24"}, {"internalType": "uint24", "name": "challenge", "type": "uint24"}, {"internalType": "uint16", "name": "challengeBlocks", "type": "uint16"}, {"internalType": "uint80", "name": "roundBudget", "type": "uint80"}, {"internalType": "uint80", "name": "proposerPay", "type": "uint80"}], "internalType": "struct ResultTerms", "name": "results", "type": "tuple"}, {"components": [{"internalType": "uint24", "name": "weightCap", "type": "uint24"}, {"internalType": "uint48", "name": "stakePerWeight", "type": "uint48"}, {"internalType": "uint48", "name": "minContributorStake", "type": "uint48"}, {"internalType": "uint48", "name": "minValidatorStake", "type": "uint48"}, {"internalType": "uint8", "name": "cooldownRounds", "type": "uint8"}, {"internalType": "uint48", "name": "proposalBond", "type": "uint48"}], "internalType": "struct StakeTerms", "name": "stakes", "type": "tuple"}, {"components": [{"internalType": "enum Rule", "name": "rule", "type": "uint8"}, {"internalType": "uint16", "name": "trimBps", "type": "uint16"}, {"internalType": "uint8", "name": "codeBits", "type": "uint8"}, {"internalType": "uint8", "name": "fractionBits", "type": "uint8"}, {"internalType": "uint8", "name": "masterExponent", "type": "uint8"}, {"internalType": "uint32", "name": "updateLeaves", "type": "uint32"}, {"internalType": "uint48", "name": "targetWeight", "type": "uint48"}], "internalType": "struct Arithmetic", "name": "arithmetic", "type": "tuple"}], "indexed": false, "internalType": "struct TaskParams", "name": "params", "type": "tuple"}], "name": "TaskCreated", "type": "event"},
] as const;

export const abis = {
  AggregationProofs: aggregationProofsAbi,
  ConsortToken: consortTokenAbi,
  Coordinator: coordinatorAbi,
  Demands: demandsAbi,
  Disputes: disputesAbi,
  Drawing: drawingAbi,
  Enrolling: enrollingAbi,
  InputProofs: inputProofsAbi,
  ModelRegistry: modelRegistryAbi,
  NodeAccount: nodeAccountAbi,
  RecordProofs: recordProofsAbi,
  RewardLedger: rewardLedgerAbi,
  Rivals: rivalsAbi,
  SeedSource: seedSourceAbi,
  StakeVault: stakeVaultAbi,
  TaskSetup: taskSetupAbi,
} as const;

export type ContractName = keyof typeof abis;

export type ProposalState = "STANDING" | "CONVICTED" | "FINAL" | "DISPLACED";

export type SlashKind = "PROPOSAL" | "VOTER";

export interface Tip {
  block: number;
  hash: Hex;
  time: number;
  final_block: number | null;
  events: number;
  reorgs: number;
}

export interface Reorg {
  number: number;
  from_block: number;
  to_block: number;
  events: number;
  was_final: boolean;
}

export interface TaskSummary {
  task: number;
  owner: Hex;
  manifest_hash: Hex;
  genesis_model_root: Hex;
  budget: Amount;
  paid: Amount;
  round_budget: Amount;
  rounds: number;
  versions: number;
  void_rounds: number;
  contributors: number;
  validators: number;
  closed: boolean;
  created_at: number;
  block: number;
  transaction: Hex;
}

export interface PhaseSeconds {
  commit: number | null;
  seal: number | null;
  vote: number | null;
  propose: number | null;
  challenge: number | null;
}

export interface RoundSummary {
  task: number;
  round: number;
  state: string;
  version: number | null;
  parent_round: number | null;
  opened_at: number;
  opened_block: number;
  ended_at: number | null;
  ended_block: number | null;
  committed: number;
  included: number | null;
  votes: number;
  validators: number;
  proposals: number;
  convicted: number;
  model_root: Hex | null;
  model_cid: string | null;
  seconds: PhaseSeconds;
}

export interface VoteEntry {
  validator: number;
  account: Hex;
  stake: Amount;
  pay: Amount;
  exceptions: readonly number[];
  at: number;
  block: number;
  transaction: Hex;
}

export interface ProposalEntry {
  number: number;
  account: Hex;
  validator: number | null;
  bond: Amount;
  hash: Hex;
  parent: Hex;
  model_root: Hex;
  aggregate_root: Hex;
  reward_root: Hex;
  reward_total: Amount;
  total_weight: Amount;
  model_cid: string;
  model_size: number;
  trees_cid: string;
  trees_size: number;
  state: ProposalState;
  proof: string | null;
  accuser: Hex | null;
  at: number;
  block: number;
  transaction: Hex;
}

export interface DemandEntry {
  demand: number;
  proposal: number;
  asker: Hex;
  tree: string;
  owner: number;
  height: number;
  position: number;
  hash: Hex;
  deposit: Amount;
  deadline: number;
  state: string;
  answerer: Hex | null;
  at: number;
  block: number;
  transaction: Hex;
}

export interface RoundDetail extends Omit<RoundSummary, "votes" | "proposals"> {
  round_budget: Amount;
  target_weight: number;
  total_weight: number | null;
  amount: Amount | null;
  list_root: Hex | null;
  anchor: number | null;
  seed: Hex | null;
  validator_stake: Amount;
  votes: readonly VoteEntry[];
  proposals: readonly ProposalEntry[];
  disputes: readonly DemandEntry[];
}

export interface CommitmentEntry {
  position: number;
  account: Hex;
  enrolment: number;
  weight: number;
  update_root: Hex;
  cid: string;
  size: number;
  included: boolean | null;
  reward: Amount | null;
  cumulative: Amount | null;
  cohort: number | null;
  at: number;
  block: number;
  transaction: Hex;
}

export interface VersionEntry {
  version: number;
  round: number | null;
  model_root: Hex;
  model_cid: string | null;
  model_size: number | null;
  proposal_hash: Hex;
  parent_hash: Hex;
  reward_total: Amount;
  committed: number | null;
  included: number | null;
  at: number;
  block: number;
  downloads: readonly string[];
}

export interface AccountSummary {
  account: Hex;
  role: string;
  enrolments: readonly number[];
  stake: Amount;
  earned: Amount;
  claimed: Amount;
  unclaimed: Amount;
  slashed: Amount;
  rounds_committed: number;
  rounds_included: number;
}

export interface RoleEntry {
  task: number;
  role: string;
  enrolment: number;
  enrolments: readonly number[];
  stake: Amount;
  exiting: boolean;
  from_round: number;
  until_round: number | null;
  earned: Amount;
  claimed: Amount;
  unclaimed: Amount;
  slashed: Amount;
  rounds_committed: number;
  rounds_included: number;
  last_round: number | null;
}

export interface ExitEntry {
  task: number;
  role: string;
  amount: Amount;
  release_at: number;
  release_block: number;
}

export interface AccountDetail {
  account: Hex;
  free_stake: Amount;
  bonded: Amount;
  exiting: readonly ExitEntry[];
  credit: Amount;
  credit_paid: Amount;
  bounties: Amount;
  roles: readonly RoleEntry[];
}

export interface RewardEntry {
  account: Hex;
  task: number;
  round: number;
  version: number;
  enrolment: number;
  position: number;
  weight: number;
  included: boolean;
  multiplier: number;
  amount: Amount;
  cumulative: Amount;
  at: number;
  block: number;
  transaction: Hex;
}

export interface Evidence {
  transaction: Hex;
  contract: string;
  function: string;
}

export interface SlashEntry {
  slash: string;
  kind: SlashKind;
  task: number;
  round: number;
  number: number | null;
  validator: number | null;
  accused: Hex;
  accuser: Hex;
  proof: string;
  state: string;
  amount: Amount;
  burned: Amount;
  bounty: Amount;
  convicted_at: number;
  block: number;
  transaction: Hex;
  executed_at: number | null;
  executed_transaction: Hex | null;
  evidence: Evidence;
}
