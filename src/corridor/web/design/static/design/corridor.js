// Progressive touches: without this file every page works. No dependency but govuk-frontend beside it.
import { initAll } from "./govuk-frontend.min.js";

const words = JSON.parse(document.getElementById("design-words")?.textContent || "{}");
const announcements = document.getElementById("announcements");

function start(scope) {
  const own = scope.matches?.("[data-module]") ? scope.parentElement : scope;
  initAll({ scope: own, accordion: { i18n: words.accordion || {} } });
}

let waiting = null;
let said = "";
function announce(text, again) {
  if (!announcements || !text || (!again && text === said)) return;
  said = text;
  // Emptied first, so that the same sentence is read a second time; once, whatever number of parts came.
  announcements.textContent = "";
  window.clearTimeout(waiting);
  waiting = window.setTimeout(() => { announcements.textContent = text; }, 100);
}

document.body.classList.add("js-enabled", "govuk-frontend-supported");
start(document);

// The cookie cannot be read by scripts: the token comes from a form of the page.
document.addEventListener("htmx:configRequest", (event) => {
  if (event.detail.verb === "get") return;
  const token = document.querySelector("input[name=csrfmiddlewaretoken]");
  if (token) event.detail.headers["X-CSRFToken"] = token.value;
});

const REACHABLE = "a[href], button, input:not([type=hidden]), select, textarea, summary, [tabindex='0']";
let focused = null;

function place(active, target) {
  const index = [...target.querySelectorAll(REACHABLE)].indexOf(active);
  return { id: active.id, index, tag: active.tagName };
}

function back(target) {
  if (!focused || document.activeElement !== document.body) return;
  const same = target.querySelectorAll(REACHABLE)[focused.index];
  const again = (focused.id && document.getElementById(focused.id)) || (same?.tagName === focused.tag ? same : null);
  again?.focus({ preventScroll: true });
}

document.addEventListener("htmx:beforeSwap", (event) => {
  // A form that was refused comes back with its errors.
  if (event.detail.xhr.status === 422) { event.detail.shouldSwap = true; event.detail.isError = false; }
  const { target } = event.detail;
  const active = document.activeElement;
  focused = active && active !== document.body && target.contains(active) ? place(active, target) : null;
});
document.addEventListener("htmx:afterSettle", (event) => {
  const part = event.detail.elt;
  start(part);
  const summary = part.querySelector?.(".govuk-error-summary");
  if (summary) { summary.tabIndex = -1; summary.focus(); return; }
  back(part);
  // What a person did is answered; what comes by itself is read only where the page says so, and only when it changes.
  // A part that is a live region of its own is read by itself.
  if (part.closest?.("[aria-live], [role=status], [role=alert]")) return;
  const asked = Boolean(event.detail.requestConfig?.triggeringEvent);
  const told = part.matches?.("[data-announce]") ? part : part.querySelector?.("[data-announce]");
  if (told) announce((told.dataset.announce || told.textContent).trim().replace(/\s+/g, " "), asked);
  else if (asked) announce(words.page?.updated, true);
});
for (const name of ["htmx:responseError", "htmx:sendError", "htmx:timeout"]) {
  document.addEventListener(name, () => announce(words.page?.failed, true));
}
document.addEventListener("click", (event) => {
  if (event.target.closest?.("[data-print]")) window.print();
});
