/** Elements that change by themselves: a countdown, and how long ago something was. */

import { getChainTime } from "./clock.js";
import { formatSpan, formatTime } from "./format.js";

const DAY = 86_400;

class Ticking extends HTMLElement {
  connectedCallback() {
    this.tick();
    this.timer = setInterval(() => this.tick(), 1000);
  }

  disconnectedCallback() {
    clearInterval(this.timer);
  }

  attributeChangedCallback() {
    this.tick();
  }

  show(text) {
    if (this.textContent !== text) this.textContent = text;
  }
}

class Countdown extends Ticking {
  static observedAttributes = ["ends"];

  tick() {
    const left = Number(this.getAttribute("ends")) - getChainTime();
    this.show(left > 0 ? formatSpan(Math.ceil(left)) : "any moment");
  }
}

class Ago extends Ticking {
  static observedAttributes = ["at"];

  tick() {
    const at = Number(this.getAttribute("at"));
    const passed = getChainTime() - at;
    this.title = formatTime(at);
    this.show(
      passed > 30 * DAY
        ? formatTime(at)
        : passed < 2
          ? "just now"
          : `${formatSpan(passed).split(" ").slice(0, 2).join(" ")} ago`,
    );
  }
}

customElements.define("consort-countdown", Countdown);
customElements.define("consort-ago", Ago);
