// Answers by type: the value of what stands in a question's fields, and back. The server reads the same values
// (learnhub/quizzes/rules/answers.py). Without this module the fields are handed in as a plain form.
//
//   <div data-view="matching"> <select data-key="1"> …        {"1": "3", "2": "1"}
//   <ol data-view="ordering"> <li data-key="2"> <select> …    ["2", "1", "3"], null as long as nothing was placed
//   <div data-view="cloze"> <span data-view="gap" data-part="1"> …  {"1": "2", "2": "fifteen"}

// The view of a question, or the field itself where its options stand in it without one.
function viewOf(field) {
  return field.querySelector("[data-view]");
}

function parts(view) {
  return [...view.querySelectorAll("[data-view][data-part]")].filter((part) => part.parentElement.closest("[data-view]") === view);
}

function options(view) {
  return [...view.querySelectorAll('input[type="radio"], input[type="checkbox"]')];
}

function typed(view) {
  return view.querySelector('input[type="text"], textarea');
}

function empty(value) {
  return value === null || value === "" || (typeof value === "object" && !Object.keys(value).length);
}

function chosen(view) {
  return options(view).filter((option) => option.checked).map((option) => option.value);
}

const KINDS = {
  single_choice: { read: (view) => chosen(view)[0] ?? null, write: (view, value) => tick(view, value === null ? [] : [value]) },
  multiple_choice: { read: chosen, write: (view, value) => tick(view, value ?? []) },
  true_false: {
    read: (view) => (chosen(view).length ? chosen(view)[0] === "true" : null),
    write: (view, value) => tick(view, value === null ? [] : [String(value)]),
  },
  short_answer: { read: words, write: fill },
  numerical: { read: words, write: fill },
  essay: { read: words, write: fill },
  gap: {
    read: (view) => view.querySelector("select").value || null,
    write: (view, value) => { view.querySelector("select").value = value ?? ""; },
  },
  matching: {
    read: (view) => together([...view.querySelectorAll("select")].map((select) => [select.dataset.key, select.value || null])),
    write: (view, value) => {
      for (const select of view.querySelectorAll("select")) select.value = value?.[select.dataset.key] ?? "";
    },
  },
  ordering: {
    read: (view) => (things(view).some((thing) => place(thing).value) ? things(view).map((thing) => thing.dataset.key) : null),
    write: (view, value) => {
      const order = value ?? [];
      for (const key of order) view.append(view.querySelector(`li[data-key="${CSS.escape(key)}"]`));
      number(view, Boolean(order.length));
    },
  },
  cloze: { read: inside, write: spread },
  material: { read: inside, write: spread },
};

function tick(view, values) {
  for (const option of options(view)) option.checked = values.includes(option.value);
}

function words(view) {
  const said = typed(view).value;
  return said.trim() ? said : null;
}

function fill(view, value) {
  typed(view).value = value ?? "";
}

function together(pairs) {
  const given = pairs.filter(([, value]) => !empty(value));
  return given.length ? Object.fromEntries(given) : null;
}

function inside(view) {
  return together(parts(view).map((part) => [part.dataset.part, KINDS[part.dataset.view].read(part)]));
}

function spread(view, value) {
  for (const part of parts(view)) KINDS[part.dataset.view].write(part, value?.[part.dataset.part] ?? null);
}

// --- putting in order ---

function things(view) {
  return [...view.querySelectorAll("li[data-key]")];
}

function place(thing) {
  return thing.querySelector("select");
}

function number(view, placed) {
  things(view).forEach((thing, at) => { place(thing).value = placed ? String(at + 1) : ""; });
}

function move(thing, to) {
  const view = thing.closest("[data-view]");
  const others = things(view).filter((each) => each !== thing);
  const at = Math.max(0, Math.min(to, others.length));
  if (others[at]) others[at].before(thing);
  else view.append(thing);
  number(view, true);
  const said = view.dataset.moved.replace("{thing}", thing.querySelector(".row-words").textContent.trim());
  view.parentElement.querySelector("[data-moved-to]").textContent = said.replace("{place}", at + 1).replace("{count}", others.length + 1);
}

