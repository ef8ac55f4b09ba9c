// The drawer of faults: what the network and Telegram may do to the bot.

import { clearFaults, setFaults } from "./api.js";
import { byId, h } from "./dom.js";
import { t } from "./words.js";

const ONCE = [
  ["next429", "fault-429", { next: [{ method: "sendMessage", times: 3, code: 429, retry_after: 5 }] }],
  ["next502", "fault-502", { next: [{ method: "sendMessage", times: 3, code: 502 }] }],
  ["nextDrop", "fault-drop", { next: [{ method: "sendMessage", times: 1, kind: "drop_after" }] }],
  ["duplicates", "fault-duplicates", { duplicate_updates: 3 }],
];

function toggle(key, testid, on, change) {
  const box = h("input", { type: "checkbox", testid, checked: on, onchange: (event) => setFaults(change(event.target.checked)) });
  return h("label", { class: "switch" }, box, t(key));
}

export function drawFaults(faults) {
  const planned = Object.values(faults.planned).reduce((sum, count) => sum + count, 0) + faults.duplicate_updates;
  byId("drawer").replaceChildren(
    toggle("down", "fault-down", faults.down, (on) => ({ down: on })),
    toggle("slow", "fault-slow", faults.delay > 0, (on) => ({ delay: on ? 2 : 0 })),
    toggle("limits", "fault-limits", faults.limits, (on) => ({ limits: on })),
    ...ONCE.map(([key, testid, change]) => h("button", { type: "button", testid, onclick: () => setFaults(change) }, t(key))),
    h("p", { class: "note" }, `${t("pending")}: ${planned}`),
    h("button", { type: "button", class: "primary", testid: "fault-clear", onclick: clearFaults }, t("clear")));
  byId("faults-open").classList.toggle("alarmed", planned > 0 || faults.delay > 0 || faults.down);
}

export function openDrawer() {
  const drawer = byId("drawer");
  drawer.hidden = !drawer.hidden;
  byId("faults-open").setAttribute("aria-expanded", String(!drawer.hidden));
}
