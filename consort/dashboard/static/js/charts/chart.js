/**
 * <consort-chart spec="…">: one series as a line or a staircase, or columns of two parts.
 *
 * The spec is JSON: {kind: "line"|"steps"|"columns", label, unit: "percent"|"tokens"|"count",
 * points: [{name, value, rest, isVoid, text, href}]}. Drawn anew at every width. One stop for the
 * keyboard: arrows move from point to point, what a point says is read out, Enter opens it.
 */

import { h, s } from "../dom.js";
import { group } from "../format.js";
import { makeDomain, makeScale, makeTicks, thin } from "./scale.js";

const HEIGHT = 220;
const EDGE = { top: 14, right: 16, bottom: 30, left: 52 };
const MOVES = { ArrowLeft: -1, ArrowRight: 1, PageUp: -10, PageDown: 10 };
const LABEL_ROOM = 46;

class Chart extends HTMLElement {
  static observedAttributes = ["spec"];

  connectedCallback() {
    this.observer = new ResizeObserver(() => this.draw());
    this.observer.observe(this);
  }

  disconnectedCallback() {
    this.observer.disconnect();
  }

  attributeChangedCallback() {
    this.drawn = null;
    this.draw();
  }

  draw() {
    const width = Math.floor(this.clientWidth);
    if (!width || this.drawn === width) return;
    this.drawn = width;
    this.spec = JSON.parse(this.getAttribute("spec"));
    this.layOut(width);
    if (!this.plot) this.build();
    this.plot.setAttribute("aria-label", `${this.spec.label}. Chart; arrow keys read the points.`);
    this.picture.setAttribute("viewBox", `0 0 ${width} ${HEIGHT}`);
    this.picture.replaceChildren(...this.drawAxes(width), ...this.drawSeries(), this.cursor);
    this.show(this.active ?? null);
  }

  build() {
    this.picture = s("svg", { role: "presentation" });
    this.cursor = s("line", { class: "cursor" });
    this.tip = h("div", { class: "tip", role: "status" });
    this.plot = h("div", { class: "plot", tabindex: "0", role: "group" }, this.picture, this.tip);
    this.plot.addEventListener("keydown", (event) => this.onKey(event));
    this.plot.addEventListener("pointermove", (event) => this.show(this.locate(event)));
    this.plot.addEventListener("pointerleave", () => this.show(null));
    this.plot.addEventListener("blur", () => this.show(null));
    this.plot.addEventListener("click", (event) => this.open(this.locate(event)));
    this.replaceChildren(this.plot);
  }

  layOut(width) {
    const { points, kind, unit } = this.spec;
    const values = points.map((point) => point.value + (point.rest ?? 0));
    const domain = makeDomain(values, {
      fromZero: kind !== "line",
      most: unit === "percent" ? 1 : Infinity,
    });
    const inner = [EDGE.left, width - EDGE.right];
    this.band = (inner[1] - inner[0]) / points.length;
    const half = kind === "columns" ? this.band / 2 : 0;
    this.x = makeScale([0, points.length - 1], [inner[0] + half, inner[1] - half]);
    if (points.length === 1) this.x = () => (inner[0] + inner[1]) / 2;
    this.y = makeScale(domain, [HEIGHT - EDGE.bottom, EDGE.top]);
    this.domain = domain;
  }

  drawAxes(width) {
    const { points, unit } = this.spec;
    const wholes = unit === "count" ? (tick) => Number.isInteger(tick) : () => true;
    const lines = makeTicks(...this.domain)
      .filter(wholes)
      .flatMap((tick) => [
        s("line", {
          class: "grid",
          x1: EDGE.left,
          x2: width - EDGE.right,
          y1: this.y(tick),
          y2: this.y(tick),
        }),
        s(
          "text",
          { class: "axis", x: EDGE.left - 8, y: this.y(tick) + 4, "text-anchor": "end" },
          formatTick(tick, unit),
        ),
      ]);
    const names = thin(points.length, (width - EDGE.left) / LABEL_ROOM).map((at) =>
      s(
        "text",
        { class: "axis", x: this.x(at), y: HEIGHT - 8, "text-anchor": "middle" },
        points[at].name,
      ),
    );
    return [...lines, ...names];
  }

