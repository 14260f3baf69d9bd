// Elements are made by hand and text is only ever text: an article cannot become markup.

export function h(tag, props, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(props ?? {})) {
    if (value === undefined || value === null || value === false) continue;
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else if (name === "value") element.value = value;
    else if (name === "checked") element.checked = value;
    else element.setAttribute(name, value === true ? "" : String(value));
  }
  element.append(...children.flat().filter((child) => child !== null && child !== undefined));
  return element;
}

export function say(message) {
  const status = document.getElementById("status");
  status.replaceChildren(message);
  status.classList.add("fresh");
  clearTimeout(say.timer);
  say.timer = setTimeout(() => status.classList.remove("fresh"), 6000);
}

// Characters that reorder or hide what follows are shown by their number, so that the
// page cannot read differently from the text.
const UNSEEN =
  /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u200b\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\u{e0000}-\u{e007f}]/u;

export const isUnseen = (character) => UNSEEN.test(character);

export const code = (character) =>
  "U+" + character.codePointAt(0).toString(16).toUpperCase().padStart(4, "0");

// For text that is not counted: gists, messages, titles.
export function plain(text) {
  return Array.from(text, (c) => (isUnseen(c) ? `[${code(c)}]` : c)).join("").replace(/\s+/g, " ").trim();
}

export function short(text, length = 90) {
  const characters = Array.from(plain(text));
  return characters.length <= length ? characters.join("") : characters.slice(0, length - 1).join("") + "…";
}

export async function ask(path, data) {
  let answer;
  try {
    answer = await fetch(path, data === undefined ? {} : {
      method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(data),
    });
  } catch {
    return { status: 0, error: "The server does not answer. Is it still running? Your work is still in this page." };
  }
  const body = await answer.json();
  return { ...body, status: answer.status };
}
