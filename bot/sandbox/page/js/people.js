// The list of people: at the left of a laptop, above the chat on a phone. Who wrote last, what is unread, who is cut off.

import { avatar, byId, h } from "./dom.js";
import { t } from "./words.js";

const GROUPS = [["observers", (scene) => !isDesk(scene)], ["desks", isDesk]];

export function isDesk(scene) {
  return scene?.role === "coordinator" || scene?.role === "administrator";
}

/** The one line of a message that a list can show. */
export function inShort(message) {
  if (!message) return "";
  const words = message.text ?? message.caption;
  if (words) return words.split("\n").find((line) => /\p{L}/u.test(line)) ?? "";
  const kinds = [["photo", "🖼", "photo"], ["location", "📍", "location"], ["voice", "🎤", "voice"], ["video", "🎞", "video"], ["document", "📄", "file"]];
  const [, sign, key] = kinds.find(([kind]) => message[kind]) ?? ["", "•", "message"];
  return `${sign} ${t(key)}`;
}

/** `shown` are the ids of windows in sight, `active` the one at work; `press(id)` opens one. */
export function drawPeople(world, { shown, active, press }) {
  const list = byId("list");
  const focused = document.activeElement?.dataset?.user;
  const sceneOf = (id) => world.scenes.find((scene) => scene.user === id);
  const rows = GROUPS.flatMap(([key, belongs]) => {
    const members = [...world.people.values()].filter((person) => belongs(sceneOf(person.id)));
    return members.length ? [h("h2", { class: "kind" }, t(key)), ...members.map((person) => row(person, sceneOf(person.id), world, { shown, active, press }))] : [];
  });
  list.replaceChildren(...rows);
  if (focused) list.querySelector(`[data-user="${focused}"]`)?.focus();
}

function row(person, scene, world, { shown, active, press }) {
  const unread = world.unread.get(person.id) ?? 0;
  const label = scene?.label || t(scene?.role || "noRole");
  const about = person.online ? inShort(person.last) || label : `${t("noNetwork")}${person.waiting ? ` · 🕓 ${person.waiting}` : ""}`;
  const spoken = [person.first_name, label, unread > 0 && `${unread} ${t("unread")}`, !person.online && t("noNetwork")].filter(Boolean).join(", ");
  return h("button", { type: "button", class: `person${shown.has(person.id) ? " shown" : ""}${person.online ? "" : " cut"}`, "data-user": person.id, title: label,
    testid: `tab-${person.first_name}`, "aria-label": spoken, "aria-current": person.id === active ? "true" : null, onclick: () => press(person.id) },
  avatar(person.first_name, person.id),
  h("span", { class: "about" }, h("b", {}, person.first_name), h("small", {}, about)),
  unread > 0 && h("i", { class: "unread", testid: "unread" }, unread > 99 ? "99+" : String(unread)));
}

/** Up and down in the list, as lists go. */
export function walkList(event) {
  const step = { ArrowDown: 1, ArrowUp: -1, ArrowRight: 1, ArrowLeft: -1 }[event.key];
  if (!step) return;
  const rows = [...byId("list").querySelectorAll(".person")];
  const at = rows.indexOf(document.activeElement);
  if (at < 0) return;
  event.preventDefault();
  rows[(at + step + rows.length) % rows.length].focus();
}