function prepareOrder(view, save) {
  for (const thing of things(view)) {
    thing.querySelector(".ordering-moves").hidden = false;
    place(thing).addEventListener("change", () => { // runs before the question saves
      if (place(thing).value) move(thing, Number(place(thing).value) - 1);
      place(thing).focus();
    });
    for (const button of thing.querySelectorAll("[data-move]")) {
      button.addEventListener("click", () => {
        move(thing, things(view).indexOf(thing) + Number(button.dataset.move));
        button.focus();
        save();
      });
    }
  }
}

// --- for the page ---

const PAUSE_MS = 1500, LONGEST_MS = 5000;

// `note` is told of each letter, `save` as soon as the typing rests: now and then it does so while somebody writes on,
// and when the page goes out of sight, because it may not come back.
export function prepare(field, save, note = () => {}) {
  for (const view of field.querySelectorAll('[data-view="ordering"]')) prepareOrder(view, save);
  let pause = null, since = null;
  const rest = () => {
    clearTimeout(pause);
    pause = since = null;
  };
  const settle = () => {
    if (since === null) return;
    rest();
    save();
  };
  document.addEventListener("visibilitychange", () => { if (document.visibilityState === "hidden") settle(); });
  addEventListener("pagehide", settle);
  for (const text of field.querySelectorAll('[data-view] input[type="text"], [data-view] textarea')) {
    const count = text.parentElement.querySelector("[data-count]");
    text.addEventListener("input", () => {
      if (count) count.textContent = count.dataset.count.replace("{count}", [...text.value].length);
      since ??= Date.now();
      clearTimeout(pause);
      pause = setTimeout(settle, Math.max(0, Math.min(PAUSE_MS, since + LONGEST_MS - Date.now())));
      note();
    });
    text.addEventListener("change", rest);
    // Enter in a line would hand in the whole check.
    if (text.tagName === "INPUT") text.addEventListener("keydown", (event) => { if (event.key === "Enter") event.preventDefault(); });
  }
}

export function valueOf(field) {
  const view = viewOf(field);
  return view ? KINDS[view.dataset.view].read(view) : KINDS[field.dataset.kind].read(field);
}

export function show(field, value) {
  const view = viewOf(field);
  return view ? KINDS[view.dataset.view].write(view, value) : KINDS[field.dataset.kind].write(field, value);
}

// A value in a few words, to tell two of them apart.
export function named(field, value) {
  if (empty(value)) return "";
  const view = viewOf(field);
  return view ? told(view, value) : letters(field, Array.isArray(value) ? value : [String(value)]);
}

function letters(view, values) {
  const marked = options(view).filter((option) => values.includes(option.value));
  return marked.map((option) => option.parentElement.querySelector(".answer-key").textContent.trim()).join(" ");
}

function told(view, value) {
  const kind = view.dataset.view;
  if (kind === "cloze" || kind === "material") {
    const said = parts(view).map((part) => [part.dataset.part, value[part.dataset.part] ?? null]).filter(([, given]) => !empty(given));
    return said.map(([key, given]) => `(${key}) ${told(parts(view).find((part) => part.dataset.part === key), given)}`).join(" ");
  }
  if (kind === "matching") {
    return [...view.querySelectorAll("select")].map((select) => select.querySelector(`option[value="${CSS.escape(value[select.dataset.key] ?? "")}"]`)?.textContent.trim() ?? "–").join(" · ");
  }
  if (kind === "ordering") return value.map((key) => view.querySelector(`li[data-key="${CSS.escape(key)}"] .row-words`)?.textContent.trim().slice(0, 12)).join(" · ");
  if (kind === "gap") return view.querySelector(`option[value="${CSS.escape(value)}"]`)?.textContent.trim() ?? "";
  if (options(view).length) return letters(view, Array.isArray(value) ? value : [String(value)]);
  return value.length > 60 ? `${value.slice(0, 60)}… (${value.length})` : value;
}

// Whether the fields say something else than the page said when it came.
export function changed(field) {
  return [...field.querySelectorAll('[name^="q-"]')].some((each) =>
    each.type === "radio" || each.type === "checkbox" ? each.checked !== each.defaultChecked
      : each.tagName === "SELECT" ? [...each.options].some((option) => option.selected !== option.defaultSelected && (option.value || option.defaultSelected)) && each.value !== ([...each.options].find((option) => option.defaultSelected)?.value ?? "")
        : each.value !== each.defaultValue);
}
