// The list of articles, and the way to one of them and back.

import { Desk } from "./desk.js";
import { ask, h, plain } from "./dom.js";

const app = document.getElementById("app");
let desk = null;
let shown = null;

async function overview() {
  const setup = await ask("api/overview");
  document.title = "Label";
  const reading = setup.mode === "reading";
  app.replaceChildren(h("main", { class: "overview", id: "work", tabindex: "-1" },
    h("h1", {}, reading ? "Articles to read" : "Readings to adjudicate"),
    setup.error ? h("p", { class: "problem" }, setup.error) : h("p", { class: "meta" },
      reading ? `You read as “${setup.reader}” and see your own labels only.`
        : "Two readings of an article stand side by side; what you decide becomes gold."),
    h("ul", { role: "list", class: "articles" }, (setup.articles ?? []).map((line) => h("li", {},
      line.closed ? h("span", {}, plain(line.title ?? line.id)) : h("a", { href: `#${line.id}` }, plain(line.title ?? line.id)),
      h("span", { class: "meta" }, ` ${line.id} · ${plain(line.state)}`))))));
}

async function route() {
  const wanted = decodeURIComponent(location.hash.slice(1));
  if (wanted === "work") return;
  if (desk?.dirty && wanted !== shown && !confirm("There are unsaved changes. Leave this article without them?")) {
    history.replaceState(null, "", `#${shown}`);
    return;
  }
  desk?.close();
  desk = null;
  shown = wanted;
  app.replaceChildren(h("main", { class: "overview", id: "work", tabindex: "-1" }, h("h1", {}, "Opening …")));
  if (!wanted) {
    await overview();
    return;
  }
  const [setup, loaded] = await Promise.all([ask("api/overview"), ask(`api/article/${encodeURIComponent(wanted)}`)]);
  if (shown !== wanted) return;
  const error = setup.error ?? loaded.error;
  if (error) {
    app.replaceChildren(h("main", { class: "overview", id: "work", tabindex: "-1" }, h("h1", {}, "Cannot be opened"),
      h("p", { class: "problem" }, error), h("p", {}, h("a", { href: "#" }, "All articles"))));
    return;
  }
  desk = new Desk(app, setup, loaded, () => { shown = null; route(); });
}

document.querySelector(".skip").addEventListener("click", (event) => {
  event.preventDefault();
  const work = document.getElementById("work") ?? app.querySelector("main");
  work?.setAttribute("tabindex", "-1");
  work?.focus();
});
window.addEventListener("hashchange", route);
route();
