// Changes the text of the editor the way typing does, so that the browser's own undo takes them back.

const MOST_LINES = 100; // beyond, browsers need seconds, and minutes for thousands: they lay out the text for each line
let long = null;

export function insert(area, text) {
  area.focus();
  // The only way that keeps the undo of the browser; where it is gone the text still arrives.
  if (text.split("\n", MOST_LINES).length < MOST_LINES && document.execCommand("insertText", false, text)) return;
  const { value, selectionStart: start, selectionEnd: end } = area;
  area.setRangeText(text, start, end, "end");
  long = { area, before: value, after: area.value, start, end };
  area.dispatchEvent(new Event("input", { bubbles: true }));
}

// Takes the last long insertion back, which the browser knows nothing of; false where something was written since.
export function undoLong(area) {
  if (long?.area !== area || long.after !== area.value) return false;
  const { before, start, end } = long;
  long = null;
  area.value = before;
  area.setSelectionRange(start, end);
  area.dispatchEvent(new Event("input", { bubbles: true }));
  return true;
}

export function replaceAll(area, text) {
  area.focus();
  area.select();
  insert(area, text);
}

function chosen(area) {
  return area.value.slice(area.selectionStart, area.selectionEnd);
}

function wrap(area, mark, word) {
  const words = chosen(area) || word;
  const start = area.selectionStart;
  insert(area, `${mark}${words}${mark}`);
  area.setSelectionRange(start + mark.length, start + mark.length + words.length);
}

// Takes whole lines, and puts the mark before each, or takes it away where all have it.
function lines(area, mark, word) {
  const from = area.value.lastIndexOf("\n", area.selectionStart - 1) + 1;
  const next = area.value.indexOf("\n", area.selectionEnd);
  area.setSelectionRange(from, next < 0 ? area.value.length : next);
  const rows = (chosen(area) || word).split("\n");
  const marks = rows.map((_row, number) => (typeof mark === "function" ? mark(number) : mark));
  const all = rows.every((row, number) => row.startsWith(marks[number]));
  insert(area, rows.map((row, number) => (all ? row.slice(marks[number].length) : marks[number] + row)).join("\n"));
}

// A block stands between blank lines.
export function block(area, text) {
  const before = area.value.slice(0, area.selectionStart);
  const after = area.value.slice(area.selectionEnd);
  const above = !before || before.endsWith("\n\n") ? "" : before.endsWith("\n") ? "\n" : "\n\n";
  insert(area, `${above}${text}${after.startsWith("\n") ? "\n" : "\n\n"}`);
}

function footnote(area, word) {
  const taken = [...area.value.matchAll(/\[\^(\d{1,6})\]/g)].map((found) => Number(found[1]));
  const number = Math.max(0, ...taken) + 1;
  insert(area, `[^${number}]`);
  const back = area.selectionStart;
  area.setSelectionRange(area.value.length, area.value.length);
  insert(area, `${area.value.endsWith("\n") ? "" : "\n"}\n[^${number}]: ${word}`);
  area.setSelectionRange(area.value.length - word.length, area.value.length);
  return back;
}

function code(area, word) {
  const words = chosen(area);
  if (words.includes("\n")) block(area, `\`\`\`\n${words}\n\`\`\``);
  else wrap(area, "`", word);
}

function link(area, word) {
  const words = chosen(area);
  const address = /^https?:\/\/\S+$/.test(words) ? words : "";
  const start = area.selectionStart;
  const label = address ? word : words || word;
  insert(area, `[${label}](${address || "https://"})`);
  const to = address ? start + 1 : start + label.length + 3;
  area.setSelectionRange(to, address ? to + label.length : to + "https://".length);
}

export function tools(area, words) {
  return {
    bold: () => wrap(area, "**", words.wordBold),
    italic: () => wrap(area, "*", words.wordBold),
    heading: () => lines(area, "## ", words.wordHeading),
    list: () => lines(area, "- ", words.wordItem),
    numbers: () => lines(area, (number) => `${number + 1}. `, words.wordItem),
    quote: () => lines(area, "> ", ""),
    link: () => link(area, words.wordLink),
    table: () => block(area, `| ${words.wordColumn} 1 | ${words.wordColumn} 2 |\n|---|---|\n|  |  |`),
    footnote: () => footnote(area, words.wordNote),
    code: () => code(area, "code"),
  };
}

// Chinese characters count one by one, Latin words whole; marks of Markdown count nothing.
export function count(text) {
  const plain = text.replace(/```[\s\S]*?```|!?\]\([^)\s]{0,2000}\)|https?:\/\/\S+/g, " ");
  const chars = (plain.match(/\p{Script=Han}/gu) ?? []).length;
  const words = (plain.match(/[\p{Script=Latin}\p{Script=Cyrillic}\p{Nd}]+(?:[-'’.][\p{Script=Latin}\p{Nd}]+)*/gu) ?? []).length;
  return { chars, words, minutes: Math.max(1, Math.round((chars + 1.8 * words) / 400)) };
}
