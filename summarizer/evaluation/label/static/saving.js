// Checking and saving: what is wrong beside where it is wrong; mixed into Desk.

import { ask, h, say } from "./dom.js";
import { FIELDS, serialise, undecided } from "./model.js";

export const saving = {
  data() {
    return { ...this.details, labels: serialise(this.entries), text_sha256: this.loaded.article.sha256, version: this.version };
  },

  async check(quiet = false) {
    const answer = await ask(`api/check/${this.loaded.article.id}`, this.data());
    if (answer.problems) this.place(answer.problems);
    else if (!quiet) this.tell(answer.error);
    return answer.problems;
  },

  place(problems) {
    this.overall = [];
    const sections = Object.fromEntries(FIELDS.map((field) => [field, []]));
    for (const field of FIELDS) for (const entry of this.entries[field]) entry.problems = [];
    for (const problem of problems) {
      const found = /^(\w+)(?:\[(\d+)\]\.?(.*))?$/.exec(problem.path);
      if (found && FIELDS.includes(found[1])) {
        const field = found[1];
        const entry = found[2] === undefined ? null : this.entries[field].filter((one) => one.item)[Number(found[2])];
        if (entry) entry.problems.push({ ...problem, path: found[3] ?? "" });
        else sections[field].push(problem);
      } else this.overall.push(problem);
    }
    const note = (problem) => h("p", { class: "problem", "data-blocking": String(problem.blocking) }, `${problem.blocking ? "✕" : "!"} ${problem.message}`);
    const NAMES = { "readers[0].who": "Who reads", adjudicator: "Adjudicator", guidelines: "Guidelines", "": "Adjudicator" };
    for (const field of FIELDS) {
      this.lists[field].problems.replaceChildren(...sections[field].map(note));
      for (const entry of this.entries[field]) this.show(entry);
    }
    const shown = this.forced ? this.overall : this.overall.filter((problem) => !problem.blocking);
    this.overallList.replaceChildren(...shown.map((problem) => note({ ...problem, message: `${NAMES[problem.path] ?? problem.path}: ${problem.message}` })));
  },

  async save(overwrite = false) {
    if (this.loaded.readonly || this.busy) return;
    this.busy = true;
    clearTimeout(this.timer);
    try {
      await this.saveNow(overwrite);
    } finally {
      this.busy = false;
    }
  },

  async saveNow(overwrite) {
    this.forced = true;
    for (const entry of FIELDS.flatMap((field) => this.entries[field])) entry.touched = true;
    const problems = await this.check();
    if (!problems) return;
    const must = problems.filter((problem) => problem.blocking).length;
    const open = undecided(this.entries).length;
    if (must) {
      this.tell(`Not saved: ${must} ${must === 1 ? "thing has" : "things have"} to be mended first.`, this.jump(true));
      return;
    }
    if ((problems.length || open) && !this.confirmed) {
      const parts = [];
      if (problems.length) parts.push(`${problems.length} remark${problems.length > 1 ? "s" : ""} by lint`);
      if (open) parts.push(`${open} undecided`);
      this.tell(`Not saved yet: ${parts.join(", ")}.`, problems.length ? this.jump(false) : "",
        h("button", { type: "button", onclick: () => { this.confirmed = true; this.save(overwrite); } }, "Save all the same"));
      return;
    }
    const sent = JSON.stringify(this.data().labels) + JSON.stringify(this.details);
    const answer = await ask(`api/save/${this.loaded.article.id}`, this.data());
    if (answer.status === 200) {
      this.version = answer.version;
      this.dirty = JSON.stringify(this.data().labels) + JSON.stringify(this.details) !== sent;
      this.notice.hidden = true;
      this.refresh();
      say("Saved.");
    } else if (answer.status === 409) {
      this.tell(`Not saved: ${answer.error}. Your labels are still in this page.`,
        h("button", { type: "button", onclick: () => { this.dirty = false; this.again(); } }, "Discard mine and load the file"));
    } else {
      if (answer.problems) this.place(answer.problems);
      this.tell(answer.error);
    }
  },

  jump(blocking) {
    return h("button", {
      type: "button",
      onclick: () => {
        const entry = FIELDS.flatMap((field) => this.entries[field]).find((one) => one.problems.some((p) => !blocking || p.blocking));
        if (!entry) {
          document.querySelector(".section-problems .problem")?.scrollIntoView({ block: "center" });
          document.querySelector(".about input")?.focus();
          return;
        }
        entry.open = true;
        const element = this.redraw(entry, "line");
        (element.querySelector("[aria-invalid]") ?? element.querySelector(".line")).focus();
        element.scrollIntoView({ block: "center" });
      },
    }, "Show the first");
  },
};
