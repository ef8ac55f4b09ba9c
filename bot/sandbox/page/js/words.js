// The words of the page in three languages. The bot's own words come from the bot.

import en from "./words/en.js";
import kk from "./words/kk.js";
import ru from "./words/ru.js";

const WORDS = { en, kk, ru };

export const LANGUAGES = [["kk", "Қаз"], ["ru", "Рус"], ["en", "Eng"]];

function first() {
  const asked = new URLSearchParams(location.search).get("lang") || localStorage.getItem("language");
  const wanted = [asked, ...navigator.languages.map((tag) => tag.slice(0, 2))];
  return wanted.find((code) => code in WORDS) || "en";
}

let current = first();

export const language = () => current;
export const t = (key) => WORDS[current][key] ?? WORDS.en[key] ?? key;

export function setLanguage(code) {
  current = code;
  localStorage.setItem("language", code);
  translatePage();
}

/** Fills elements marked data-t (their text) and data-t-label (their accessible name). */
export function translatePage() {
  document.documentElement.lang = current;
  for (const element of document.querySelectorAll("[data-t]")) element.textContent = t(element.dataset.t);
  for (const element of document.querySelectorAll("[data-t-label]")) {
    element.setAttribute("aria-label", t(element.dataset.tLabel));
    element.title = t(element.dataset.tLabel);
  }
}
