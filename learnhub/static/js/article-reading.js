// Comfort on the page of an article: comments on a paragraph open beside it, lines are copied, the page is printed.
// Without this module the marks lead to the same comments below the text.

const body = document.querySelector("[data-article-body]");

for (const button of document.querySelectorAll("[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => window.print());
}

function readyToCopy(root) {
  if (!navigator.clipboard) return;
  for (const button of root.querySelectorAll("[data-copy]")) {
    button.hidden = false;
    button.addEventListener("click", async () => {
      const from = document.getElementById(button.dataset.copy);
      if (!from) return;
      await navigator.clipboard.writeText(from.href || from.textContent.trim());
      const words = button.querySelector("span");
      words.textContent = button.dataset.copied;
      words.setAttribute("role", "status");
    });
  }
}

readyToCopy(document);

const panel = document.createElement("dialog");
panel.className = "comments-beside";
let opener = null;

function closed() {
  panel.replaceChildren();
  opener?.removeAttribute("aria-current");
  opener?.focus();
  opener = null;
}

// A paragraph's comments are a page of their own: the panel shows that page's comments, form and all.
async function open(mark) {
  const answer = await fetch(mark.href, { headers: { Accept: "text/html" } });
  if (!answer.ok) throw new Error(String(answer.status));
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const comments = page.getElementById("comments");
  if (!comments) throw new Error("no comments");
  document.getElementById("comment")?.removeAttribute("id");
  const close = document.createElement("form");
  close.method = "dialog";
  const button = document.createElement("button");
  button.className = "btn btn-quiet";
  button.textContent = "×";
  button.setAttribute("aria-label", body.dataset.closeWord);
  close.append(button);
  for (const named of comments.querySelectorAll("[id]")) {
    if (named.id === "comment-text") comments.querySelector('label[for="comment-text"]')?.setAttribute("for", "beside-text");
    named.id = named.id === "comment-text" ? "beside-text" : `beside-${named.id}`;
  }
  for (const copy of comments.querySelectorAll("[data-copy]")) copy.dataset.copy = `beside-${copy.dataset.copy}`;
  comments.removeAttribute("id");
  comments.setAttribute("aria-label", body.dataset.commentsWord);
  comments.removeAttribute("aria-labelledby");
  panel.replaceChildren(close, document.adoptNode(comments));
  opener?.removeAttribute("aria-current");
  opener = mark;
  mark.setAttribute("aria-current", "true");
  if (!panel.open) panel.show();
  readyToCopy(panel);
  panel.querySelector("textarea")?.focus();
}

if (body) {
  document.body.append(panel);
  panel.addEventListener("close", closed);
  panel.addEventListener("keydown", (event) => {
    if (event.key === "Escape") panel.close();
  });
  body.addEventListener("click", (event) => {
    const mark = event.target.closest(".paragraph-mark");
    // Where there is no room beside the text, and where a new tab is meant, the link is a link.
    if (!mark || event.ctrlKey || event.metaKey || event.shiftKey || window.innerWidth < 1100) return;
    event.preventDefault();
    open(mark).catch(() => window.location.assign(mark.href));
  });
}
