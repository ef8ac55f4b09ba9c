// The drawer of faults: what the network and Telegram may do to the bot; and the bar that says what is wrong now.

import { act, clearFaults, setFaults } from "./api.js";
import { byId, h } from "./dom.js";
import { t } from "./words.js";

const ONCE = [
  ["next429", "fault-429", { next: [{ method: "sendMessage", times: 3, code: 429, retry_after: 5 }] }],
  ["next502", "fault-502", { next: [{ method: "sendMessage", times: 3, code: 502 }] }],
  ["nextDrop", "fault-drop", { next: [{ method: "sendMessage", times: 1, kind: "drop_after" }] }],
  ["duplicates", "fault-duplicates", { duplicate_updates: 3 }],
];

function toggle(key, testid, on, change) {
  const box = h("input", { type: "checkbox", role: "switch", testid, checked: on, onchange: (event) => setFaults(change(event.target.checked)) });
  return h("label", { class: "switch" }, box, t(key));
}

const planned = (faults) => Object.values(faults.planned).reduce((sum, count) => sum + count, 0) + faults.duplicate_updates;

export function drawFaults(world) {
  const { faults } = world;
  const drawer = byId("drawer");
  const focused = drawer.contains(document.activeElement) && document.activeElement.dataset.testid;
  drawer.replaceChildren(
    toggle("slow", "fault-slow", faults.delay > 0, (on) => ({ delay: on ? 2 : 0 })),
    toggle("busy", "fault-busy", faults.busy > 0, (on) => ({ busy: on ? 5 : 0 })),
    toggle("down", "fault-down", faults.down, (on) => ({ down: on })),
    toggle("limits", "fault-limits", faults.limits, (on) => ({ limits: on })),
    h("div", { class: "once" }, ONCE.map(([key, testid, change]) => h("button", { type: "button", testid, onclick: () => setFaults(change) }, t(key)))),
    h("button", { type: "button", class: "primary", testid: "fault-clear", onclick: clearFaults }, t("clear")));
  if (focused) drawer.querySelector(`[data-testid="${focused}"]`)?.focus();
  drawWeather(world);
}

/** What is wrong now, in words that stay until it is well again. */
function drawWeather({ faults, people }) {
  const wrong = [
    [faults.down, "isDown", "⛔"], [faults.delay > 0, "isSlow", "🐌"], [faults.busy > 0, "isBusy", "✋"],
    [faults.limits, "isLimited", "⏳"], [planned(faults) > 0, "isPlanned", "⚡", planned(faults)],
  ].filter(([on]) => on).map(([, key, sign, count]) => h("span", { class: "wrong" }, `${sign} ${t(key)}${count ? `: ${count}` : ""}`));
  const cut = [...people.values()].filter((person) => !person.online).map((person) =>
    h("button", { type: "button", class: "wrong", title: t("bringBack"), onclick: () => act("restore", { user: person.id }) },
      `📵 ${person.first_name}: ${t("isOffline").toLowerCase()}${person.waiting ? ` · 🕓 ${person.waiting}` : ""}`));
  const bar = byId("weather");
  bar.hidden = !wrong.length && !cut.length;
  bar.replaceChildren(...wrong, ...cut, wrong.length > 0 && h("button", { type: "button", class: "well", testid: "weather-clear", onclick: clearFaults }, t("clear")) || "");
  byId("faults-open").classList.toggle("alarmed", wrong.length > 0);
}

export function openDrawer() {
  const [drawer, opener] = [byId("drawer"), byId("faults-open")];
  drawer.hidden = !drawer.hidden;
  opener.setAttribute("aria-expanded", String(!drawer.hidden));
  if (drawer.hidden) opener.focus();
  else drawer.querySelector("input, button").focus();
}
