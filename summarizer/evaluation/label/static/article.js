// The article: its text as it is, what is selected in it, and the evidence marked in it.
// Offsets count code points, as everywhere in this package.

import { code, h, isUnseen, short } from "./dom.js";

export class ArticleView {
  constructor(article, { onsentence, onselect }) {
    this.article = article;
    this.characters = Array.from(article.text);
    this.pieces = [];
    this.numbers = [];
    this.selection = null;
    this.element = h("div", { class: "text", lang: /^[a-z]{2}$/i.test(article.language) ? article.language : null });
    this.#build(onsentence);
    this.listener = () => {
      const found = this.#selected();
      if (found) {
        this.selection = found;
        onselect(found);
      }
    };
    document.addEventListener("selectionchange", this.listener);
  }

  close() {
    document.removeEventListener("selectionchange", this.listener);
    CSS.highlights.clear();
  }

  words(start, end) {
    return this.characters.slice(start, end).join("");
  }

  sentencesOf([start, end]) {
    return this.article.sentences.flatMap(([from, to], index) => (from < end && start < to ? [index] : []));
  }

  // Where words stand in the text; several places if they are repeated.
  find(wanted) {
    const needle = Array.from(wanted.trim());
    const found = [];
    for (let at = 0; needle.length && at + needle.length <= this.characters.length; at += 1) {
      if (needle.every((character, n) => this.characters[at + n] === character)) found.push([at, at + needle.length]);
    }
    return found;
  }

  #build(onsentence) {
    const starts = new Map(this.article.sentences.map(([start], index) => [start, index]));
    const cuts = new Set(this.article.sentences.flat());
    let paragraph = null;
    let at = 0;
    while (at < this.characters.length) {
      if (this.characters[at] === "\n") {
        paragraph = null;
        at += 1;
        continue;
      }
      if (!paragraph) {
        paragraph = h("p", { dir: "auto" });
        this.element.append(paragraph);
      }
      if (starts.has(at)) paragraph.append(this.#number(starts.get(at), onsentence));
      let end = at + 1;
      const unseen = isUnseen(this.characters[at]);
      while (!unseen && end < this.characters.length && this.characters[end] !== "\n" && !cuts.has(end)
        && !isUnseen(this.characters[end])) end += 1;
      const text = unseen ? code(this.characters[at]) : this.characters.slice(at, end).join("");
      const node = document.createTextNode(text);
      paragraph.append(h("span", unseen ? { class: "unseen" } : {}, node));
      this.pieces.push({ at, end, node, unseen });
      at = end;
    }
  }

  #number(index, onsentence) {
    const [start, end] = this.article.sentences[index];
    const button = h("button", {
      type: "button", class: "number", "aria-pressed": "false",
      "aria-label": `Sentence ${index + 1} as evidence: ${short(this.words(start, end), 50)}`,
      onclick: () => onsentence([start, end]),
    }, String(index + 1));
    this.numbers.push(button);
    return button;
  }

  #selected() {
    const selection = document.getSelection();
    if (!selection.rangeCount || selection.isCollapsed) return null;
    const range = selection.getRangeAt(0);
    let start = Infinity;
    let end = -1;
    for (const { at, end: to, node, unseen } of this.pieces) {
      if (!range.intersectsNode(node)) continue;
      const from = range.startContainer === node ? range.startOffset : 0;
      const until = range.endContainer === node ? range.endOffset : node.length;
      if (from >= until) continue;
      start = Math.min(start, unseen ? at : at + Array.from(node.data.slice(0, from)).length);
      end = Math.max(end, unseen ? to : at + Array.from(node.data.slice(0, until)).length);
    }
    while (start < end && /\s/u.test(this.characters[start])) start += 1;
    while (start < end && /\s/u.test(this.characters[end - 1])) end -= 1;
    return start < end ? [start, end] : null;
  }

  #ranges([start, end]) {
    const ranges = [];
    for (const { at, end: to, node, unseen } of this.pieces) {
      if (to <= start || at >= end) continue;
      const range = document.createRange();
      const units = (from, until) => this.characters.slice(from, until).join("").length;
      range.setStart(node, unseen || start <= at ? 0 : units(at, start));
      range.setEnd(node, unseen || end >= to ? node.length : units(at, end));
      ranges.push(range);
    }
    return ranges;
  }

  // Light `spans` up under `name`; the style says how each name looks.
  light(name, spans) {
    const ranges = spans.filter((span) => Array.isArray(span)).flatMap((span) => this.#ranges(span));
    const highlight = new Highlight(...ranges);
    highlight.priority = name === "lit" ? 2 : name === "picked" ? 1 : 0;
    CSS.highlights.set(name, highlight);
  }

  press(evidence) {
    this.article.sentences.forEach(([start, end], index) => {
      const whole = evidence.some((span) => span[0] === start && span[1] === end);
      this.numbers[index].setAttribute("aria-pressed", String(whole));
    });
  }
}
