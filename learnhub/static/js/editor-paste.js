// What comes from the clipboard or is dropped: cells of a spreadsheet become a table, pictures are uploaded.

import { block, insert } from "./editor-text.js";

function cell(text) {
  return text.replace(/\s+/g, " ").trim().replaceAll("|", "\\|");
}

function asMarkdown(rows) {
  const width = Math.max(...rows.map((row) => row.length));
  const full = rows.map((row) => `| ${Array.from({ length: width }, (_none, at) => cell(row[at] ?? "")).join(" | ")} |`);
  return [full[0], `|${"---|".repeat(width)}`, ...full.slice(1)].join("\n");
}

// Rows of cells, or null where the clipboard holds no table.
export function tableIn(data) {
  const markup = data.getData("text/html");
  if (/<table[\s>]/i.test(markup)) {
    const tables = new DOMParser().parseFromString(markup, "text/html").querySelectorAll("table");
    const others = tables.length === 1 ? tables[0].ownerDocument.body.cloneNode(true) : null;
    others?.querySelector("table").remove();
    if (others && !others.textContent.trim()) {
      const rows = [...tables[0].rows].map((row) => [...row.cells].flatMap((each) => [each.textContent, ...Array(Math.min(100, each.colSpan) - 1).fill("")]));
      return rows.length && Math.max(...rows.map((row) => row.length)) > 1 ? rows : null;
    }
  }
  const rows = data.getData("text/plain").replace(/\r\n?/g, "\n").replace(/\n$/, "").split("\n").map((row) => row.split("\t"));
  return rows.length > 1 && rows[0].length > 1 && rows.every((row) => row.length === rows[0].length) ? rows : null;
}

export class Uploads {
  constructor(form, area) {
    this.form = form;
    this.area = area;
    this.line = form.querySelector("[data-upload]");
    this.number = 0;
  }

  paste(event) {
    const rows = tableIn(event.clipboardData);
    if (rows) {
      event.preventDefault();
      block(this.area, asMarkdown(rows));
      return;
    }
    const files = [...event.clipboardData.files];
    if (files.length && this.form.dataset.filesUrl) {
      event.preventDefault();
      this.take(files);
    }
  }

  async take(files) {
    for (const file of files) {
      this.number += 1;
      const sign = `![${this.form.dataset.wordUploading.replace("{name}", () => file.name || "…")} ${this.number}]()`;
      insert(this.area, sign);
      try {
        const told = await this.send(file);
        const picture = told.width || /^!/.test(told.markdown);
        const alt = picture ? await this.ask() : "";
        const words = alt.replace(/[[\]\n]/g, " ");
        this.swap(sign, picture ? `![${words}](${told.address})` : told.markdown);
        this.say("");
      } catch (problem) {
        this.swap(sign, "");
        this.say(this.form.dataset.wordFailed.replace("{name}", () => file.name || "…").replace("{why}", () => problem.message));
      }
    }
  }

  // Writing goes on meanwhile, so the sign is looked for where it stands now.
  swap(sign, text) {
    const at = this.area.value.indexOf(sign);
    const { selectionStart: start, selectionEnd: end } = this.area;
    if (at < 0) {
      if (text) insert(this.area, text);
      return;
    }
    this.area.setRangeText(text, at, at + sign.length, "preserve");
    const moved = (place) => (place > at ? Math.max(at + text.length, place + text.length - sign.length) : place);
    this.area.setSelectionRange(moved(start), moved(end));
    this.area.dispatchEvent(new Event("input", { bubbles: true }));
  }

  say(words) {
    this.line.hidden = !words;
    this.line.textContent = words;
  }

  // fetch tells no progress of what is sent.
  send(file) {
    return new Promise((resolve, reject) => {
      const asked = new XMLHttpRequest();
      asked.open("POST", this.form.dataset.filesUrl);
      asked.responseType = "json";
      asked.setRequestHeader("Accept", "application/json");
      asked.setRequestHeader("X-CSRFToken", this.form.dataset.csrf);
      asked.upload.addEventListener("progress", (event) => {
        if (event.lengthComputable) this.say(`${file.name} ${Math.round((100 * event.loaded) / event.total)} %`);
      });
      asked.addEventListener("error", () => reject(new Error(this.form.dataset.wordOffline)));
      asked.addEventListener("load", () => {
        if (asked.status < 300 && asked.response?.address) resolve(asked.response);
        else reject(new Error(asked.response?.title ?? String(asked.status)));
      });
      const body = new FormData();
      body.append("file", file, file.name || "picture.png");
      asked.send(body);
    });
  }

  ask() {
    const dialog = document.querySelector("[data-alt]");
    const field = dialog.querySelector("input");
    field.value = "";
    dialog.showModal();
    return new Promise((resolve) => dialog.addEventListener("close", () => resolve(field.value.trim()), { once: true }));
  }
}
