// A page that shows how far some work is: while it says so, its figures are fetched again every two seconds.
// Without this module the button "Look again" does the same.

const EVERY = 2000;

async function follow() {
  const shown = document.querySelector("[data-follow]");
  if (!shown) return;
  const answer = await fetch(location.href, { headers: { Accept: "text/html" } }).catch(() => null);
  if (answer && answer.ok) {
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const next = page.querySelector("[data-follow]");
    if (!next) {
      location.reload();
      return;
    }
    shown.querySelector("label").textContent = next.querySelector("label").textContent;
    const [bar, newer] = [shown.querySelector("progress"), next.querySelector("progress")];
    if (newer.hasAttribute("value")) bar.value = newer.value;
  }
  setTimeout(follow, EVERY);
}

setTimeout(follow, EVERY);
