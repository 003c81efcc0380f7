// Returns what is wrong for people who see little, hear the page, or have no mouse.
() => {
  const faults = [];
  const isShown = (element) =>
    element.checkVisibility({ checkOpacity: true, checkVisibilityCSS: true }) &&
    !element.closest(".hidden, .toast, .skip");
  const describe = (element) =>
    `<${element.localName}> ${(element.textContent || element.outerHTML).trim().slice(0, 50)}`;

  const nameOf = (element) => {
    const label = element.labels?.[0]?.textContent;
    const image = element.querySelector("img")?.alt;
    return (
      element.getAttribute("aria-label") ??
      label ??
      element.textContent ??
      image ??
      ""
    ).trim();
  };
  for (const element of document.querySelectorAll(
    "a[href], button, input, select, textarea, summary, [tabindex='0'][role]",
  )) {
    if (!nameOf(element)) faults.push(`no name: ${element.outerHTML.slice(0, 80)}`);
  }
  for (const image of document.querySelectorAll("img:not([alt])"))
    faults.push(`no alt: ${image.src}`);
  for (const part of ["header", "nav", "main", "footer"])
    if (!document.querySelector(part)) faults.push(`no <${part}>`);
  if (!document.documentElement.lang) faults.push("no language");
  if (document.querySelectorAll("h1").length !== 1) faults.push("not one h1");

  let last = 1;
  for (const heading of document.querySelectorAll("main :is(h1, h2, h3, h4)")) {
    const level = Number(heading.localName[1]);
    if (level > last + 1) faults.push(`heading skips a level: ${describe(heading)}`);
    last = level;
  }
  const ids = [...document.querySelectorAll("[id]")].map(({ id }) => id);
  for (const id of ids) if (ids.indexOf(id) !== ids.lastIndexOf(id)) faults.push(`id twice: ${id}`);
  for (const table of document.querySelectorAll("table")) {
    if (!table.caption?.textContent.trim()) faults.push(`no caption: ${describe(table)}`);
    for (const head of table.querySelectorAll("th"))
      if (!head.scope) faults.push(`no scope: ${describe(head)}`);
  }
  for (const live of ["#announcer[aria-live]", "#banner[role=alert]"])
    if (!document.querySelector(live)) faults.push(`no ${live}`);

  const canvas = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
  const toRgba = (colour) => {
    canvas.clearRect(0, 0, 1, 1);
    canvas.fillStyle = colour;
    canvas.fillRect(0, 0, 1, 1);
    const [red, green, blue, alpha] = canvas.getImageData(0, 0, 1, 1).data;
    return { rgb: [red, green, blue], alpha: alpha / 255 };
  };
  const over = (top, bottom) =>
    top.rgb.map((value, at) => value * top.alpha + bottom[at] * (1 - top.alpha));
  const groundOf = (element) => {
    if (!element) return [255, 255, 255];
    const own = toRgba(getComputedStyle(element).backgroundColor);
    return own.alpha === 1 ? own.rgb : over(own, groundOf(element.parentElement));
  };
  const lightOf = (rgb) => {
    const [red, green, blue] = rgb
      .map((value) => value / 255)
      .map((value) => (value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4));
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  };
  const contrastOf = (one, other) => {
    const [high, low] = [lightOf(one), lightOf(other)].sort((a, b) => b - a);
    return (high + 0.05) / (low + 0.05);
  };
  const inkOf = (style, ground) =>
    ["fill", "stroke"].map((name) =>
      style[name] === "none" ? 1 : contrastOf(over(toRgba(style[name]), ground), ground),
    );
  for (const shape of document.querySelectorAll("consort-chart :is(.column, .line, .dot)")) {
    const contrast = Math.max(...inkOf(getComputedStyle(shape), groundOf(shape.closest("svg"))));
    if (contrast < 3) faults.push(`contrast ${contrast.toFixed(2)}: ${shape.classList} of a chart`);
  }
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const element = walker.currentNode.parentElement;
    if (!walker.currentNode.data.trim() || !isShown(element)) continue;
    const style = getComputedStyle(element);
    const ground = groundOf(element.closest("svg") ?? element);
    const ink = over(toRgba(element.closest("svg") ? style.fill : style.color), ground);
    const size = parseFloat(style.fontSize);
    const isLarge = size >= 24 || (size >= 18.66 && Number(style.fontWeight) >= 600);
    const contrast = contrastOf(ink, ground);
    if (contrast < (isLarge ? 3 : 4.5))
      faults.push(`contrast ${contrast.toFixed(2)}: ${describe(element)}`);
  }
  return [...new Set(faults)];
};
