"use strict";
(() => {
  const root = document.documentElement;
  const briefs = [...document.querySelectorAll("[data-brief]")];
  const index = document.querySelector("[data-index]");
  const narrow = matchMedia("(max-width: 60rem)");
  const still = matchMedia("(prefers-reduced-motion: reduce)");
  const pageTitle = document.title;
  root.classList.add("js");

  const keysOf = (element) =>
    element.dataset.item ? [element.dataset.item] : (element.dataset.items || "").split(" ").filter(Boolean);
  const holder = (node) =>
    node instanceof Element ? node.closest("[data-item], [data-items]") : null;

  const peek = document.querySelector("[data-peek]");

  // Lighting: what is under the pointer or has the focus, and everything it belongs to.

  // A passage belongs to many items, and all of them light up beside it; in the text itself
  // only what belongs to the most specific one does, or half the article would.
  function narrowest(brief, keys) {
    if (keys.length < 2) return keys;
    const size = (key) => {
      const marks = brief.querySelectorAll(`.text mark[data-items~="${key}"]`);
      return [...marks].reduce((sum, mark) => sum + mark.textContent.length, 0);
    };
    const sizes = new Map(keys.map((key) => [key, size(key)]));
    return [keys.reduce((best, key) => (sizes.get(key) < sizes.get(best) ? key : best))];
  }

  function light(source) {
    const brief = source && source.closest("[data-brief]");
    const keys = new Set(brief ? keysOf(source) : []);
    const inText = source && source.localName === "mark" ? new Set(narrowest(brief, [...keys])) : keys;
    for (const each of briefs) {
      if (each !== brief && !each.classList.contains("has-lit")) continue;
      each.classList.toggle("has-lit", each === brief && keys.size > 0);
      for (const element of each.querySelectorAll("[data-item], [data-items]")) {
        const wanted = element.localName === "mark" ? inText : keys;
        const shared = each === brief ? keysOf(element).find((key) => wanted.has(key)) : undefined;
        element.classList.toggle("lit", shared !== undefined);
        if (element.localName !== "mark") continue;
        if (shared === undefined) delete element.dataset.as;
        else element.dataset.as = shared.slice(0, shared.lastIndexOf("-"));
      }
    }
  }

  let hovered = null;
  const relight = () => light(hovered || holder(document.activeElement));
  document.addEventListener("pointerover", (event) => {
    // The sheet may open under the pointer; what it belongs to stays lit.
    if (event.pointerType === "touch" || peek.contains(event.target)) return;
    const found = holder(event.target);
    if (found !== hovered) {
      hovered = found;
      relight();
    }
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

  // Revealing: a click brings the other side into view.

  const behavior = () => (still.matches ? "auto" : "smooth");
  const reveal = (element) => element.scrollIntoView({ block: "center", behavior: behavior() });

  document.addEventListener("click", (event) => {
    const target = event.target instanceof Element ? event.target : null;
    if (!target || target.closest("a, button, summary, input, select")) return;
    const source = holder(target);
    const brief = source && source.closest("[data-brief]");
    if (!brief || String(getSelection())) {
      if (!target.closest("[data-peek]")) closePeek();
      return;
    }
    hovered = source;
    light(source);
    const keys = keysOf(source);
    if (source.dataset.item || source.closest("svg")) {
      const mark = brief.querySelector(".text mark.lit");
      if (mark) reveal(mark);
    } else if (narrow.matches) {
      openPeek(brief, keys);
    } else {
      const item = itemOf(brief, keys[keys.length - 1]);
      if (item) showInPanel(item);
    }
  });

  const itemOf = (brief, key) => brief.querySelector(`[data-item="${key}"]`);

  // Scrolls the panel alone: the reader's place in the article stays.
  function showInPanel(item) {
    const panel = item.closest("[data-panel]");
    const outer = panel.getBoundingClientRect();
    const inner = item.getBoundingClientRect();
    if (inner.top >= outer.top && inner.bottom <= outer.bottom) return;
    panel.scrollBy({ top: inner.top - outer.top - outer.height / 3, behavior: behavior() });
  }

  // On a narrow page the other side is far away: a sheet at the lower edge shows it.

  const peekBody = peek.querySelector("[data-peek-body]");
  function openPeek(brief, keys) {
    peekBody.replaceChildren(
      ...keys.map((key) => {
        const line = document.createElement("div");
        const label = document.createElement("span");
        const item = itemOf(brief, key);
        line.className = "peek-item";
        label.className = "label";
        label.dataset.as = item.dataset.as;
        label.textContent = item.querySelector(".label [aria-hidden]").textContent;
        const parts = [...item.querySelectorAll("[data-find]")].map((part) => part.cloneNode(true));
        line.append(label, ...parts);
        return line;
      }),
    );
    peek.hidden = false;
  }
  function closePeek() {
    peek.hidden = true;
  }
  peek.querySelector("[data-peek-close]").addEventListener("click", closePeek);
  narrow.addEventListener("change", closePeek);
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    closePeek();
    hovered = null;
    light(null);
  });

  // Printing unfolds what is folded and shows everything at rest.

  let unfolded = [];
  addEventListener("beforeprint", () => {
    light(null);
    unfolded = [...document.querySelectorAll("details:not([open])")];
    for (const details of unfolded) details.open = true;
  });
  addEventListener("afterprint", () => {
    for (const details of unfolded) details.open = false;
  });

  if (!index) return;

  // The index: one brief at a time, chosen by the address's fragment.

  let shown = null;
  function route() {
    const id = decodeURIComponent(location.hash.slice(1));
    const target = id ? document.getElementById(id) : null;
    const brief = target ? target.closest("[data-brief]") : null;
    const changed = brief !== shown;
    for (const each of briefs) each.hidden = each !== brief;
    index.hidden = brief !== null;
    closePeek();
    const heading = brief ? brief.querySelector("[data-heading]") : null;
    document.title = heading ? heading.textContent : pageTitle;
    if (changed && heading && target === brief) {
      scrollTo(0, 0);
      heading.focus({ preventScroll: true });
    } else if (changed && !brief && shown) {
      const card = index.querySelector(`[data-card="${shown.id}"] a`);
      if (card) card.focus();
    } else if (changed && target) {
      target.scrollIntoView({ block: "center" });
    }
    shown = brief;
  }
  addEventListener("hashchange", route);
  route();

  // Search and filters.

  const form = index.querySelector("[data-filters]");
  const count = index.querySelector("[data-count]");
  const fold = (text) => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
  const cards = [...index.querySelectorAll("[data-card]")].map((card) => ({
    element: card,
    brief: document.getElementById(card.dataset.card),
    actors: new Set(JSON.parse(card.dataset.actors)),
    sectors: new Set(JSON.parse(card.dataset.sectors)),
    stances: JSON.parse(card.dataset.stances),
    day: card.dataset.day,
    text: null,
  }));

  function textOf(card) {
    if (card.text === null) {
      const parts = [card.element.textContent];
      for (const part of card.brief.querySelectorAll("[data-find], [data-heading]")) {
        const copy = part.cloneNode(true);
        for (const extra of copy.querySelectorAll(".number, .refs")) extra.remove();
        parts.push(copy.textContent);
      }
      card.text = fold(parts.join("\n"));
    }
    return card.text;
  }

  function matches(card, wanted) {
    return (
      (!wanted.actor || card.actors.has(wanted.actor)) &&
      (!wanted.sector || card.sectors.has(wanted.sector)) &&
      ((!wanted.position && !wanted.target) ||
        card.stances.some(
          ([position, target]) =>
            (!wanted.position || position === wanted.position) &&
            (!wanted.target || target === wanted.target),
        )) &&
      (!wanted.from || (card.day !== "" && card.day >= wanted.from)) &&
      (!wanted.to || (card.day !== "" && card.day <= wanted.to)) &&
      wanted.words.every((word) => textOf(card).includes(word))
    );
  }

  function filter() {
    const data = new FormData(form);
    const get = (name) => String(data.get(name) || "");
    const wanted = {
      actor: get("actor"),
      sector: get("sector"),
      position: get("position"),
      target: get("target"),
      from: get("from"),
      to: get("to"),
      words: fold(get("words")).split(/\s+/).filter(Boolean),
    };
    let found = 0;
    for (const card of cards) {
      const match = matches(card, wanted);
      card.element.hidden = !match;
      found += match;
    }
    count.textContent =
      found === cards.length
        ? `${cards.length} briefs`
        : found
          ? `${found} of ${cards.length} briefs`
          : "No brief matches. Clear a filter to see more.";
  }
  form.addEventListener("input", filter);
  form.addEventListener("reset", () => setTimeout(filter));
  form.addEventListener("submit", (event) => event.preventDefault());
  form.hidden = false;
  filter();
})();
