// On paper a link is a number, and its address stands in a list below the text. Without this module the address
// follows the link in brackets.

function listLinks(prose) {
  const links = prose.querySelectorAll('a[href^="http"]');
  if (!links.length || prose.classList.contains("with-link-notes")) return;
  const numbers = new Map();
  const list = document.createElement("ol");
  list.className = "link-notes";
  for (const link of links) {
    if (!numbers.has(link.href)) {
      numbers.set(link.href, numbers.size + 1);
      const line = document.createElement("li");
      line.textContent = link.href;
      list.append(line);
    }
    link.dataset.linkNumber = String(numbers.get(link.href));
  }
  prose.classList.add("with-link-notes");
  prose.append(list);
}

window.addEventListener("beforeprint", () => {
  for (const prose of document.querySelectorAll(".prose")) listLinks(prose);
});
