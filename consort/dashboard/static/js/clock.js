/** The chain's time, which phases go by, as far as this machine's clock lets us tell. */

let offset = 0;

/** Learn that the chain's clock shows `now` (Unix seconds). */
export function setChainTime(now) {
  offset = now - Date.now() / 1000;
}

/** Learn that a block was made at `time`: the clock is not behind it. */
export function noteBlockTime(time) {
  if (time > getChainTime()) setChainTime(time);
}

export function getChainTime() {
  return Date.now() / 1000 + offset;
}
