/** Scales and ticks of charts. */

const TICKS = 4;

/** Return a function from values to pixels. */
export function makeScale([low, high], [from, to]) {
  const span = high - low || 1;
  return (value) => from + ((value - low) / span) * (to - from);
}

/** Return the round numbers that cover a domain. */
export function makeTicks(low, high) {
  const step = computeStep(low, high);
  const ticks = [];
  for (let at = Math.ceil(low / step - 1e-9); at * step <= high + 1e-9 * step; at += 1)
    ticks.push(at * step);
  return ticks;
}

/** Return a round number of which about four reach from `low` to `high`. */
function computeStep(low, high) {
  const raw = (high - low || 1) / TICKS;
  const power = 10 ** Math.floor(Math.log10(raw));
  return power * ([1, 2, 2.5, 5, 10].find((factor) => factor * power >= raw) ?? 10);
}

/** Return a domain whose ends are ticks. */
export function makeDomain(values, { fromZero = false, most = Infinity } = {}) {
  let low = Math.min(...values),
    high = Math.max(...values);
  if (fromZero) low = Math.min(0, low);
  if (low === high) [low, high] = fromZero ? [0, high || 1] : [low - 0.05, high + 0.05];
  const step = computeStep(low, high);
  return [
    Math.floor(low / step + 1e-9) * step,
    Math.min(most, Math.ceil(high / step - 1e-9) * step),
  ];
}

/** Return at most `room` of the indices of a list, evenly, the last one among them. */
export function thin(length, room) {
  const step = Math.max(1, Math.ceil(length / Math.max(1, room)));
  return Array.from({ length }, (_, at) => at).filter((at) => (length - 1 - at) % step === 0);
}
