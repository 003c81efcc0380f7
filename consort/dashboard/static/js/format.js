/** Text for people: tokens, addresses, times. Amounts come as decimal strings of base units. */

export const SYMBOL = "CSRT";
const DECIMALS = 18;

/** Return base units as tokens, cut (never rounded up) after some decimals. */
export function formatTokens(units, digits = 4) {
  const value = BigInt(units);
  const size = value < 0n ? -value : value;
  const text = size.toString().padStart(DECIMALS + 1, "0");
  const whole = group(text.slice(0, -DECIMALS));
  const part = text.slice(-DECIMALS).slice(0, digits).replace(/0+$/, "");
  if (whole === "0" && !part && size > 0n) return `<0.${"0".repeat(digits - 1)}1`;
  return `${value < 0n ? "−" : ""}${whole}${part ? `.${part}` : ""}`;
}

/** Return base units as all the tokens they are, to the last decimal. */
export function formatExactly(units) {
  return formatTokens(units, DECIMALS);
}

/** Return base units as a number of tokens, for the place of a point in a chart only. */
export function toNumber(units) {
  return Number(BigInt(units) / 10n ** 9n) / 1e9;
}

export function group(digits) {
  return String(digits).replace(/\B(?=(\d{3})+(?!\d))/g, ",");
}

export function shorten(text, head = 6, tail = 6) {
  return text.length <= head + tail + 1 ? text : `${text.slice(0, head)}…${text.slice(-tail)}`;
}

export function formatPercent(value, digits = 1) {
  return `${(100 * value).toFixed(digits)} %`;
}

export function formatBytes(size) {
  const units = ["B", "kB", "MB", "GB"];
  let value = Number(size),
    unit = 0;
  while (value >= 1000 && unit < units.length - 1) [value, unit] = [value / 1000, unit + 1];
  return `${unit ? value.toFixed(1) : value} ${units[unit]}`;
}

const CLOCK = new Intl.DateTimeFormat("en-GB", { dateStyle: "medium", timeStyle: "long" });

export function formatTime(seconds) {
  return CLOCK.format(new Date(seconds * 1000));
}

/** Return a span of seconds in its two largest units. */
export function formatSpan(seconds) {
  const parts = [
    ["d", 86400],
    ["h", 3600],
    ["min", 60],
    ["s", 1],
  ];
  let rest = Math.max(0, Math.round(seconds));
  const shown = [];
  for (const [name, size] of parts) {
    const count = Math.floor(rest / size);
    rest -= count * size;
    if (count || (name === "s" && !shown.length)) shown.push(`${count} ${name}`);
  }
  return shown.slice(0, 2).join(" ");
}

export function count(number, noun, plural = `${noun}s`) {
  return `${group(number)} ${Number(number) === 1 ? noun : plural}`;
}
