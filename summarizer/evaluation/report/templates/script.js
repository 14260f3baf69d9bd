"use strict";
(() => {
  const section = document.getElementById("articles");
  const list = section.querySelector("[data-list]");
  const form = section.querySelector(".filters");
  const count = section.querySelector("[data-count]");
  const worst = Number(section.dataset.worst);
  document.documentElement.classList.add("js");
  form.hidden = false;

  const articles = [...list.children].map((element, index) => ({
    element,
    index,
    scores: JSON.parse(element.dataset.scores),
    differs: Number(element.dataset.differs),
    words: null,
  }));
  const wordsOf = (article) => {
    article.words ??= [".name", ".text"]
      .map((part) => article.element.querySelector(part).textContent)
      .join(" ")
      .toLowerCase();
    return article.words;
  };

  // Filters and order.

  function value(article, field, of) {
    const get = (letter) => article.scores[letter]?.[field] ?? null;
    if (of !== "loss") return get(of);
    return get("a") === null || get("b") === null ? null : get("b") - get("a");
  }

  function arrange() {
    const chosen = new FormData(form);
    const show = chosen.get("show");
    const field = chosen.get("field");
    const of = chosen.get("of") || "a";
    const order = chosen.get("order");
    const find = chosen.get("find").trim().toLowerCase();
    // Undefined scores come last, whichever way the list is turned.
    const by = (sign) => (one, other) => {
      const [x, y] = [value(one, field, of), value(other, field, of)];
      if (x === null || y === null) return (x === null) - (y === null) || one.index - other.index;
      return sign * (x - y) || one.index - other.index;
    };
    const ranked = [...articles].sort(by(1)).filter((each) => value(each, field, of) !== null);
    const bottom = new Set(ranked.slice(0, worst));
    const sorted =
      order === "high"
        ? [...articles].sort(by(-1))
        : order === "low" || show === "worst"
          ? [...articles].sort(by(1))
          : articles;
    let shown = 0;
    for (const each of sorted) {
      const keep =
        (show !== "differs" || each.differs > 0) &&
        (show !== "worst" || bottom.has(each)) &&
        (!find || wordsOf(each).includes(find));
      each.element.hidden = !keep;
      shown += keep;
    }
    const same = sorted.every((each, place) => list.children[place] === each.element);
    if (!same) list.append(...sorted.map((each) => each.element));
    list.classList.toggle("only-differing", chosen.get("rows") !== null);
    count.textContent =
      (shown === articles.length ? "" : `${shown} of `) +
      (articles.length === 1 ? "1 article" : `${articles.length} articles`);
  }
  form.addEventListener("input", arrange);
  form.addEventListener("submit", (event) => event.preventDefault());
  const openAll = (open) => {
    for (const { element } of articles) if (!element.hidden) element.open = open;
  };
  form.querySelector("[data-open]").addEventListener("click", () => openAll(true));
  form.querySelector("[data-close]").addEventListener("click", () => openAll(false));
  // A browser that goes back keeps what was chosen.
  arrange();

  // Lighting: the evidence of the row that is under the pointer or has the focus,
  // or the rows of the passage.

  const places = new WeakMap();
  function marksOf(article) {
    if (!places.has(article)) {
      const byKey = new Map();
      for (const mark of article.querySelectorAll(".text mark[data-k]"))
        for (const key of mark.dataset.k.split(" "))
          byKey.set(key, [...(byKey.get(key) || []), mark]);
      places.set(article, byKey);
    }
    return places.get(article);
  }

  let lit = null;
  function light(source) {
    const article = source && source.closest(".article");
    if (lit === source) return;
    lit = source;
    for (const element of list.querySelectorAll(".lit, .has-lit"))
      element.classList.remove("lit", "lit-g", "lit-a", "lit-b", "has-lit");
    if (!article) return;
    if (source.localName === "mark") {
      const keys = new Set(source.dataset.k.split(" "));
      for (const row of article.querySelectorAll("tr[data-keys]"))
        if (row.dataset.keys.split(" ").some((key) => keys.has(key))) row.classList.add("lit");
      return;
    }
    const marks = marksOf(article);
    source.classList.add("lit");
    for (const key of source.dataset.keys.split(" "))
      for (const mark of marks.get(key) || []) {
        mark.classList.add("lit", `lit-${key[0]}`);
        article.querySelector(".body").classList.add("has-lit");
      }
  }
  const holder = (node) =>
    node instanceof Element ? node.closest("tr[data-keys], .text mark[data-k]") : null;
  let hovered = null;
  const relight = () => light(hovered || holder(document.activeElement));
  document.addEventListener("pointerover", (event) => {
    if (event.pointerType === "touch") return;
    hovered = holder(event.target);
    relight();
  });
  document.addEventListener("pointerleave", () => {
    hovered = null;
    relight();
  });
  document.addEventListener("focusin", () => {
    hovered = null;
    relight();
  });
  document.addEventListener("focusout", () => setTimeout(relight));
  document.addEventListener("click", (event) => {
    const target = event.target instanceof Element ? event.target : null;
    const row = target && !target.closest("a") ? target.closest("tr[data-keys]") : null;
    if (!row || String(getSelection())) return;
    hovered = row;
    relight();
    // Beside the row the text scrolls by itself; below it, a click would throw the reader away.
    const article = row.closest(".article");
    if (getComputedStyle(article.querySelector(".source")).position !== "sticky") return;
    const first = article.querySelector(".text mark.lit");
    if (first) first.scrollIntoView({ block: "nearest" });
  });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    hovered = null;
    light(null);
  });

  // A link to a passage, from here or from outside, opens the article around it.

  function follow() {
    const target = document.getElementById(location.hash.slice(1));
    const article = target && target.closest(".article");
    if (!article) return;
    article.open = true;
    target.scrollIntoView({ block: "center" });
    if (target !== article) target.focus({ preventScroll: true });
  }
  addEventListener("hashchange", follow);
  if (location.hash) follow();
})();
