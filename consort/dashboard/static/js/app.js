/** The shell: navigation, live updates, and what every page has around it. */

import "./charts/chart.js";
import "./elements.js";
import { get, Problem } from "./api.js";
import { noteBlockTime } from "./clock.js";
import { h } from "./dom.js";
import { group, shorten } from "./format.js";
import { patchChildren } from "./patch.js";
import { identifier, isAddress } from "./parts/marks.js";
import { tellPhase } from "./parts/phases.js";
import { onTableKey } from "./parts/table.js";
import { route } from "./router.js";
import { describeTrouble, failed, loading, unknown } from "./states.js";
import { follow } from "./stream.js";

const MOST_OFTEN = 1500;
const ANYWAY = 20_000;
const STATUS_EVERY = 4000;
const RETRY_AFTER = 1500;
const PASSING = new Set([0, 429, 503]); // away, too often, not read yet: all of this passes

const main = document.getElementById("main");
const health = { isServerAway: false, isStreaming: false, status: null };
let current = null; // {page, parameters, query, turned, number, asked, answered}
let visits = 0;
let shownAddress = "";
let lastRefresh = 0;
let pending = null;

/** Show the page of the present address; its heading, or what was asked for, gets the focus. */
async function visit({ isFirst = false, top = 0, turned = {} } = {}) {
  const found = route(location.pathname);
  visits += 1;
  shownAddress = getAddress();
  markNavigation();
  if (!found) {
    current = null;
    document.title = "Not found · Consort";
    main.replaceChildren(unknown(location.pathname));
    return;
  }
  const query = new URLSearchParams(location.search);
  current = { ...found, query, turned, number: visits, asked: 0, answered: 0 };
  document.title = `${found.page.getTitle(found.parameters)} · Consort`;
  main.replaceChildren(loading());
  const number = visits;
  await refresh();
  if (number === visits) settle(isFirst, top);
}

function settle(isFirst, top) {
  const target = document.getElementById(location.hash.slice(1));
  if (target) target.scrollIntoView();
  else if (!isFirst) scrollTo(0, top);
  if (!isFirst) (target ?? main.querySelector("h1"))?.focus({ preventScroll: true });
}

function getAddress() {
  return location.pathname + location.search;
}

/** Load the present page anew and change what differs; what later news overtook is dropped. */
async function refresh() {
  const visitNow = current;
  if (!visitNow) return;
  lastRefresh = Date.now();
  visitNow.asked += 1;
  const number = visitNow.asked;
  const isNews = () => visitNow === current && number > visitNow.answered;
  try {
    const data = await visitNow.page.load(visitNow.parameters, visitNow.turned, visitNow.query);
    if (isNews()) show(visitNow.page.view(data, visitNow.parameters));
    setServerAway(false);
  } catch (error) {
    if (isNews()) onFailure(error);
  }
  visitNow.answered = Math.max(number, visitNow.answered);
}

function show(fresh) {
  const holder = h("div", {}, fresh);
  patchChildren(main, holder);
  main.dataset.ready = current.number;
}

function onFailure(error) {
  const problem =
    error instanceof Problem
      ? error
      : new Problem("This page could not be shown", String(error.message), -1);
  if (problem.status === 0) setServerAway(true);
  if (problem.status === -1) console.error(error);
  const isShown = main.dataset.ready === String(current.number);
  if (!isShown || problem.status === 404) main.replaceChildren(failed(problem));
  if (PASSING.has(problem.status))
    setTimeout(refreshSoon, Math.max(RETRY_AFTER, 1000 * problem.patience));
}

/** Refresh soon: at once where nothing was refreshed for a while, else when that time is over. */
function refreshSoon() {
  if (pending || document.hidden) return;
  pending = setTimeout(
    () => {
      pending = null;
      refresh();
    },
    Math.max(0, lastRefresh + MOST_OFTEN - Date.now()),
  );
}

function onMessage(kind, document_) {
  if (kind === "tip") {
    noteBlockTime(document_.time);
    showPulse({ ...health.status, block: document_.block });
    return;
  }
  if (kind === "chain") onChain(document_);
  if (kind === "phase") announce(`${tellPhase(document_)}, task ${document_.task}`);
  if (kind === "reorg") announce(`The chain replaced blocks from ${document_.from_block} on`);
  if (concerns(document_)) refreshSoon();
}

function onChain({ ok, fault }) {
  if (health.status) Object.assign(health.status, { chain_ok: ok, chain_fault: fault });
  showPulse(health.status);
  showBanner();
}

function concerns({ task, fields }) {
  const about = task ?? fields?.task;
  const here = current?.parameters.task;
  return (
    here === undefined || about === undefined || about === null || Number(about) === Number(here)
  );
}

async function watchStatus() {
  try {
    const status = await get("/status");
    const wasAway = health.isServerAway || health.status?.chain_ok === false;
    health.status = status;
    setServerAway(false);
    if (wasAway && status.chain_ok !== false) refreshSoon();
    showFooter(status);
  } catch (problem) {
    if (problem.status === 0) setServerAway(true);
  }
  showPulse(health.status);
  showBanner();
  if (Date.now() - lastRefresh > ANYWAY) refreshSoon();
  setTimeout(watchStatus, STATUS_EVERY);
}

