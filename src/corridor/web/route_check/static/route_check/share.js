// A case in the fragment of the address: the part after # stays in the browser and is never sent in an address.
// Without this file every page works; a case file then keeps the case.
const PREFIX = "fact-";
const own = document.getElementById("case-link");
const start = document.getElementById("from-link");
const home = document.documentElement.lang && location.pathname.replace(/\/route-check\/.*$/, "/route-check/");

function packed(value) {
  const bytes = new TextEncoder().encode(JSON.stringify(value));
  return btoa(String.fromCharCode(...bytes)).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}

function unpacked(text) {
  const binary = atob(text.replaceAll("-", "+").replaceAll("_", "/"));
  return JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(Uint8Array.from(binary, (c) => c.charCodeAt(0))));
}

function field(form, name, value) {
  const input = document.createElement("input");
  input.type = "hidden";
  input.name = name;
  input.value = String(value);
  form.append(input);
}

// ---- a page with a case: the address of this entry of the history becomes one that leads back to it ----
if (own) {
  const { case: told, ask } = JSON.parse(own.textContent);
  history.replaceState(null, "", `${home}#c=${packed(told)}${ask ? `&ask=${encodeURIComponent(ask)}` : ""}`);
  const copy = document.querySelector("[data-copy-link]");
  if (copy && navigator.clipboard) {
    copy.hidden = false;
    copy.addEventListener("click", async () => {
      await navigator.clipboard.writeText(location.href);
      const said = document.getElementById("announcements");
      if (said) said.textContent = copy.dataset.copied;
      copy.textContent = copy.dataset.copied;
    });
  }
  for (const note of document.querySelectorAll("[data-link-note]")) note.hidden = false;
  // Another language: the answer of the server leads to the first page, and the browser keeps the fragment on the way.
  for (const form of document.querySelectorAll("form:has(button[name=language])")) {
    const next = form.querySelector("input[name=next]");
    if (next) next.value = home;
    form.addEventListener("submit", () => { form.action = form.action.split("#")[0] + location.hash; });
  }
}

// ---- the first page with a case in its fragment: the case is sent in the body of a request ----
function arrive() {
  const parts = new URLSearchParams(location.hash.slice(1));
  if (!start || !parts.get("c")) return;
  try {
    const told = unpacked(parts.get("c"));
    if (told.i) field(start, "id", told.i);
    field(start, "region", told.r);
    field(start, "application_date", told.d);
    for (const [name, value] of Object.entries(told.f || {})) field(start, PREFIX + name, value ?? "?");
    if (parts.get("ask")) {
      start.action = start.dataset.question;
      field(start, "ask", parts.get("ask"));
    }
    start.submit();
  } catch {
    const fault = document.getElementById("link-fault");
    if (fault) fault.hidden = false;
  }
}
arrive();
window.addEventListener("hashchange", arrive);

// ---- paper: everything unfolded ----
window.addEventListener("beforeprint", () => {
  for (const part of document.querySelectorAll("main details:not([open])")) {
    part.open = true;
    part.dataset.folded = "";
  }
});
window.addEventListener("afterprint", () => {
  for (const part of document.querySelectorAll("details[data-folded]")) {
    part.open = false;
    delete part.dataset.folded;
  }
});
