// The order of a collection by dragging: where an article is dropped, its own form "to place" is sent, as without this module.

const list = document.querySelector("[data-order]");
if (list?.querySelector("[data-move]")) {
  let moving = null;
  list.dataset.drag = "";
  const itemOf = (event) => event.target.closest?.(".bind-item");
  for (const item of list.children) {
    item.querySelector(".bind-words").draggable = true;
  }
  list.addEventListener("dragstart", (event) => {
    moving = itemOf(event);
    if (!moving) return;
    moving.classList.add("bind-moving");
    event.dataTransfer.effectAllowed = "move";
    event.dataTransfer.setData("text/plain", moving.dataset.place);
  });
  list.addEventListener("dragover", (event) => {
    const over = itemOf(event);
    if (!moving || !over) return;
    event.preventDefault();
    clear("bind-above", "bind-below");
    const further = Number(over.dataset.place) > Number(moving.dataset.place);
    if (over !== moving) over.classList.add(further ? "bind-below" : "bind-above");
  });
  list.addEventListener("drop", (event) => {
    const over = itemOf(event);
    if (!moving || !over || over === moving) return;
    event.preventDefault();
    const form = moving.querySelector("[data-move]");
    form.elements.to.value = over.dataset.place;
    form.requestSubmit();
  });
  list.addEventListener("dragend", () => {
    clear("bind-above", "bind-below", "bind-moving");
    moving = null;
  });
}

function clear(...names) {
  for (const item of list.children) item.classList.remove(...names);
}
