// One article on the desk: text on one side, entries on the other, and saving.

import { ArticleView } from "./article.js";
import { h, say, short } from "./dom.js";
import { drawEntry, relabel, showProblems } from "./entry.js";
import { FIELDS, NOUN, blank, byPlace, drop, merge, newEntry, renameActor, same, take, undecided } from "./model.js";
import { layout } from "./layout.js";
import { saving } from "./saving.js";

export class Desk {
  constructor(app, setup, loaded, again) {
    Object.assign(this, { app, setup, loaded, again, readings: loaded.readings, version: loaded.version });
    this.details = { who: loaded.who ?? "", adjudicator: loaded.adjudicator ?? "", guidelines: loaded.guidelines, notes: loaded.notes };
    this.entries = this.entriesOf(loaded);
    this.view = new ArticleView(loaded.article, {
      onsentence: (span) => this.mark(span), onselect: (span) => this.selected(span),
    });
    this.active = null;
    this.target = "item";
    this.dirty = false;
    this.overall = [];
    this.confirmed = false;
    this.keys = (event) => {
      if ((event.ctrlKey || event.metaKey) && event.key === "s") {
        event.preventDefault();
        this.save();
      }
      if (event.key === "Escape" && this.view.element.contains(event.target)) this.backToEntry();
    };
    this.guard = (event) => { if (this.dirty) event.preventDefault(); };
    document.addEventListener("keydown", this.keys);
    window.addEventListener("beforeunload", this.guard);
    this.draw();
    if (loaded.labels) this.check(true);
    this.light();
  }

  close() {
    document.removeEventListener("keydown", this.keys);
    window.removeEventListener("beforeunload", this.guard);
    clearTimeout(this.timer);
    this.view.close();
  }

  entriesOf({ labels, readings, rows }) {
    const entries = {};
    for (const field of FIELDS) {
      if (!readings) {
        entries[field] = (labels?.[field] ?? []).map((item) => newEntry(field, item));
        continue;
      }
      const [left, right] = readings.map((reading) => reading.labels[field]);
      entries[field] = rows[field].map((row) => {
        const entry = newEntry(field, row.gold === null ? null : labels[field][row.gold], left[row.left], right[row.right]);
        // What the file of an earlier decision does not have was dropped then.
        if (labels && row.gold === null) entry.fate = "dropped";
        return entry;
      });
    }
    for (const entry of FIELDS.flatMap((field) => entries[field])) entry.touched = true;
    return entries;
  }

  // Drawing

  drawList(field) {
    const list = this.lists[field];
    list.replaceChildren(...this.entries[field].map((entry, index) => this.drawn(entry, index + 1)));
    this.count(field);
  }

  drawn(entry, number) {
    const element = drawEntry(entry, number, this);
    showProblems(element, entry);
    if (this.loaded.readonly) element.querySelectorAll(".form :is(input, select, textarea, button), .pair button").forEach((control) => { control.disabled = true; });
    element.classList.toggle("active", entry === this.active);
    return element;
  }

  count(field) {
    const items = this.entries[field].filter((entry) => entry.item);
    const needed = items.filter((entry) => entry.item.required !== false).length;
    const optional = items.length - needed;
    this.lists[field].count.textContent = `${needed} of at most ${this.setup.limits[field]}${optional ? `, ${optional} optional` : ""}`;
  }

  redraw(entry, focus) {
    const old = document.getElementById(entry.uid);
    const inside = old.contains(document.activeElement);
    const held = focus ?? (inside ? document.activeElement.dataset.key : null);
    const path = inside && !focus ? document.activeElement.dataset.path : null;
    const fresh = this.drawn(entry, this.entries[entry.field].indexOf(entry) + 1);
    old.replaceWith(fresh);
    if (held) fresh.querySelector(`[data-key="${held}"]`)?.focus({ preventScroll: true });
    else if (path) fresh.querySelector(`[data-path="${CSS.escape(path)}"]`)?.focus({ preventScroll: true });
    this.count(entry.field);
    return fresh;
  }

  relabel(entry) {
    const element = document.getElementById(entry.uid);
    if (element) relabel(element, entry);
    this.count(entry.field);
  }

  // Editing

