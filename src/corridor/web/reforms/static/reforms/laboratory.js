// Sliders that follow their numbers, and a search among the controls. Without this file the form works by its button.
const form = document.getElementById("laboratory");

// ---- a slider and its number are one value; the number is what the form sends ----
function said(range) {
  const words = range.dataset.unit ? `${range.value} ${range.dataset.unit}` : range.value;
  range.setAttribute("aria-valuetext", words);
}

function mark(field) {
  const control = field.closest("[data-control]");
  if (!control || control.dataset.present === undefined) return;
  const same = field.value === "" || field.value === control.dataset.present || Number(field.value) === Number(control.dataset.present || NaN);
  control.classList.toggle("c-control--changed", !same);
  const undo = control.querySelector("[data-reset]");
  if (undo) undo.hidden = same;
}

form?.addEventListener("input", (event) => {
  const field = event.target;
  if (field.dataset.range) {
    document.getElementById(field.dataset.range).value = field.value;
    said(field);
    mark(document.getElementById(field.dataset.range));
  } else if (field.dataset.number !== undefined) {
    const range = document.getElementById(field.dataset.number);
    if (range && field.value !== "") { range.value = field.value; said(range); }
    mark(field);
  }
}, true);

form?.addEventListener("click", (event) => {
  const undo = event.target.closest?.("[data-reset]");
  if (!undo) return;
  event.preventDefault();
  const field = document.getElementById(undo.dataset.reset);
  field.value = undo.closest("[data-control]").dataset.present;
  field.focus();
  field.dispatchEvent(new Event("input", { bubbles: true }));
});

form?.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && event.target.matches?.("input[type=number], input[type=search], input[type=date]")) event.preventDefault();
});

for (const range of form?.querySelectorAll("[data-range]") ?? []) said(range);

// ---- search among the controls ----
function folded(text) {
  return text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase().replace(/[^\p{L}\p{N}]+/gu, " ").trim();
}

const search = form?.querySelector("[data-filter]");
const before = new Map();

function filter() {
  const words = folded(search.value).split(" ").filter(Boolean);
  let shown = 0;
  for (const control of form.querySelectorAll("[data-control]")) {
    control.hidden = !words.every((word) => control.dataset.search.includes(word));
    if (!control.hidden) shown += 1;
  }
  for (const part of form.querySelectorAll("[data-conditions]")) part.hidden = !part.querySelector("[data-control]:not([hidden])");
  for (const group of form.querySelectorAll("[data-group]")) {
    if (!before.has(group)) before.set(group, group.open);
    group.hidden = !group.querySelector("[data-control]:not([hidden])");
    group.open = words.length ? !group.hidden : before.get(group);
  }
  if (!words.length) before.clear();
  document.getElementById("find-none").hidden = shown > 0;
}

search?.addEventListener("input", (event) => {
  event.stopPropagation();
  filter();
});
if (search?.value) filter();
