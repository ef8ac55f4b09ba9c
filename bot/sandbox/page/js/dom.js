// Elements without HTML strings: foreign text only ever becomes text nodes.

export function h(tag, props = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(props)) {
    if (value === undefined || value === null || value === false) continue;
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else if (name === "class") element.className = value;
    else if (name === "testid") element.dataset.testid = value;
    else element.setAttribute(name, value === true ? "" : value);
  }
  element.append(...children.flat().filter((child) => child !== null && child !== undefined && child !== false));
  return element;
}

export const byId = (id) => document.getElementById(id);

const HUES = [207, 152, 268, 24, 338, 188, 45, 228, 290, 95, 8, 172, 316];
const sum = (name) => [...name].reduce((total, letter) => (total * 31 + letter.codePointAt(0)) % 9973, 7);

/** A round mark with the first letters of a name; the same name has always the same colour. */
export function avatar(name) {
  const letters = [...name.matchAll(/[\p{L}\p{N}]+/gu)].slice(0, 2).map((word) => [...word[0]][0]).join("");
  const mark = h("span", { class: "avatar", "aria-hidden": "true" }, letters.toUpperCase() || "?");
  mark.style.setProperty("--hue", HUES[sum(name) % HUES.length]);
  return mark;
}

/** A passing remark; `inside` is the list of remarks of one phone, else the page's. */
export function toast(text, inside = byId("toasts")) {
  const element = h("div", { class: "toast", testid: "toast" }, text);
  inside.append(element);
  setTimeout(() => element.remove(), 4500);
}
