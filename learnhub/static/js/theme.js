// Switches colours, large text and reading comfort at once; the form's own address keeps the choice.
// Without this module the same buttons post the form and the page comes back changed.

const root = document.documentElement;

function show(name, value) {
  if (name === "theme") {
    if (value === "system") root.removeAttribute("data-bs-theme");
    else root.setAttribute("data-bs-theme", value);
    document.querySelector('meta[name="color-scheme"]')?.setAttribute("content", value === "system" ? "light dark" : value);
    return;
  }
  if (name === "care") {
    root.toggleAttribute("data-care", false);
    if (value === "on") root.setAttribute("data-care", "on");
    return;
  }
  root.setAttribute(`data-${name}`, value);
}

async function keep(form, button) {
  const body = new URLSearchParams(new FormData(form));
  body.set(button.name, button.value);
  const answer = await fetch(form.action, { method: "POST", body, credentials: "same-origin", headers: { Accept: "application/json" } });
  if (!answer.ok) throw new Error(String(answer.status));
}

function choose(event) {
  const form = event.currentTarget;
  const button = event.submitter;
  // Another language needs another page; only what can be shown at once stays here.
  if (!button?.name || button.name === "locale") return;
  event.preventDefault();
  show(button.name, button.value);
  for (const other of form.querySelectorAll(`button[name="${button.name}"]`)) {
    other.setAttribute("aria-pressed", String(other.value === button.value));
  }
  keep(form, button).catch(() => {});
}

for (const form of document.querySelectorAll("form[data-preferences], form[data-root-attributes]")) {
  form.addEventListener("submit", choose);
}

// Menus close with Escape and with a click elsewhere; opening and closing itself is the browser's.
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  const menu = document.querySelector("details.menu[open]");
  if (!menu) return;
  menu.open = false;
  menu.querySelector("summary").focus();
});
document.addEventListener("click", (event) => {
  for (const menu of document.querySelectorAll("details.menu[open]")) {
    if (!menu.contains(event.target)) menu.open = false;
  }
});
