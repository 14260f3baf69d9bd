// One entry of the page: its line, its form and, in an adjudication, the two readings.

import * as control from "./controls.js";
import { h, short } from "./dom.js";
import { DIFFERS, KINDS, NOUN, POSITIONS, SALIENCES, TYPES, listedActors, same, words } from "./model.js";

export function gist(field, item) {
  if (!item) return "";
  if (field === "actors") return item.name || "unnamed";
  if (field === "sectors") return item.code ? words(item.code) : "no sector chosen";
  if (field === "stance") {
    return `${item.holder === null ? "The article" : item.holder || "…"} → ${item.target || "…"}: ${item.position || "…"}`;
  }
  return item.text || "no words yet";
}

function detail(field, item) {
  const parts = [];
  if (field === "actors") parts.push(item.type && words(item.type), item.salience);
  if (field === "claims") parts.push(item.speaker === null ? "the article" : item.speaker, item.via && `via ${item.via}`, item.kind);
  if (item.evidence) parts.push(`${item.evidence.length} evidence`);
  if (item.alternatives?.length) parts.push(`${item.alternatives.length} other reading${item.alternatives.length > 1 ? "s" : ""}`);
  if (item.required === false) parts.push("optional");
  return parts.filter(Boolean).join(" · ");
}

// The page's own state comes as `desk`: entries, view, setup, and what to do on edits.
export function drawEntry(entry, number, desk) {
  const name = `${NOUN[entry.field]} ${number}`;
  const bodyId = `${entry.uid}-form`;
  const line = entry.item
    ? h("button", {
      type: "button", class: "line", "aria-expanded": String(entry.open), "aria-controls": bodyId, "data-key": "line",
      onclick: () => desk.toggle(entry),
    },
    h("span", { class: "tag", "data-as": entry.field }, name), " ",
    h("span", { class: entry.item.salience === "core" ? "gist core" : "gist" }, short(gist(entry.field, entry.item), 160)), " ",
    h("span", { class: "detail" }, detail(entry.field, entry.item)), " ",
    h("span", { class: "faults" }))
    : h("p", { class: "line" }, h("span", { class: "tag", "data-as": entry.field }, name), " ",
      h("span", { class: "detail" }, entry.fate === "dropped" ? "dropped" : "undecided"));
  const element = h("li", { class: "entry", id: entry.uid, "data-as": entry.field, "data-fate": entry.fate },
    entry.left || entry.right ? readings(entry, name, desk) : null,
    line,
    entry.item ? h("div", { class: "form", id: bodyId, hidden: !entry.open }, entry.open ? form(entry, name, desk) : null) : null);
  element.addEventListener("focusin", (event) => desk.activate(entry, event.target));
  element.addEventListener("focusout", (event) => {
    if (event.relatedTarget && !element.contains(event.relatedTarget)) desk.leave(entry);
  });
  element.addEventListener("input", () => desk.changed(entry));
  element.addEventListener("change", () => {
    desk.changed(entry);
    desk.relabel(entry);
  });
  return element;
}

export function relabel(element, entry) {
  if (!entry.item) return;
  element.querySelector(".line .gist").textContent = short(gist(entry.field, entry.item), 160);
  element.querySelector(".line .gist").classList.toggle("core", entry.item.salience === "core");
  element.querySelector(".line .detail").textContent = detail(entry.field, entry.item);
}