  drawSeries() {
    return this.spec.kind === "columns" ? this.drawColumns() : this.drawLine();
  }

  drawLine() {
    const { points, kind } = this.spec;
    const places = points.map((point, at) => [this.x(at), this.y(point.value)]);
    const path = places
      .map(([x, y], at) => (at && kind === "steps" ? `H${x}V${y}` : `${at ? "L" : "M"}${x},${y}`))
      .join("");
    const base = HEIGHT - EDGE.bottom;
    const area = s("path", { class: "area", d: `${path}V${base}H${places[0][0]}Z` });
    const dots = places.map(([cx, cy]) =>
      s("circle", { class: "dot", cx, cy, r: points.length > 60 ? 0 : 3.5 }),
    );
    this.dots = dots;
    return [area, s("path", { class: "line", d: path }), ...dots];
  }

  drawColumns() {
    const width = Math.max(1, Math.min(34, this.band * 0.7));
    this.dots = [];
    return this.spec.points.flatMap((point, at) => {
      const left = this.x(at) - width / 2;
      if (point.isVoid)
        return [
          this.drawColumn(
            "column void",
            left,
            width,
            0,
            Math.max(point.value + (point.rest ?? 0), 0),
          ),
        ];
      return [
        this.drawColumn("column", left, width, 0, point.value),
        this.drawColumn("column rest", left, width, point.value, point.rest ?? 0),
      ];
    });
  }

  drawColumn(kind, x, width, from, size) {
    const top = this.y(from + size);
    return s("rect", {
      class: kind,
      x,
      width,
      y: top,
      height: Math.max(0, this.y(from) - top),
      rx: Math.min(2, width / 4),
    });
  }

  locate(event) {
    const { left, width } = this.picture.getBoundingClientRect();
    const at = ((event.clientX - left) / width) * this.drawn;
    const distances = this.spec.points.map((_, index) => Math.abs(this.x(index) - at));
    return distances.indexOf(Math.min(...distances));
  }

  onKey(event) {
    const last = this.spec.points.length - 1;
    const move = MOVES[event.key];
    if (move !== undefined)
      this.show(Math.max(0, Math.min(last, (this.active ?? (move > 0 ? -1 : last + 1)) + move)));
    else if (event.key === "Home") this.show(0);
    else if (event.key === "End") this.show(last);
    else if (event.key === "Escape") this.show(null);
    else if (event.key === "Enter" && this.active !== null) this.open(this.active);
    else return;
    event.preventDefault();
  }

  open(at) {
    const { href } = this.spec.points[at];
    if (href) this.dispatchEvent(new CustomEvent("consort-go", { detail: href, bubbles: true }));
  }

  show(at) {
    this.dots[this.active]?.classList.remove("is-active");
    this.active = at !== null && at < this.spec.points.length ? at : null;
    this.dots[this.active]?.classList.add("is-active");
    const point = this.spec.points[this.active];
    this.cursor.setAttribute("visibility", point ? "visible" : "hidden");
    const text = point ? `${point.text}` : "";
    if (this.tip.textContent !== text) this.tip.textContent = text;
    if (point) this.place(this.x(this.active), this.y(point.value + (point.rest ?? 0)));
  }

  place(x, y) {
    for (const [name, value] of Object.entries({
      x1: x,
      x2: x,
      y1: EDGE.top,
      y2: HEIGHT - EDGE.bottom,
    }))
      this.cursor.setAttribute(name, value);
    const { offsetWidth: width, offsetHeight: height } = this.tip;
    const left = Math.max(0, Math.min(this.drawn - width, x - width / 2));
    const above = y - height - 12;
    this.tip.style.transform = `translate(${left}px, ${above < 0 ? y + 14 : above}px)`;
  }
}

function formatTick(value, unit) {
  if (unit === "percent") return `${Number((100 * value).toFixed(1))} %`;
  return group(Number(value.toPrecision(6)));
}

customElements.define("consort-chart", Chart);
