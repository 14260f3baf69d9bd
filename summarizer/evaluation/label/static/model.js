// The labels while they are edited. An entry is one row of the page: an item or none yet,
// and in an adjudication the items of the two readings that it is decided from.

export const FIELDS = ["summary", "actors", "claims", "sectors", "stance"];
export const NOUN = { summary: "Sentence", actors: "Actor", claims: "Claim", sectors: "Sector", stance: "Stance" };
export const TITLE = { summary: "Summary", actors: "Actors", claims: "Claims", sectors: "Sectors", stance: "Stance" };
export const TYPES = ["person", "country", "government_body", "company", "international_org", "armed_group", "media", "other_group"];
export const KINDS = ["statement", "accusation", "denial", "prediction", "commitment", "demand"];
export const POSITIONS = ["support", "oppose", "mixed", "neutral"];
export const SALIENCES = ["core", "secondary"];
// What another reading of an item may say differently.
export const DIFFERS = {
  actors: ["name", "type", "salience"],
  claims: ["text", "speaker", "via", "kind", "evidence"],
  stance: ["holder", "target", "position", "evidence"],
};

export const words = (value) => String(value).replaceAll("_", " ");
export const same = (a, b) => JSON.stringify(a ?? null) === JSON.stringify(b ?? null);
const copy = (value) => structuredClone(value);
let made = 0;

export function newEntry(field, item, left = null, right = null) {
  made += 1;
  return {
    uid: `e${made}`, field, item: item && { ...blank(field), ...copy(item) }, left, right,
    fate: item ? "kept" : "open", open: false, touched: false, problems: [],
  };
}

export function blank(field) {
  const item = { evidence: [], required: true };
  if (field in DIFFERS) item.alternatives = [];
  if (field === "actors") {
    delete item.evidence;
    item.aliases = [];
  }
  if (field === "summary") delete item.required;
  return item;
}

function filled(item) {
  const kept = {};
  for (const [name, value] of Object.entries(item)) {
    if (value === undefined || value === "") continue;
    if (name === "aliases") kept.aliases = value.map((alias) => alias.trim()).filter(Boolean);
    else if (name === "alternatives") kept.alternatives = value.map(filled);
    else kept[name] = typeof value === "string" ? value.trim() : value;
  }
  // An alternative without evidence of its own says nothing about evidence.
  return kept;
}

export function serialise(entries) {
  const labels = {};
  for (const field of FIELDS) {
    labels[field] = entries[field].filter((entry) => entry.item).map((entry) => {
      const item = filled(entry.item);
      for (const other of item.alternatives ?? []) if (other.evidence?.length === 0) delete other.evidence;
      return item;
    });
  }
  return labels;
}

export function listedActors(entries) {
  return [...new Set(entries.actors.filter((e) => e.item?.name).map((e) => e.item.name.trim()))];
}

// Claims and stances follow an actor whose name is corrected.
export function renameActor(entries, before, after) {
  if (!before || !after || listedActors(entries).includes(before)) return;
  for (const field of ["claims", "stance"]) {
    for (const { item } of entries[field]) {
      if (!item) continue;
      for (const part of [item, ...item.alternatives]) {
        for (const role of ["speaker", "via", "holder", "target"]) {
          if (part[role] === before) part[role] = after;
        }
      }
    }
  }
}

// A reader's item in the names that the decided actors have.
export function inDecidedNames(entries, side, item) {
  const names = new Map();
  for (const entry of entries.actors) {
    if (entry[side] && entry.item?.name) names.set(entry[side].name, entry.item.name);
  }
  const turned = copy(item);
  for (const part of [turned, ...(turned.alternatives ?? [])]) {
    for (const role of ["speaker", "via", "holder", "target"]) {
      if (names.has(part[role])) part[role] = names.get(part[role]);
    }
  }
  return turned;
}

const isRequired = (item) => item.required !== false;

// Required is what both readers have so, the guidelines say; what one of them has alone
// is optional until the adjudicator finds that the story cannot be told without it.
function requirement(entry) {
  return Boolean(entry.left && entry.right && isRequired(entry.left) && isRequired(entry.right));
}

export function take(entries, entry, side) {
  const item = { ...blank(entry.field), ...inDecidedNames(entries, side, entry[side]) };
  if (entry.field !== "summary") item.required = requirement(entry);
  decide(entry, item);
}

export function merge(entries, entry) {
  const field = entry.field;
  const left = { ...blank(field), ...inDecidedNames(entries, "left", entry.left) };
  const right = { ...blank(field), ...inDecidedNames(entries, "right", entry.right) };
  if (field === "actors") {
    const forms = [...left.aliases, right.name, ...right.aliases];
    left.aliases = [...new Set(forms)].filter((form) => form !== left.name);
    delete right.name;
  }
  if (field === "summary" || field === "sectors") left.evidence = union(left.evidence, right.evidence);
  if (field in DIFFERS) {
    const other = {};
    for (const name of DIFFERS[field]) {
      if (right[name] === undefined || same(left[name], right[name])) continue;
      if (name === "via" && !right.via) continue;
      other[name] = right[name];
    }
    const all = [...left.alternatives, ...(Object.keys(other).length ? [other] : []), ...right.alternatives];
    left.alternatives = all.filter((one, at) => all.findIndex((earlier) => same(earlier, one)) === at);
  }
  if (field !== "summary") left.required = requirement(entry);
  decide(entry, left);
}

function union(first, second) {
  const all = [...first, ...second];
  return all.filter((one, at) => all.findIndex((earlier) => same(earlier, one)) === at).sort(byPlace);
}

export const byPlace = (a, b) => (a[0] ?? Infinity) - (b[0] ?? Infinity);

function decide(entry, item) {
  entry.item = item;
  entry.fate = "kept";
  entry.touched = true;
}

export function drop(entry) {
  entry.item = null;
  entry.fate = "dropped";
  entry.problems = [];
}

export const undecided = (entries) =>
  FIELDS.flatMap((field) => entries[field]).filter((entry) => entry.fate === "open");
