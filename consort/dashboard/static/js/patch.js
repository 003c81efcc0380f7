/**
 * Change what is shown into what is new, leaving alike nodes alone: focus, selection, scrolling and
 * opened details survive an update. Children are matched by `data-key`, else by place and name.
 */

const KEPT = new Set(["open"]); // what a reader has opened stays open

/** Give `shown` the attributes and children of `fresh`. */
export function patch(shown, fresh) {
  patchAttributes(shown, fresh);
  if (!shown.localName.includes("-")) patchChildren(shown, fresh);
}

function patchAttributes(shown, fresh) {
  for (const { name } of [...shown.attributes]) {
    if (!fresh.hasAttribute(name) && !KEPT.has(name)) shown.removeAttribute(name);
  }
  for (const { name, value } of fresh.attributes) {
    if (shown.getAttribute(name) !== value && !KEPT.has(name)) shown.setAttribute(name, value);
  }
}

/** Give `shown` the children of `fresh`. */
export function patchChildren(shown, fresh) {
  const keyed = new Map([...shown.children].filter(getKey).map((child) => [getKey(child), child]));
  let place = shown.firstChild;
  for (const child of [...fresh.childNodes]) {
    const known = getKey(child) ? keyed.get(getKey(child)) : place;
    if (known && isAlike(known, child)) {
      if (known === place) place = place.nextSibling;
      else shown.insertBefore(known, place);
      if (known.nodeType === Node.ELEMENT_NODE) patch(known, child);
      else if (known.data !== child.data) known.data = child.data;
    } else {
      shown.insertBefore(child, place);
    }
  }
  while (place) {
    const next = place.nextSibling;
    place.remove();
    place = next;
  }
}

function isAlike(one, other) {
  return one.nodeName === other.nodeName && getKey(one) === getKey(other);
}

function getKey(node) {
  return node.dataset?.key;
}
