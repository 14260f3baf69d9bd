// Form controls that write into an item and say where they belong, so that problems find them.

import { h, short } from "./dom.js";
import { byPlace, same, words } from "./model.js";

let counter = 0;
const identity = () => `f${(counter += 1)}`;
const ARTICLE = "\u0000article";
const NONE = "\u0000none";

function field(label, control, path, hint) {
  const id = identity();
  control.id = id;
  control.dataset.path = path;
  return h("div", { class: "field" },
    h("label", { for: id }, label, hint ? h("span", { class: "hint" }, ` ${hint}`) : null), control);
}

export function text(label, item, name, { path = name, hint, lines = 1, onchange } = {}) {
  const control = lines > 1
    ? h("textarea", { rows: lines, value: item[name] ?? "" })
    : h("input", { type: "text", autocomplete: "off", value: item[name] ?? "" });
  let before = item[name];
  control.addEventListener("input", () => { item[name] = control.value; });
  control.addEventListener("change", () => {
    onchange?.(before, control.value.trim());
    before = control.value.trim();
  });
  return field(label, control, path, hint);
}

export function aliases(item) {
  const control = h("textarea", { rows: Math.max(2, item.aliases.length + 1), value: item.aliases.join("\n") });
  control.addEventListener("input", () => { item.aliases = control.value.split("\n"); });
  return field("Other forms", control, "aliases", "one a line, as the article writes them");
}

export function choice(label, item, name, options, { path = name, asAbove = false } = {}) {
  const current = item[name];
  const control = h("select", {}, h("option", { value: NONE }, asAbove ? "as above" : "choose …"),
    options.map((option) => h("option", { value: option }, words(option))));
  if (current !== undefined && current !== null && !options.includes(current)) {
    control.append(h("option", { value: current }, `${current} (unknown)`));
  }
  control.value = current ?? NONE;
  control.addEventListener("change", () => {
    if (control.value === NONE) delete item[name];
    else item[name] = control.value;
  });
  return field(label, control, path);
}

export function sector(item, labels) {
  const control = h("select", {}, h("option", { value: NONE }, "choose …"),
    Object.entries(labels).map(([code, label]) => h("option", { value: code }, label)));
  if (item.code && !(item.code in labels)) control.append(h("option", { value: item.code }, `${item.code} (not in the taxonomy)`));
  control.value = item.code ?? NONE;
  control.addEventListener("change", () => {
    if (control.value === NONE) delete item.code;
    else item.code = control.value;
  });
  return field("Sector", control, "code");
}

// Who: a listed actor, the article itself (null), or nothing yet (no key).
export function who(label, item, name, actors, { path = name, article = "the article itself", none = "choose …" } = {}) {
  const control = h("select", {});
  if (none) control.append(h("option", { value: NONE }, none));
  if (article) control.append(h("option", { value: ARTICLE }, article));
  control.append(...actors.map((actor) => h("option", { value: actor }, actor)));
  const current = item[name];
  if (current && !actors.includes(current)) control.append(h("option", { value: current }, `${current} (not a listed actor)`));
  control.value = current === null && article ? ARTICLE : current ?? NONE;
  control.addEventListener("change", () => {
    if (control.value === NONE) delete item[name];
    else item[name] = control.value === ARTICLE ? null : control.value;
  });
  return field(label, control, path);
}

export function target(item, actors, { path = "target", hint = "a listed actor, or an issue in the article's words" } = {}) {
  const list = identity();
  const wrapper = text("Target", item, "target", { path, hint });
  wrapper.querySelector("input").setAttribute("list", list);
  wrapper.append(h("datalist", { id: list }, actors.map((actor) => h("option", { value: actor }))));
  return wrapper;
}

export function required(item) {
  const id = identity();
  const control = h("input", { type: "checkbox", id, checked: item.required !== false, "data-path": "required" });
  control.addEventListener("change", () => { item.required = control.checked; });
  return h("div", { class: "tick" }, control, h("label", { for: id }, "Required",
    h("span", { class: "hint" }, " a careful reader could not have left it out")));
}

// The evidence of `part` (an item or another reading of it), with words typed or pasted.
export function evidence(part, view, { path = "evidence", onedit, label = "Evidence" }) {
  const id = identity();
  const input = h("input", { type: "text", id, autocomplete: "off", placeholder: "words of the article" });
  const add = () => {
    const places = view.find(input.value);
    const fresh = places.find((span) => !part.evidence.some((known) => same(known, span)));
    if (fresh) {
      part.evidence = [...part.evidence, fresh].sort(byPlace);
      onedit("added");
    } else {
      onedit(places.length ? "known" : "missing");
    }
  };
  input.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && !event.ctrlKey && !event.metaKey) {
      event.preventDefault();
      add();
    }
  });
  const quotes = (part.evidence ?? []).map((span, index) => h("li", {},
    quote(span, view),
    h("button", {
      type: "button", class: "small", "aria-label": `Remove evidence ${index + 1}`,
      onclick: () => {
        part.evidence = part.evidence.filter((known) => known !== span);
        onedit("removed");
      },
    }, "×")));
  return h("div", { class: "field evidence", role: "group", "aria-label": label, "data-path": path, tabindex: "-1" },
    h("p", { class: "name" }, label),
    quotes.length ? h("ol", { class: "quotes" }, quotes)
      : h("p", { class: "hint" }, "None yet. Press the numbers of sentences in the text, or select words there."),
    h("div", { class: "typed" }, h("label", { class: "spoken", for: id }, "Add evidence by its words"), input,
      h("button", { type: "button", onclick: add }, "Add")));
}

export function quote(span, view) {
  if (!Array.isArray(span)) return h("span", { class: "lost" }, `not in the text: ${short(span.quote ?? String(span))}`);
  const numbers = view.sentencesOf(span).map((index) => index + 1);
  const place = numbers.length > 1 ? `${numbers[0]}–${numbers.at(-1)}` : String(numbers[0] ?? "–");
  return h("span", { class: "quote" }, h("span", { class: "place" }, h("span", { class: "spoken" }, "sentence "), place),
    ` ${short(view.words(...span), 140)}`);
}