function form(entry, name, desk) {
  const { item, field } = entry;
  const actors = listedActors(desk.entries);
  const parts = [];
  const row = (...fields) => h("div", { class: "row" }, fields);
  if (field === "summary") parts.push(control.text("Sentence", item, "text", { lines: 3 }));
  if (field === "actors") {
    parts.push(
      control.text("Name", item, "name", { hint: "the fullest form in the article, without title or office", onchange: desk.renamed }),
      control.aliases(item),
      row(control.choice("Type", item, "type", TYPES), control.choice("Salience", item, "salience", SALIENCES)),
      control.text("Role", item, "role", { hint: "at most 12 words" }),
    );
  }
  if (field === "claims") {
    parts.push(
      control.text("Claim", item, "text", { lines: 3, hint: "one proposition, at most 30 words, names instead of pronouns" }),
      row(control.who("Speaker", item, "speaker", actors), control.who("Via", item, "via", actors, { article: null, none: "nobody" }),
        control.choice("Kind", item, "kind", KINDS)),
    );
  }
  if (field === "sectors") parts.push(control.sector(item, desk.setup.sectors));
  if (field === "stance") {
    parts.push(row(control.who("Holder", item, "holder", actors), control.choice("Position", item, "position", POSITIONS)),
      control.target(item, actors));
  }
  if (item.evidence) parts.push(evidence(item, "item", "evidence", entry, desk));
  if (field !== "summary") parts.push(control.required(item));
  if (field in DIFFERS) parts.push(alternatives(entry, name, actors, desk));
  parts.push(h("div", { class: "actions" },
    item.evidence ? h("button", { type: "button", "data-key": "to-text", onclick: () => desk.toText() }, "Go to the text") : null,
    h("button", { type: "button", "data-key": "done", onclick: () => desk.toggle(entry) }, "Done"),
    h("button", { type: "button", class: "remove", "data-key": "remove", onclick: () => desk.remove(entry, name) },
      entry.left || entry.right ? "Drop" : "Remove")));
  return parts;
}

function evidence(part, target, path, entry, desk) {
  const group = control.evidence(part, desk.view, {
    path, label: target === "item" ? "Evidence" : "Evidence of this reading",
    onedit: (what) => desk.evidenceEdited(entry, what),
  });
  group.dataset.target = target;
  return group;
}

function alternatives(entry, name, actors, desk) {
  const { item, field } = entry;
  const boxes = item.alternatives.map((other, index) => {
    const path = (key) => ({ path: `alternatives[${index}].${key}` });
    const parts = [];
    if (field === "actors") {
      parts.push(control.text("Name", other, "name", { ...path("name"), hint: "empty: as above" }),
        control.choice("Type", other, "type", TYPES, { ...path("type"), asAbove: true }),
        control.choice("Salience", other, "salience", SALIENCES, { ...path("salience"), asAbove: true }));
    }
    if (field === "claims") {
      other.evidence ??= [];
      parts.push(control.text("Claim", other, "text", { ...path("text"), hint: "empty: as above", lines: 2 }),
        control.who("Speaker", other, "speaker", actors, { ...path("speaker"), none: "as above" }),
        control.who("Via", other, "via", actors, { ...path("via"), article: null, none: "as above" }),
        control.choice("Kind", other, "kind", KINDS, { ...path("kind"), asAbove: true }),
        evidence(other, `alternatives[${index}]`, `alternatives[${index}].evidence`, entry, desk));
    }
    if (field === "stance") {
      other.evidence ??= [];
      parts.push(control.who("Holder", other, "holder", actors, { ...path("holder"), none: "as above" }),
        control.choice("Position", other, "position", POSITIONS, { ...path("position"), asAbove: true }),
        control.target(other, actors, { ...path("target"), hint: "empty: as above" }),
        evidence(other, `alternatives[${index}]`, `alternatives[${index}].evidence`, entry, desk));
    }
    return h("fieldset", { class: "other", "data-target": `alternatives[${index}]`, "data-path": `alternatives[${index}]`, tabindex: "-1" },
      h("legend", {}, `Other reading ${index + 1}`), parts,
      h("button", {
        type: "button", class: "remove", "data-key": `drop${index}`,
        onclick: () => {
          item.alternatives.splice(index, 1);
          desk.redraw(entry, "other");
          desk.changed(entry);
        },
      }, "Remove this reading"));
  });
  return h("div", { class: "others" }, boxes, h("button", {
    type: "button", "data-key": "other",
    onclick: () => {
      item.alternatives.push({});
      desk.redraw(entry, "other");
      desk.changed(entry);
    },
  }, "Add another defensible reading"));
}

const SHOWN = {
  summary: ["text"],
  actors: ["name", "aliases", "type", "salience", "role"],
  claims: ["text", "speaker", "via", "kind"],
  sectors: ["code"],
  stance: ["holder", "target", "position"],
};

