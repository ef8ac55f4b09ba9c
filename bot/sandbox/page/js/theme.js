// Light, dark, or as the device is.

import { byId } from "./dom.js";
import { t } from "./words.js";

const SIGNS = { auto: "◐", light: "☀", dark: "☾" };
const NAMES = { auto: "themeAuto", light: "themeLight", dark: "themeDark" };
const asked = new URLSearchParams(location.search).get("theme") || localStorage.getItem("theme");
let current = asked in SIGNS ? asked : "auto";

export function drawTheme() {
  document.documentElement.dataset.theme = current;
  const button = byId("theme");
  button.textContent = SIGNS[current];
  button.title = `${t("theme")}: ${t(NAMES[current])}`;
  button.setAttribute("aria-label", button.title);
}

export function nextTheme() {
  const order = Object.keys(SIGNS);
  current = order[(order.indexOf(current) + 1) % order.length];
  localStorage.setItem("theme", current);
  drawTheme();
}
