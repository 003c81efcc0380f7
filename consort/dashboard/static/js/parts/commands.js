/** Commands to copy. What comes from elsewhere is put into one only if it is plainly harmless. */

const LOOPBACK = /^(https?:\/\/)?(localhost|127(\.\d{1,3}){3}|\[::1\])(:\d{1,5})?\/?$/;
const WORD = /^[A-Za-z0-9_.,:()[\]-]+$/;
const HEX = /^0x[0-9a-fA-F]*$/;

/**
 * Tell whether the server's node is also the visitor's: both page and node are on this machine.
 *
 * Any other node is shown without its path, which may be a key, and may be the server's alone.
 */
export function isNodeHere({ rpc }) {
  return LOOPBACK.test(location.host) && LOOPBACK.test(rpc.url);
}

function atNode(network) {
  return `--rpc-url ${isNodeHere(network) ? network.rpc.url : '"$ETH_RPC_URL"'}`;
}

function inDeployment(network) {
  return `--deployment deployment.json ${atNode(network)}`;
}

export function makeDeployment() {
  const url = `${location.origin}/api/v1/deployment.json`;
  return `curl --silent --show-error --output deployment.json ${url}`;
}

export function makeClaim(task, account, network) {
  const call = `consort claim --task ${Number(task)} --account ${account} --keystore me.json`;
  return `${call} ${inDeployment(network)}`;
}

export function makeExplain(task, account, round, network) {
  const place = `--task ${Number(task)} --round ${Number(round)}`;
  return `consort ledger explain ${account} ${place} ${inDeployment(network)}`;
}

/** Return the call that pays a reward, by Foundry's tool; null without a proof. */
export function makeCastClaim(claim, network) {
  if (!claim || !HEX.test(claim.contract ?? "") || !HEX.test(claim.calldata ?? "")) return null;
  return `cast send ${claim.contract} ${claim.calldata} ${atNode(network)} --keystore me.json`;
}

export function makeClaimedOf(contract, task, enrolment, network) {
  if (!HEX.test(contract ?? "")) return null;
  const call = `cast call ${contract} "claimedOf(uint32,uint32)(uint256)"`;
  return `${call} ${Number(task)} ${Number(enrolment)} ${atNode(network)}`;
}

/** Return the call that pays out a validator's credit. */
export function makeCastCredit(contract, account, network) {
  if (!HEX.test(contract ?? "")) return null;
  const call = `cast send ${contract} "withdrawCredit(address)" ${account}`;
  return `${call} ${atNode(network)} --keystore me.json`;
}

export function makeReceipt(transaction, network) {
  return HEX.test(transaction ?? "") ? `cast receipt ${transaction} ${atNode(network)}` : null;
}

/** Return the command that shows the evidence in a transaction, decoded where possible. */
export function makeEvidence(transaction, signature, network) {
  if (!HEX.test(transaction ?? "")) return null;
  const input = `cast tx ${transaction} input ${atNode(network)}`;
  const isPlain = signature !== null && WORD.test(signature);
  return isPlain ? `cast decode-calldata "${signature}" $(${input})` : input;
}
