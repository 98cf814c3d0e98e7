// What comes from the clipboard or is dropped: cells of a spreadsheet become a table, pictures are uploaded.

import { block, insert } from "./editor-text.js";
import { csrf, isStale, Refused, renew } from "./wire.js";

const SIGN_IN_MS = 30000;
const WIDEST = 100;
const MOST_CELLS = 10000; // of a larger table no page is made, and browsers write on slowly in so many lines

// The words of a cell say what they said: no sign of theirs becomes a mark of Markdown.
function cell(text) {
  return text.replace(/\s+/g, " ").trim().replace(/[\\`*<|[$~]|(?<![\p{L}\p{N}])_|_(?![\p{L}\p{N}])/gu, "\\$&");
}

// Rows may be more than a function takes arguments.
function widest(rows) {
  return rows.reduce((most, row) => Math.max(most, row.length), 0);
}

function asMarkdown(rows) {
  const width = widest(rows);
  const full = rows.map((row) => `| ${Array.from({ length: width }, (_none, at) => cell(row[at] ?? "")).join(" | ")} |`);
  return [full[0], `|${"---|".repeat(width)}`, ...full.slice(1)].join("\n");
}

function wordsOf(each) {
  for (const line of each.querySelectorAll("br, p + p, div + div, li + li")) line.before(" ");
  return each.textContent;
}

// A cell over several columns or rows stands in the first place; the others are empty.
function gridOf(table) {
  const rows = [...table.rows].map(() => []);
  [...table.rows].forEach((row, y) => {
    let x = 0;
    for (const each of row.cells) {
      while (rows[y][x] !== undefined) x += 1;
      const [wide, high] = [Math.min(WIDEST, each.colSpan), Math.min(rows.length - y, each.rowSpan || rows.length)];
      for (let down = 0; down < high; down += 1) for (let on = 0; on < wide; on += 1) rows[y + down][x + on] = down || on ? "" : wordsOf(each);
      x += wide;
    }
  });
  return rows.filter((row) => row.some((words) => words?.trim()));
}

// Rows of cells, or null where the clipboard holds no table.
export function tableIn(data) {
  // Its styles say nothing here, and the rules of this site's pages would report them.
  const markup = data.getData("text/html").replace(/<style[\s\S]*?<\/style>|\sstyle\s*=\s*("[^"]*"|'[^']*')/gi, "");
  if (/<table[\s>]/i.test(markup)) {
    const tables = new DOMParser().parseFromString(markup, "text/html").querySelectorAll("table");
    const others = tables.length === 1 ? tables[0].ownerDocument.body.cloneNode(true) : null;
    others?.querySelector("table").remove();
    if (others && !others.textContent.trim()) {
      const rows = gridOf(tables[0]);
      return widest(rows) > 1 ? rows : null;
    }
  }
  const rows = data.getData("text/plain").replace(/\r\n?/g, "\n").replace(/\n$/, "").split("\n").map((row) => row.split("\t"));
  return rows.length > 1 && rows[0].length > 1 && rows.every((row) => row.length === rows[0].length) ? rows : null;
}

export class Uploads {
  constructor(form, area, draft) {
    this.form = form;
    this.area = area;
    this.draft = draft;
    this.line = form.querySelector("[data-upload]");
    this.number = 0;
    this.signs = new Set(); // of files that are on their way
  }

  paste(event) {
    const rows = tableIn(event.clipboardData);
    if (rows) {
      event.preventDefault();
      const cells = rows.length * widest(rows);
      if (cells <= MOST_CELLS) block(this.area, asMarkdown(rows));
      if (cells <= MOST_CELLS) this.say("");
      else this.refuse(this.tooLarge(rows.length, cells));
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
      this.signs.add(sign);
      insert(this.area, sign);
      try {
        const told = await this.upload(file);
        const picture = told.width || /^!/.test(told.markdown);
        const alt = picture ? await this.ask() : "";
        const words = alt.replace(/[[\]\n]/g, " ");
        this.swap(sign, picture ? `![${words}](${told.address})` : told.markdown);
        this.say("");
      } catch (problem) {
        this.swap(sign, "");
        this.refuse(this.form.dataset.wordFailed.replace("{name}", () => file.name || "…").replace("{why}", () => problem.message));
      }
    }
  }

  // Writing goes on meanwhile, so the sign is looked for where it stands now.
  swap(sign, text) {
    this.signs.delete(sign);
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

  // A text without the signs of files that are not there yet: no draft keeps them.
  without(text) {
    return [...this.signs].reduce((rest, sign) => rest.replace(sign, ""), text);
  }

  tooLarge(rows, cells) {
    const said = { rows, cells, most: MOST_CELLS };
    return this.form.dataset.wordTable.replace(/\{(\w+)\}/g, (_all, name) => said[name]);
  }

  refuse(words) {
    this.say(words);
    this.line.scrollIntoView({ block: "nearest" }); // on a phone it stands below the text
  }

  say(words) {
    this.line.hidden = !words;
    this.line.textContent = words;
  }

  // Where the session ended meanwhile, the file waits until somebody has signed in in another window.
  async upload(file) {
    for (;;) {
      let answer = await this.send(file);
      try {
        if (isStale(answer.status, answer.told)) {
          await renew();
          answer = await this.send(file);
        }
        if (answer.status === 401) throw new Refused(401, {});
      } catch (problem) {
        if (problem.status !== 401) throw new Error(this.form.dataset.wordOffline);
        this.draft.signedOut();
        this.say(this.form.dataset.wordWaiting.replace("{name}", () => file.name || "…"));
        await new Promise((resolve) => {
          setTimeout(resolve, SIGN_IN_MS);
          window.addEventListener("focus", resolve, { once: true });
        });
        continue;
      }
      if (answer.status < 300 && answer.told?.address) return answer.told;
      throw new Error(answer.told?.title ?? String(answer.status));
    }
  }

  // fetch tells no progress of what is sent.
  send(file) {
    return new Promise((resolve, reject) => {
      const asked = new XMLHttpRequest();
      asked.open("POST", this.form.dataset.filesUrl);
      asked.responseType = "json";
      asked.setRequestHeader("Accept", "application/json");
      asked.setRequestHeader("X-CSRFToken", csrf());
      asked.upload.addEventListener("progress", (event) => {
        if (event.lengthComputable) this.say(`${file.name} ${Math.round((100 * event.loaded) / event.total)} %`);
      });
      asked.addEventListener("error", () => reject(new Error(this.form.dataset.wordOffline)));
      asked.addEventListener("load", () => resolve({ status: asked.status, told: asked.response }));
      const body = new FormData();
      body.append("file", file, file.name || "picture.png");
      asked.send(body);
    });
  }

  async ask() {
    const dialog = document.querySelector("[data-alt]");
    const field = dialog.querySelector("input");
    const { selectionStart: start, selectionEnd: end } = this.area;
    field.value = "";
    dialog.showModal();
    await new Promise((resolve) => dialog.addEventListener("close", resolve, { once: true }));
    this.area.setSelectionRange(start, end); // a dialog gives the focus back, but to the beginning of the text
    return field.value.trim();
  }
}
