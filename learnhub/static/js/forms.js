// Forms: the error summary takes the focus, a form is sent once, and typed text is not lost by leaving.
// Signing out erases what this browser kept for its reader.

const summary = document.querySelector("[data-error-summary]");
if (summary) {
  summary.focus();
  for (const link of summary.querySelectorAll('a[href^="#"]')) {
    link.addEventListener("click", (event) => {
      const control = document.getElementById(link.hash.slice(1));
      if (!control) return;
      event.preventDefault();
      control.focus();
      control.scrollIntoView({ block: "center" });
    });
  }
}

// A second press while the first is on its way would send the form twice.
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (event.defaultPrevented || form.method !== "post") return;
  if (form.dataset.sent === "yes") {
    event.preventDefault();
    return;
  }
  form.dataset.sent = "yes";
  const button = event.submitter;
  if (button?.dataset.busy) {
    button.dataset.label = button.innerHTML;
    button.textContent = button.dataset.busy;
  }
  button?.setAttribute("aria-disabled", "true");
});

// Coming back with the browser's own button shows the page as it was left: ready to be sent again.
window.addEventListener("pageshow", (event) => {
  if (!event.persisted) return;
  for (const form of document.querySelectorAll('form[data-sent="yes"]')) {
    delete form.dataset.sent;
    for (const button of form.querySelectorAll('[aria-disabled="true"]')) {
      button.removeAttribute("aria-disabled");
      if (button.dataset.label) button.innerHTML = button.dataset.label;
    }
  }
});

// <form data-warn-unsaved>: typed text that no autosave has taken is worth a question before leaving.
const unsaved = new Set();
for (const form of document.querySelectorAll("form[data-warn-unsaved]")) {
  form.addEventListener("input", () => unsaved.add(form));
  form.addEventListener("submit", () => unsaved.delete(form));
  form.addEventListener("learnhub:saved", () => unsaved.delete(form));
}
window.addEventListener("beforeunload", (event) => {
  if (unsaved.size) event.preventDefault();
});

// The server asks the browser to forget at sign-out, but over plain http nobody hears it. The window carries the wish
// across the sign-out, because a sign-out that never reached the server must erase nothing.
const LEAVING = "learnhub-signing-out";
const signOut = document.querySelector(".menu-out");
signOut?.addEventListener("submit", () => { window.name = LEAVING; });
if (window.name === LEAVING) {
  window.name = "";
  if (!signOut) forget();
}

function forget() {
  if (globalThis.BroadcastChannel) new BroadcastChannel("learnhub").postMessage({ signedOut: true });
  try {
    indexedDB.deleteDatabase("learnhub");
    for (const name of Object.keys(localStorage)) if (name.startsWith("lh-place-")) localStorage.removeItem(name);
  } catch { /* a browser that keeps nothing has nothing to forget */ }
}
