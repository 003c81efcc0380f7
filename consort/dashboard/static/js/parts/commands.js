/** Commands to copy. What comes from elsewhere is put into one only if it is plainly harmless. */

const URL_FORM = /^https?:\/\/[A-Za-z0-9.:[\]_-]+(\/[A-Za-z0-9._~/-]*)?$/;
const WORD = /^[A-Za-z0-9_.,:()[\]-]+$/;
const HEX = /^0x[0-9a-fA-F]*$/;

export function getRpcUrl(network) {
  const url = network?.rpc?.url;
  return typeof url === "string" && URL_FORM.test(url) ? url : "$ETH_RPC_URL";
}

export function makeDeployment() {
  return `curl --silent --show-error --output deployment.json ${location.origin}/api/v1/deployment.json`;
}

export function makeClaim(task, account, network) {
  return `consort claim --task ${Number(task)} --account ${account} --keystore me.json --deployment deployment.json --rpc-url ${getRpcUrl(network)}`;
}

export function makeExplain(task, account, round, network) {
  return `consort ledger explain ${account} --task ${Number(task)} --round ${Number(round)} --deployment deployment.json --rpc-url ${getRpcUrl(network)}`;
}

/** Return the call that pays a reward, by Foundry's tool; null without a proof. */
export function makeCastClaim(claim, network) {
  if (!claim || !HEX.test(claim.contract ?? "") || !HEX.test(claim.calldata ?? "")) return null;
  return `cast send ${claim.contract} ${claim.calldata} --rpc-url ${getRpcUrl(network)} --keystore me.json`;
}

export function makeClaimedOf(contract, task, enrolment, network) {
  if (!HEX.test(contract ?? "")) return null;
  return `cast call ${contract} "claimedOf(uint32,uint32)(uint256)" ${Number(task)} ${Number(enrolment)} --rpc-url ${getRpcUrl(network)}`;
}

/** Return the call that pays out a validator's credit. */
export function makeCastCredit(contract, account, network) {
  if (!HEX.test(contract ?? "")) return null;
  const call = `cast send ${contract} "withdrawCredit(address)" ${account}`;
  return `${call} --rpc-url ${getRpcUrl(network)} --keystore me.json`;
}

export function makeReceipt(transaction, network) {
  return HEX.test(transaction ?? "")
    ? `cast receipt ${transaction} --rpc-url ${getRpcUrl(network)}`
    : null;
}

/** Return the command that shows the evidence in a transaction's calldata, decoded where possible. */
export function makeEvidence(transaction, signature, network) {
  if (!HEX.test(transaction ?? "")) return null;
  const input = `cast tx ${transaction} input --rpc-url ${getRpcUrl(network)}`;
  const isPlain = signature !== null && WORD.test(signature);
  return isPlain ? `cast decode-calldata "${signature}" $(${input})` : input;
}
