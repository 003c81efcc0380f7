/** Elements without markup: every string becomes text, so nothing from the chain is ever parsed. */

const SVG = "http://www.w3.org/2000/svg";

/** Return an element; properties are attributes, except `class` as a list or text. */
export function h(tag, properties = {}, ...children) {
  return fill(document.createElement(tag), properties, children);
}

/** Return an SVG element. */
export function s(tag, properties = {}, ...children) {
  return fill(document.createElementNS(SVG, tag), properties, children);
}

function fill(element, properties, children) {
  for (const [name, value] of Object.entries(properties)) {
    if (value === undefined || value === null || value === false) continue;
    element.setAttribute(
      name,
      value === true ? "" : Array.isArray(value) ? value.filter(Boolean).join(" ") : value,
    );
  }
  element.append(...children.flat(3).filter(isShown));
  return element;
}

function isShown(child) {
  return child !== null && child !== undefined && child !== false;
}

/** Return a link inside the page, or plain text where there is nothing to link to. */
export function link(path, ...children) {
  return path ? h("a", { href: path }, ...children) : h("span", {}, ...children);
}
