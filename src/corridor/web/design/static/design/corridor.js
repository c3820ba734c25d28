// Progressive touches: without this file every page works. No dependency but govuk-frontend beside it.
import { initAll } from "./govuk-frontend.min.js";

const words = JSON.parse(document.getElementById("design-words")?.textContent || "{}");
const announcements = document.getElementById("announcements");

function start(scope) {
  initAll({ scope, accordion: { i18n: words.accordion || {} } });
}

function announce(text) {
  if (!announcements || !text) return;
  // Emptied first, so that the same sentence is read a second time.
  announcements.textContent = "";
  window.setTimeout(() => { announcements.textContent = text; }, 100);
}

document.body.classList.add("js-enabled", "govuk-frontend-supported");
start(document);

// The cookie cannot be read by scripts: the token comes from a form of the page.
document.addEventListener("htmx:configRequest", (event) => {
  if (event.detail.verb === "get") return;
  const token = document.querySelector("input[name=csrfmiddlewaretoken]");
  if (token) event.detail.headers["X-CSRFToken"] = token.value;
});

let focused = null;
document.addEventListener("htmx:beforeSwap", (event) => {
  // A form that was refused comes back with its errors.
  if (event.detail.xhr.status === 422) { event.detail.shouldSwap = true; event.detail.isError = false; }
  const active = document.activeElement;
  focused = active && active.id && event.detail.target.contains(active) ? active.id : null;
});
document.addEventListener("htmx:afterSettle", (event) => {
  const target = event.detail.elt;
  start(target);
  const summary = target.querySelector?.(".govuk-error-summary");
  const again = focused && document.getElementById(focused);
  if (summary) { summary.tabIndex = -1; summary.focus(); }
  else if (again && document.activeElement !== again) again.focus({ preventScroll: true });
  focused = null;
  // A part that is a live region of its own is read by itself.
  if (!summary && !target.closest?.("[aria-live]")) {
    announce(target.querySelector?.("[data-announce]")?.textContent.trim() || target.dataset?.announce || words.page?.updated);
  }
});
for (const name of ["htmx:responseError", "htmx:sendError", "htmx:timeout"]) {
  document.addEventListener(name, () => announce(words.page?.failed));
}
document.addEventListener("click", (event) => {
  if (event.target.closest?.("[data-print]")) window.print();
});
