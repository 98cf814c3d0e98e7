// The page of the search: keeps a search that found something, and the choice whether a single key leads to the box.
// Without this module nothing is kept, and everything else works.

const KEYS_OFF = "lh-reader-keys-off";

const kept = document.querySelector("[data-keep]");
if (kept) {
  // Looking at a page writes nothing; the list of recent searches is this person's own wish, sent by the page.
  fetch(kept.dataset.keep, {
    method: "POST", body: JSON.stringify({ q: kept.dataset.words }), credentials: "same-origin", keepalive: true,
    headers: { "Content-Type": "application/json", Accept: "application/json", "X-CSRFToken": kept.dataset.csrf },
  }).catch(() => {});
}

const choice = document.querySelector("[data-find-key]");
if (choice) {
  const box = choice.querySelector("input");
  try {
    box.checked = localStorage.getItem(KEYS_OFF) === null;
    choice.hidden = false;
    box.addEventListener("change", () => {
      if (box.checked) localStorage.removeItem(KEYS_OFF);
      else localStorage.setItem(KEYS_OFF, "yes");
    });
  } catch { /* a browser that keeps nothing cannot keep this choice */ }
}

// On a wide screen the filters stand beside the results and are open.
const filters = document.querySelector("[data-filters]");
if (filters && matchMedia("(min-width: 60rem)").matches) filters.open = true;
