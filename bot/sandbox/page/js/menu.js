// The menu of one bubble: reply to it, and edit or delete one's own.

import { h } from "./dom.js";
import { t } from "./words.js";

export function moreButton(message, side, view) {
  return h("button", { type: "button", class: "more", testid: "more", "aria-label": t("more"), "aria-haspopup": "menu", onclick: (event) => open(event.currentTarget, message, side, view) }, "⋯");
}

function open(opener, message, side, view) {
  const own = side === "me";
  const item = (sign, key, press) => h("button", { type: "button", role: "menuitem", testid: key, onclick: () => { close(); press(); } }, `${sign} ${t(key)}`);
  const menu = h("div", { class: "popup bubble-menu", role: "menu", popover: "auto", "aria-label": t("more"), onkeydown: walk },
    item("↩", "reply", () => view.composer.answer(message)),
    own && (message.text ?? message.caption) !== undefined && item("✎", "edit", () => view.composer.rewrite(message)),
    own && item("🗑", "delete", () => view.do("delete", { message_id: message.message_id })));
  const close = () => menu.hidePopover();
  menu.addEventListener("toggle", (event) => event.newState === "closed" && menu.remove());
  view.element.append(menu);
  menu.showPopover();
  const [at, size] = [opener.getBoundingClientRect(), menu.getBoundingClientRect()];
  menu.style.left = `${Math.max(8, Math.min(at.left, innerWidth - size.width - 8))}px`;
  menu.style.top = `${at.bottom + size.height + 8 > innerHeight ? at.top - size.height - 4 : at.bottom + 4}px`;
  menu.querySelector("button").focus();
}

function walk(event) {
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (!step) return;
  event.preventDefault();
  const items = [...event.currentTarget.querySelectorAll("button")];
  items[(items.indexOf(document.activeElement) + step + items.length) % items.length].focus();
}
