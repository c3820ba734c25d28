// Sliders that follow their numbers; a fault that leads to its line. Without this file the form works by its button.
const form = document.getElementById("sliders");

function said(range) {
  const words = range.dataset.unit ? `${range.value} ${range.dataset.unit}` : range.value;
  range.setAttribute("aria-valuetext", words);
}

function figure(text) {
  return Number(text.replace(/[\s\u00a0\u202f]/g, "").replace(",", "."));
}

function mark(field) {
  const control = field.closest("[data-control]");
  if (!control) return;
  const { present } = control.dataset;
  const same = field.value === present || (field.value !== "" && present !== "" && figure(field.value) === figure(present));
  control.classList.toggle("c-control--changed", !same);
  control.querySelector("[data-reset]").hidden = same;
}

form?.addEventListener("input", (event) => {
  const field = event.target;
  if (field.dataset.range) {
    const number = document.getElementById(field.dataset.range);
    number.value = field.value;
    said(field);
    mark(number);
  } else if (field.dataset.number !== undefined) {
    const range = document.getElementById(field.dataset.number);
    if (range && Number.isFinite(figure(field.value)) && field.value !== "") { range.value = figure(field.value); said(range); }
    mark(field);
  }
}, true);

form?.addEventListener("click", (event) => {
  const undo = event.target.closest?.("[data-reset]");
  if (!undo) return;
  const field = document.getElementById(undo.dataset.reset);
  field.value = undo.closest("[data-control]").dataset.present;
  field.focus();
  field.dispatchEvent(new Event("input", { bubbles: true }));
});

form?.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && event.target.matches?.("input[type=text], input[type=number], input[type=date]")) event.preventDefault();
});

for (const range of form?.querySelectorAll("[data-range]") ?? []) said(range);

// ---- the text of a design: a fault leads to its line ----
const text = document.getElementById("id_text");

document.addEventListener("click", (event) => {
  const link = event.target.closest?.("[data-line]");
  if (!link || !text) return;
  event.preventDefault();
  const lines = text.value.split("\n");
  const at = Number(link.dataset.line) - 1;
  const start = lines.slice(0, at).join("\n").length + (at ? 1 : 0);
  text.focus();
  text.setSelectionRange(start, start + (lines[at] ?? "").length);
  text.scrollTop = Math.max(0, (at - 4) * (text.scrollHeight / lines.length));
});
