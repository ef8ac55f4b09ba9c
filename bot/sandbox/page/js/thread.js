// The messages of one chat, in their order: drawn, drawn anew, taken away; and where the keyboard is meanwhile.

import { h } from "./dom.js";
import { bubble } from "./message.js";
import { t } from "./words.js";

/** What a chat window is made upon; `user` and `person` are the window's. */
export class Thread {
  constructor(user) {
    Object.assign(this, { user, blocks: new Map(), elements: new Map(), reactions: {}, onTheirWay: new Set() });
    this.list = h("div", { class: "messages", role: "log", "aria-live": "polite", "aria-label": `${t("messages")}: ${user.first_name}`, tabindex: "0" });
    this.stayAtEnd();
  }

  toEnd() {
    this.following = true;
    this.list.scrollTop = this.list.scrollHeight;
  }

  /** A picture that arrives makes the list longer: whoever stood at its end stays there. */
  stayAtEnd() {
    this.following = true;
    this.list.addEventListener("scroll", () => {
      this.following = this.list.scrollHeight - this.list.scrollTop - this.list.clientHeight < 160;
    });
    new ResizeObserver(() => { if (this.following) this.toEnd(); }).observe(this.list); // a bar or a keyboard came
    this.list.addEventListener("load", () => { if (this.following) this.toEnd(); }, true); // load events do not bubble
  }

  put(message, follow = true) {
    this.late?.push(message); // while the whole is being read, what happens must not be lost
    const key = message.media_group_id ?? String(message.message_id);
    const block = this.blocks.get(key) ?? [];
    const at = block.findIndex((one) => one.message_id === message.message_id);
    if (at >= 0) block[at] = message;
    else block.push(message);
    if (at < 0 && follow && message.from.id === this.user.id) this.sent(message);
    this.blocks.set(key, block);
    const near = this.list.scrollHeight - this.list.scrollTop - this.list.clientHeight < 160;
    this.paint(key);
    this.list.querySelector(".emptiness")?.remove();
    if (follow && (near || message.from.id === this.user.id)) this.toEnd();
  }

  /** Somebody's own message: on its way until the bot has taken it; what waited for the network is no longer shown so. */
  sent(message) {
    this.onTheirWay.add(message.message_id);
    if (this.person.online) this.list.querySelector(".waiting")?.remove();
  }

  delivered(messageId) {
    if (!this.onTheirWay.delete(messageId)) return;
    const key = this.keyOf(messageId);
    if (key) this.paint(key);
  }

  /** Whoever works with the keyboard stays where they are when the message under them changes. */
  paint(key) {
    const fresh = bubble(this.blocks.get(key), this);
    const old = this.elements.get(key);
    const focused = old?.contains(document.activeElement);
    if (old) old.replaceWith(fresh);
    else this.list.append(fresh);
    this.elements.set(key, fresh);
    const wanted = focused || performance.now() < this.awaits ? fresh.querySelector(".inline .button") : null;
    if (wanted) {
      wanted.focus({ preventScroll: Boolean(old) });
      this.awaits = 0;
    } else if (focused) this.lostFocus();
  }

  /** Its button is gone: the list is next, and then the first button of what the bot says next. */
  lostFocus() {
    this.list.focus();
    this.awaits = performance.now() + 4000;
  }

  /** Into the newest buttons of the bot, from the text field. */
  toButtons() {
    [...this.list.querySelectorAll(".inline")].at(-1)?.querySelector(".button").focus();
  }

  remove(messageId) {
    for (const [key, block] of this.blocks) {
      const left = block.filter((one) => one.message_id !== messageId);
      if (left.length === block.length) continue;
      this.blocks.set(key, left);
      if (left.length) this.paint(key);
      else {
        this.vanish(this.elements.get(key));
        this.elements.delete(key);
        this.blocks.delete(key);
      }
    }
  }

  vanish(element) {
    if (!element) return;
    if (element.contains(document.activeElement)) this.lostFocus();
    element.classList.add("leaving");
    element.removeAttribute("data-testid");
    setTimeout(() => element.remove(), matchMedia("(prefers-reduced-motion: reduce)").matches ? 0 : 240);
  }

  keyOf(messageId) {
    return [...this.blocks].find(([, block]) => block.some((one) => one.message_id === messageId))?.[0];
  }

  react(messageId, signs) {
    this.reactions[messageId] = signs;
    const key = this.keyOf(messageId);
    if (key) this.paint(key);
  }
}