function setServerAway(isAway) {
  if (health.isServerAway === isAway) return;
  health.isServerAway = isAway;
  showBanner();
}

function showBanner() {
  const trouble = describeTrouble(health);
  const holder = h(
    "div",
    {},
    trouble && h("div", { class: "banner" }, h("p", {}, h("strong", {}, trouble[0]), trouble[1])),
  );
  patchChildren(document.getElementById("banner"), holder);
}

function showPulse(status) {
  const isAway = health.isServerAway || status?.chain_ok === false;
  document.getElementById("pulse").dataset.state = isAway
    ? "away"
    : health.isStreaming
      ? "live"
      : "";
  const block = status?.block == null ? "" : `block ${group(status.block)}`;
  document.getElementById("pulse-text").textContent = isAway
    ? "away"
    : health.isStreaming
      ? `live, ${block}`
      : block || "connecting";
}

function showFooter(status) {
  const items = [
    h("li", {}, `Chain ${status.chain_id}`),
    h("li", {}, "Coordinator ", identifier(status.coordinator)),
    h("li", {}, `Consort ${status.release}, protocol ${status.protocol}`),
    h("li", {}, h("a", { href: "/api/v1/openapi.json" }, "API")),
    h("li", {}, h("a", { href: "/api/v1/deployment.json" }, "Deployment record")),
  ];
  patchChildren(document.getElementById("footer"), h("div", {}, h("ul", {}, items)));
}

function announce(text) {
  document.getElementById("announcer").textContent = text;
}

function markNavigation() {
  for (const anchor of document.querySelectorAll(".masthead nav a")) {
    const isHere = anchor.pathname === location.pathname;
    if (isHere) anchor.setAttribute("aria-current", "page");
    else anchor.removeAttribute("aria-current");
  }
}

function go(address) {
  history.replaceState({ top: scrollY, turned: current?.turned }, "");
  history.pushState(null, "", address);
  visit();
}

function onBack({ state }) {
  const isElsewhere = getAddress() !== shownAddress; // else it is a jump within the page
  if (isElsewhere) visit({ top: state?.top, turned: state?.turned });
}

let toastTimer = null;

async function copy(text) {
  try {
    await navigator.clipboard.writeText(text);
    toast(`Copied ${shorten(text, 22, 12)}`);
  } catch {
    toast("The browser does not let this page copy; select the text instead.");
  }
}

function toast(text) {
  const element = document.getElementById("toast");
  element.textContent = text;
  announce(text);
  element.classList.add("is-shown");
  clearTimeout(toastTimer);
  toastTimer = setTimeout(() => element.classList.remove("is-shown"), 2000);
}

const ACTIONS = {
  theme: () => window.consortTheme.turn(),
  retry: () => visit(),
  turn: ({ list, after }) => turn(list, (cursors) => [...cursors, after]),
  back: ({ list }) => turn(list, (cursors) => cursors.slice(0, -1)),
};

/** Show another part of a list, from its top; the focus stays on the button. */
async function turn(list, change) {
  const { turned } = current;
  turned[list] = [...new Set(change(turned[list] ?? []))]; // pressed twice, it turns once
  await refresh();
  document.getElementById(`list-${list}`)?.scrollIntoView();
  announce(`Page ${(turned[list]?.length ?? 0) + 1} of ${list}`);
}

function onClick(event) {
  const button = event.target.closest("[data-copy], [data-action]");
  if (button?.dataset.copy !== undefined) return copy(button.dataset.copy);
  if (button) return ACTIONS[button.dataset.action]?.(button.dataset);
  const anchor = event.target.closest("a[href]");
  if (!anchor || !isInternal(anchor, event)) return null;
  event.preventDefault();
  return go(anchor.href);
}

function isInternal(anchor, event) {
  const isPlain =
    event.button === 0 && !event.metaKey && !event.ctrlKey && !event.shiftKey && !event.altKey;
  const isPage =
    anchor.origin === location.origin &&
    !anchor.pathname.startsWith("/api/") &&
    !anchor.hasAttribute("download");
  return isPlain && isPage && !anchor.getAttribute("href").startsWith("#");
}

function onFind(event) {
  event.preventDefault();
  const field = event.target.elements.account;
  const text = field.value.trim();
  field.setCustomValidity(isAddress(text) ? "" : "An address is 0x and 40 hexadecimal digits.");
  if (!field.reportValidity()) return;
  field.value = "";
  go(`/account/${text}`);
}

document.addEventListener("click", onClick);
document.addEventListener("keydown", onTableKey);
document.addEventListener("consort-go", (event) => go(event.detail));
document.addEventListener("visibilitychange", () => document.hidden || refreshSoon());
document.querySelector(".finder").addEventListener("submit", onFind);
document
  .querySelector(".finder input")
  .addEventListener("input", (event) => event.target.setCustomValidity(""));
history.scrollRestoration = "manual";
addEventListener("popstate", onBack);
window.consortTheme.apply();
follow(onMessage, (isOpen) => {
  health.isStreaming = isOpen;
  showPulse(health.status);
  if (isOpen) refreshSoon();
});
watchStatus();
visit({ isFirst: true });
