// Search in one chat: matching bubbles are framed, the newest first.

import { h } from "./dom.js";
import { t } from "./words.js";

const plain = (text) => text.toLocaleLowerCase().normalize("NFC");

export class Search {
  constructor(view) {
    this.view = view;
    this.found = [];
    this.element = h("div", { class: "search", role: "search", hidden: true });
  }

  toggle() {
    if (this.element.hidden) this.open();
    else this.close();
  }

  open() {
    const step = (sign, key, by) => h("button", { type: "button", class: "icon", testid: `search-${key}`, "aria-label": t(key), title: t(key), onclick: () => this.go(by) }, sign);
    this.field = h("input", { type: "search", testid: "search-for", placeholder: t("searchFor"), "aria-label": t("search"), oninput: () => this.look(), onkeydown: (event) => this.key(event) });
    this.count = h("span", { class: "count", testid: "search-count", role: "status" });
    this.element.replaceChildren(this.field, this.count, step("↑", "older", -1), step("↓", "newer", 1),
      h("button", { type: "button", class: "icon", "aria-label": t("close"), title: t("close"), onclick: () => this.close() }, "✕"));
    this.element.hidden = false;
    this.field.focus();
  }

  key(event) {
    if (event.key === "Escape") this.close();
    if (event.key === "Enter") this.go(event.shiftKey ? 1 : -1);
  }

  look() {
    this.clear();
    const wanted = plain(this.field.value.trim());
    const bubbles = [...this.view.list.querySelectorAll(".message")];
    this.found = wanted ? bubbles.filter((one) => plain(one.textContent).includes(wanted)) : [];
    this.found.forEach((one) => one.classList.add("found"));
    this.at = this.found.length;
    this.count.textContent = wanted ? t("nothingFound") : "";
    this.go(-1);
  }

  /** One match further; the list of matches is a ring. */
  go(by) {
    if (!this.found.length) return;
    this.found[this.at]?.classList.remove("current");
    this.at = (this.at + by + this.found.length) % this.found.length;
    this.found[this.at].classList.add("current");
    this.found[this.at].scrollIntoView({ block: "center" });
    this.count.textContent = `${this.found.length - this.at} / ${this.found.length}`;
  }

  clear() {
    this.found.forEach((one) => one.classList.remove("found", "current"));
    this.found = [];
  }

  close() {
    this.clear();
    this.element.hidden = true;
    this.view.head.querySelector('[data-testid="search"]')?.focus();
  }
}