  changed(entry) {
    if (this.loaded.readonly) return;
    this.dirty = true;
    this.confirmed = false;
    if (entry) this.relabel(entry);
    this.refresh();
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.check(), 400);
  }

  add(field, item = {}) {
    const entry = newEntry(field, { ...blank(field), ...item });
    entry.open = true;
    this.entries[field].push(entry);
    this.active = entry;
    this.target = "item";
    this.drawList(field);
    this.changed();
    this.light();
    const element = document.getElementById(entry.uid);
    element.querySelector("input, textarea, select").focus();
    element.scrollIntoView({ block: "nearest" });
  }

  toggle(entry) {
    entry.open = !entry.open;
    if (!entry.open) this.leave(entry);
    this.redraw(entry, "line");
  }

  remove(entry, name) {
    const list = this.entries[entry.field];
    const at = list.indexOf(entry);
    const { item, fate } = entry;
    if (entry.left || entry.right) drop(entry);
    else list.splice(at, 1);
    if (this.active === entry) this.active = null;
    this.drawList(entry.field);
    this.actorsChanged(entry.field);
    this.changed();
    this.light();
    const undo = h("button", {
      type: "button",
      onclick: () => {
        Object.assign(entry, { item, fate });
        if (!list.includes(entry)) list.splice(at, 0, entry);
        this.drawList(entry.field);
        this.actorsChanged(entry.field);
        this.changed();
        say(`${name} is back.`);
        document.getElementById(entry.uid)?.querySelector(".line").focus();
      },
    }, "Undo");
    say(h("span", {}, `${name} removed. `, undo));
    undo.focus();
  }

  decide(entry, how) {
    entry.by = how;
    if (how === "merge") merge(this.entries, entry);
    else if (how === "drop") drop(entry);
    else take(this.entries, entry, how);
    this.redraw(entry, how);
    this.actorsChanged(entry.field);
    this.changed();
    this.light();
  }

  mergeAll() {
    const pairs = undecided(this.entries).filter((entry) => entry.left && entry.right);
    // Actors first: claims and stances name them.
    pairs.sort((a, b) => (b.field === "actors") - (a.field === "actors"));
    for (const entry of pairs) {
      entry.by = "merge";
      merge(this.entries, entry);
    }
    for (const field of FIELDS) this.drawList(field);
    this.changed();
    this.light();
    say(`${pairs.length} pairs merged.`);
  }

  renamed = (before, after) => {
    renameActor(this.entries, before, after);
    this.actorsChanged("actors");
  };

  // Selects of speakers and holders list the actors of this moment.
  actorsChanged(field) {
    if (field !== "actors") return;
    for (const entry of [...this.entries.claims, ...this.entries.stance]) {
      if (entry.item) this.redraw(entry);
    }
  }

  evidenceEdited(entry, what) {
    if (what === "missing") say("These words are not in the article; they must be copied letter by letter.");
    else if (what === "known") say("These words are evidence already.");
    else {
      const target = this.target;
      const fresh = this.redraw(entry);
      const group = fresh.querySelector(`.evidence[data-target="${CSS.escape(target)}"]`);
      group?.querySelector(what === "added" ? "input" : "button, input")?.focus({ preventScroll: true });
      this.changed(entry);
      this.light();
    }
  }

  activate(entry, element) {
    const target = element.closest("[data-target]")?.dataset.target ?? "item";
    if (this.active === entry && this.target === target) return;
    if (this.active) document.getElementById(this.active.uid)?.classList.remove("active");
    this.active = entry;
    this.target = target;
    document.getElementById(entry.uid).classList.add("active");
    this.light();
  }

  leave(entry) {
    if (entry.touched) return;
    entry.touched = true;
    this.show(entry);
  }

  // Where evidence goes: the active item, or the other reading of it that had the focus.
  part() {
    const item = this.active?.item;
    if (!item) return null;
    const other = /^alternatives\[(\d+)\]$/.exec(this.target);
    const part = other ? item.alternatives[Number(other[1])] : item;
    return part && (part.evidence || other) ? part : null;
  }

  mark(span, keep = false) {
    const part = this.part();
    if (!part || this.loaded.readonly) {
      say("Open a claim, stance, sector or sentence first; then evidence goes there.");
      return;
    }
    part.evidence ??= [];
    const known = part.evidence.find((one) => same(one, [...span]));
    if (known && keep) return;
    part.evidence = known ? part.evidence.filter((one) => one !== known) : [...part.evidence, [...span]].sort(byPlace);
    this.redraw(this.active);
    this.changed(this.active);
    this.light();
    say(`${known ? "Taken from" : "Added to"} ${this.name(this.active)}: ${short(this.view.words(...span), 60)}`);
  }

  alias() {
    const actor = this.active?.field === "actors" && this.active.item;
    if (!actor) {
      say("Open the actor first whose other form this is.");
      return;
    }
    const form = this.view.words(...this.view.selection);
    if (!actor.aliases.includes(form) && form !== actor.name) actor.aliases = [...actor.aliases.filter((one) => one.trim()), form];
    this.redraw(this.active);
    this.changed(this.active);
  }

  name(entry) {
    return `${NOUN[entry.field]} ${this.entries[entry.field].indexOf(entry) + 1}`;
  }

  toText() {
    const first = this.part()?.evidence?.[0];
    const number = Array.isArray(first) ? this.view.sentencesOf(first)[0] : 0;
    this.view.numbers[number ?? 0].focus();
    say("Press the numbers of sentences; Escape goes back.");
  }

  backToEntry() {
    const element = this.active && document.getElementById(this.active.uid);
    (element?.querySelector('[data-key="to-text"]') ?? element?.querySelector(".line"))?.focus();
  }

  // Showing

  selected(span) {
    this.picked.replaceChildren(span ? `“${short(this.view.words(...span), 80)}”` : "Select words in the text, or press the numbers of sentences.");
    for (const button of this.pickButtons) button.disabled = !span || Boolean(this.loaded.readonly);
    if (span) this.view.light("picked", [span]);
  }

  light() {
    const evidence = this.part()?.evidence ?? [];
    const all = Object.values(this.entries).flat().flatMap((entry) => entry.item?.evidence ?? []);
    this.view.light("used", all);
    this.view.light("lit", evidence);
    this.view.press(evidence);
    document.documentElement.dataset.active = this.active?.field ?? "";
  }

  peek(spans) {
    this.view.light("lit", spans ?? this.part()?.evidence ?? []);
  }

  refresh() {
    const open = undecided(this.entries).length;
    const parts = [this.dirty ? "Unsaved changes" : this.version ? "Saved" : "Nothing saved yet"];
    if (this.setup.mode === "adjudication") parts.push(open ? `${open} undecided` : "all decided");
    this.stateLine.textContent = parts.join(" · ");
    document.title = `${this.dirty ? "• " : ""}${this.loaded.article.id} – label`;
  }

  tell(message, ...buttons) {
    this.notice.replaceChildren(h("p", {}, message), ...buttons);
    this.notice.hidden = false;
    this.notice.focus({ preventScroll: true });
  }

  show(entry) {
    const element = document.getElementById(entry.uid);
    if (element) showProblems(element, entry);
  }
}

Object.assign(Desk.prototype, layout, saving);
