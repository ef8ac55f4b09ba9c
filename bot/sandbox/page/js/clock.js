// The clock of the day, and the buttons that let the day play itself.

import { setClock } from "./api.js";
import { byId, h } from "./dom.js";
import { t } from "./words.js";

const SPEEDS = [1, 10, 60];
let state = null; // {now, playing, speed, rate, zone}
let readAt = 0;

/** Seconds of the day now: what the server said, and what has passed since. */
const now = () => state.now + ((performance.now() - readAt) / 1000) * state.rate;

export function setDay(clock) {
  const same = state && clock && state.playing === clock.playing && state.speed === clock.speed;
  state = clock;
  readAt = performance.now();
  if (same) tell();
  else drawClock();
}

export const timeOf = (seconds) =>
  new Date(seconds * 1000).toLocaleTimeString([], { hour: "2-digit", minute: "2-digit", hour12: false, timeZone: state?.zone });

function tell() {
  const face = byId("clock").querySelector("time");
  if (face && state) face.textContent = timeOf(now());
}

export function drawClock() {
  const panel = byId("clock");
  panel.hidden = !state;
  if (!state) return;
  const label = t(state.playing ? "pause" : "play");
  const focused = panel.contains(document.activeElement) && document.activeElement.dataset.testid;
  const press = () => setClock({ playing: !state.playing, speed: state.speed });
  const pick = (event) => setClock({ playing: state.playing, speed: Number(event.target.value) });
  panel.replaceChildren(
    h("button", { type: "button", class: `icon play${state.playing ? " on" : ""}`, testid: "day-play", "aria-label": label, title: label, "aria-pressed": String(state.playing), onclick: press }, state.playing ? "⏸" : "▶"),
    h("time", { testid: "clock", "aria-label": t("day") }),
    h("select", { testid: "day-speed", "aria-label": t("speed"), onchange: pick },
      SPEEDS.map((speed) => h("option", { value: speed, selected: speed === state.speed }, `${speed}×`))));
  panel.classList.toggle("playing", state.playing);
  if (focused) panel.querySelector(`[data-testid="${focused}"]`)?.focus();
  tell();
}

setInterval(tell, 250);
