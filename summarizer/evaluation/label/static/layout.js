// The page around the entries; mixed into Desk.

import { h, plain, short } from "./dom.js";
import { FIELDS, NOUN, TITLE } from "./model.js";

export const layout = {
  draw() {
    const { article } = this.loaded;
    const adjudicating = this.setup.mode === "adjudication";
    this.lists = {};
    const sections = FIELDS.map((field) => {
      this.lists[field] = h("ol", { class: "entries", role: "list" });
      const count = h("span", { class: "n" });
      this.lists[field].count = count;
      const problems = h("div", { class: "section-problems" });
      this.lists[field].problems = problems;
      return h("section", { "data-as": field, "aria-labelledby": `h-${field}` },
        h("h2", { id: `h-${field}` }, TITLE[field], " ", count),
        problems, this.lists[field],
        this.loaded.readonly ? null : h("button", { type: "button", class: "add", onclick: () => this.add(field) }, `Add ${NOUN[field].toLowerCase()}`));
    });
    this.saveButton = h("button", { type: "button", class: "save", onclick: () => this.save() }, "Save");
    this.stateLine = h("span", { class: "state" });
    this.notice = h("div", { class: "notice", tabindex: "-1", hidden: true });
    this.picked = h("p", { class: "picked" });
    const pick = (label, act) => h("button", { type: "button", disabled: true, onclick: act }, label);
    this.pickButtons = [
      pick("Words as evidence", () => this.mark(this.view.selection)),
      pick("Whole sentences", () => this.view.sentencesOf(this.view.selection).forEach((n) => this.mark(article.sentences[n], true))),
      pick("New claim", () => this.add("claims", { evidence: this.view.sentencesOf(this.view.selection).map((n) => [...article.sentences[n]]) })),
      pick("New actor", () => this.add("actors", { name: this.view.words(...this.view.selection) })),
      pick("Other form of actor", () => this.alias()),
    ];
    const head = h("header", { class: "bar" },
      h("nav", { "aria-label": "Desk" }, h("a", { href: "#" }, "All articles"),
        this.setup.has_guidelines ? h("a", { href: "guidelines", target: "_blank", rel: "noopener" }, "Guidelines") : null),
      h("p", { class: "who" }, adjudicating ? `Adjudication of ${this.readings.map((r) => r.id).join(" and ")}` : `Reading of ${this.setup.reader}`),
      this.stateLine,
      adjudicating ? h("button", { type: "button", onclick: () => this.mergeAll() }, "Merge all undecided pairs") : null,
      this.saveButton, this.notice);
    this.app.replaceChildren(head, h("main", { class: adjudicating ? "desk two" : "desk" },
      h("div", { class: "source" },
        h("h1", {}, short(article.title || article.id, 200)),
        h("p", { class: "byline" }, [article.published, article.source].filter(Boolean).map((part) => h("span", {}, short(part, 80)))),
        h("div", { class: "picker", role: "group", "aria-label": "Selected words" }, this.picked, h("div", { class: "actions" }, this.pickButtons)),
        this.view.element),
      h("div", { class: "work", id: "work", tabindex: "-1" }, this.detailsSection(adjudicating), sections)));
    if (this.loaded.readonly) {
      this.saveButton.disabled = true;
      this.tell(`Cannot be changed: ${this.loaded.readonly}.`);
    }
    for (const field of FIELDS) this.drawList(field);
    this.refresh();
    this.selected(null);
  },

  detailsSection(adjudicating) {
    const make = (label, key, hint, lines) => {
      const control = lines ? h("textarea", { rows: lines }) : h("input", { type: "text", autocomplete: "off" });
      control.id = `d-${key}`;
      control.value = this.details[key];
      control.addEventListener("input", () => {
        this.details[key] = control.value;
        this.changed();
      });
      return h("div", { class: "field" }, h("label", { for: control.id }, label, h("span", { class: "hint" }, ` ${hint}`)), control);
    };
    const people = adjudicating ? make("Adjudicator", "adjudicator", "who decides")
      : make("Who reads", "who", "a person or a model, said honestly");
    this.overallList = h("div", { class: "section-problems" });
    const notes = adjudicating
      ? this.readings.filter((r) => r.notes).map((r) => h("p", { class: "hint" }, `Notes of ${r.id}: ${plain(r.notes)}`)) : [];
    return h("section", { class: "about", "aria-labelledby": "h-about" }, h("h2", { id: "h-about" }, adjudicating ? "This adjudication" : "This reading"),
      this.overallList, h("div", { class: "row" }, people, make("Guidelines", "guidelines", "version")),
      make("Notes", "notes", "what was hard", 2), notes);
  },
};
