// While a title is typed: offers what colleagues wrote about the same, to read or to join.
// The element [data-alike] holds the address to ask; data-title is the selector of the field, data-article its article.
// Without this module nothing is offered, and nothing is missing.

const PAUSE = 500;
const SHORTEST = 3;

function line(each) {
  const item = document.createElement("li");
  const title = document.createElement(each.read ? "a" : "span");
  title.textContent = each.title;
  if (each.read) Object.assign(title, { href: each.read, target: "_blank", rel: "noopener" });
  item.append(title);
  if (each.note) {
    const note = document.createElement("span");
    note.className = "soft small";
    note.textContent = each.note;
    item.append(note);
  }
  const join = Object.assign(document.createElement("a"), { href: each.join, target: "_blank", rel: "noopener" });
  join.textContent = each.ask;
  item.append(join);
  return item;
}

function show(place, answer) {
  place.replaceChildren();
  place.hidden = !answer.found.length;
  if (place.hidden) return;
  place.classList.add("alike-offer");
  const lead = document.createElement("p");
  lead.textContent = answer.lead;
  const list = document.createElement("ul");
  list.append(...answer.found.map(line));
  place.append(lead, list);
}

function attach(place) {
  const field = document.querySelector(place.dataset.title || "[name=title]");
  if (!field) return;
  place.setAttribute("aria-live", "polite");
  place.hidden = true;
  let waiting = 0;
  let asked = "";
  const ask = async () => {
    const title = field.value.trim();
    if (title === asked) return;
    asked = title;
    if ([...title].length < SHORTEST) {
      show(place, { found: [] });
      return;
    }
    const words = new URLSearchParams({ title, article: place.dataset.article || "" });
    const answer = await fetch(`${place.dataset.alike}?${words}`, { headers: { Accept: "application/json" } }).catch(() => null);
    if (answer && answer.ok && title === asked) show(place, await answer.json());
  };
  field.addEventListener("input", (event) => {
    if (event.isComposing) return; // pinyin that is not chosen yet is no title
    clearTimeout(waiting);
    waiting = setTimeout(ask, PAUSE);
  });
  field.addEventListener("compositionend", () => {
    clearTimeout(waiting);
    waiting = setTimeout(ask, PAUSE);
  });
}

document.querySelectorAll("[data-alike]").forEach(attach);
