/** Server-sent events; a stream that ends is opened again, ever more patiently. */

const KINDS = ["tip", "chain", "phase", "event", "reorg", "reset", "metrics"];
const FIRST_WAIT = 1000;
const LONGEST_WAIT = 15_000;

/** Call `onMessage(kind, document)` for each event and `onOpen(isOpen)` as the stream comes and goes. */
export function follow(onMessage, onOpen) {
  let waiting = FIRST_WAIT;
  const open = () => {
    const source = new EventSource("/api/v1/stream");
    source.addEventListener("open", () => {
      waiting = FIRST_WAIT;
      onOpen(true);
    });
    source.addEventListener("error", () => {
      onOpen(false);
      if (source.readyState !== EventSource.CLOSED) return; // the browser tries again by itself
      setTimeout(open, waiting);
      waiting = Math.min(2 * waiting, LONGEST_WAIT);
    });
    for (const kind of KINDS) {
      source.addEventListener(kind, (message) => onMessage(kind, JSON.parse(message.data)));
    }
  };
  open();
}