function readings(entry, name, desk) {
  const both = entry.left && entry.right;
  const side = (which, title) => {
    const item = entry[which];
    const reader = desk.readings[which === "left" ? 0 : 1].id;
    const head = h("p", { class: "side" }, `${title} · ${reader}`);
    if (!item) return h("div", { class: "reading none" }, head, h("p", { class: "hint" }, "nothing of the kind"));
    const other = both ? entry[which === "left" ? "right" : "left"] : null;
    const differs = (key) => both && !same(item[key], other[key]);
    const shown = [...SHOWN[entry.field], "required"].filter((key) => key !== "required" || item.required === false);
    const lines = shown.flatMap((key) => {
      const value = item[key];
      if (value === undefined && key !== "speaker" && key !== "holder") return [];
      if (key === "aliases" && !value.length) return [];
      const said = key === "required" ? "optional" : value === null || value === undefined ? (key === "via" ? null : "the article itself")
        : Array.isArray(value) ? value.join(", ") : ["type", "kind", "position", "salience", "code"].includes(key) ? words(value) : value;
      if (said === null) return [];
      return [h("div", { class: differs(key) ? "differs" : "" }, h("dt", {}, key === "required" ? "weight" : key === "aliases" ? "other forms" : key),
        h("dd", {}, differs(key) ? h("span", { class: "spoken" }, "differs: ") : null, short(said, 400)))];
    });
    const more = (item.alternatives ?? []).map((reading) => h("p", { class: "hint" }, "or: ",
      Object.entries(reading).map(([key, value]) => `${key} ${key === "evidence" ? "differs" : value === null ? "the article itself" : words(value)}`).join(", ")));
    return h("div", {
      class: "reading", onpointerenter: () => desk.peek(item.evidence), onpointerleave: () => desk.peek(null),
    },
    head, h("dl", {}, lines), more,
    item.evidence ? h("ol", { class: differs("evidence") ? "quotes differs" : "quotes" },
      item.evidence.map((span) => h("li", {}, control.quote(span, desk.view)))) : null);
  };
  const button = (label, key, act, pressed) => h("button", {
    type: "button", "data-key": key, "aria-label": `${label}: ${name}`, "aria-pressed": String(pressed), onclick: act,
  }, label);
  return h("div", { class: "pair", role: "group", "aria-label": `${name}: the two readings` },
    h("div", { class: "sides" }, side("left", "Left"), side("right", "Right")),
    h("div", { class: "actions" },
      entry.left ? button("Take left", "left", () => desk.decide(entry, "left"), entry.by === "left") : null,
      entry.right ? button("Take right", "right", () => desk.decide(entry, "right"), entry.by === "right") : null,
      both ? button("Merge", "merge", () => desk.decide(entry, "merge"), entry.by === "merge") : null,
      button("Drop", "drop", () => desk.decide(entry, "drop"), entry.fate === "dropped")));
}

// Put what is wrong beside where it is wrong; `element` is the entry's.
export function showProblems(element, entry) {
  element.querySelectorAll(".problem").forEach((old) => old.remove());
  element.querySelectorAll("[aria-invalid]").forEach((field) => {
    field.removeAttribute("aria-invalid");
    field.removeAttribute("aria-describedby");
  });
  const faults = element.querySelector(".line .faults");
  if (!faults) return;
  const shown = entry.touched ? entry.problems : [];
  const must = shown.filter((problem) => problem.blocking).length;
  faults.textContent = shown.length ? (must ? `✕ ${must} to mend` : `! ${shown.length} remark${shown.length > 1 ? "s" : ""}`) : "";
  faults.dataset.blocking = String(must > 0);
  shown.forEach((problem, index) => {
    const id = `${entry.uid}-p${index}`;
    const note = h("p", { class: "problem", id, "data-blocking": String(problem.blocking) }, `${problem.blocking ? "✕" : "!"} ${problem.message}`);
    let path = problem.path;
    let place = null;
    while (path && !(place = element.querySelector(`.form [data-path="${CSS.escape(path)}"]`))) {
      path = path.replace(/(\[\d+\]|\.?[^.[\]]+)$/, "");
    }
    if (!place) {
      element.querySelector(".form")?.prepend(note);
      return;
    }
    place.setAttribute("aria-describedby", [place.getAttribute("aria-describedby"), id].filter(Boolean).join(" "));
    if (place.matches("input, select, textarea")) {
      place.setAttribute("aria-invalid", "true");
      place.parentElement.append(note);
    } else {
      place.setAttribute("aria-invalid", "true");
      place.append(note);
    }
  });
}
