/** The chain's time, which phases go by, as far as this machine's clock lets us tell. */

let offset = 0;

/** Learn that the chain's clock shows `now` (Unix seconds). */
export function setChainTime(now) {
  offset = now - Date.now() / 1000;
}

export function getChainTime() {
  return Date.now() / 1000 + offset;
}
