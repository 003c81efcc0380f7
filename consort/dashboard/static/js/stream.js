/**
 * Server-sent events; a stream that ends is opened again, ever more patiently.
 *
 * Only while the page is seen: a browser has six connections to a server for all of its tabs, and a
 * stream takes one.
 */

const KINDS = ["tip", "chain", "phase", "event", "reorg", "reset", "metrics"];
const FIRST_WAIT = 1000;
const LONGEST_WAIT = 15_000;

/** Call `onMessage(kind, document)` for each event, `onOpen(isOpen)` as streams come and go. */
export function follow(onMessage, onOpen) {
  let source = null;
  let waiting = FIRST_WAIT;
  let next = null;

  const open = () => {
    source = new EventSource("/api/v1/stream");
    source.addEventListener("open", () => {
      waiting = FIRST_WAIT;
      onOpen(true);
    });
    source.addEventListener("error", () => {
      onOpen(false);
      if (source.readyState !== EventSource.CLOSED) return; // the browser tries again by itself
      next = setTimeout(open, waiting);
      waiting = Math.min(2 * waiting, LONGEST_WAIT);
    });
    for (const kind of KINDS) {
      source.addEventListener(kind, (message) => onMessage(kind, JSON.parse(message.data)));
    }
  };
  const close = () => {
    clearTimeout(next);
    source?.close();
    onOpen(false);
  };

  document.addEventListener("visibilitychange", () => (document.hidden ? close() : open()));
  if (!document.hidden) open();
}
