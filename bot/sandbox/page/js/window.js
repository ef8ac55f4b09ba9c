// One chat window: a user's phone (or a desk) showing one chat.

import { act, getMessages } from "./api.js";
import { Composer } from "./composer.js";
import { avatar, h } from "./dom.js";
import { Search } from "./search.js";
import { bubble, waitingBubble } from "./message.js";
import { language, t } from "./words.js";

export class ChatWindow {
  constructor(world, user, scene) {
    Object.assign(this, { world, user, scene, chat: user.id, blocks: new Map(), elements: new Map(), keyboard: null, reactions: {}, onTheirWay: new Set() });
    this.clicks = {
      command: (words) => this.say(words),
      ours: (url) => this.isOurs(url),
      link: (url) => this.do("link", { url }, url),
    };
    this.list = h("div", { class: "messages", role: "log", "aria-live": "polite", "aria-label": `${t("messages")}: ${user.first_name}`, tabindex: "0", onclick: () => this.composer.closeMenu() });
    this.stayAtEnd();
    this.head = h("header", { class: "head" });
    this.toasts = h("div", { class: "toasts", role: "status" });
    this.pinBar = h("button", { class: "pin", type: "button", testid: "pinned", hidden: true });
    this.composer = new Composer(this);
    this.search = new Search(this);
    this.element = h("section", { class: "window", testid: `chat-${user.first_name}`, "data-user": user.id, "aria-label": user.first_name },
      this.head, this.search.element, this.pinBar, this.list, h("div", { class: "over" }, this.toasts), this.composer.element);
    this.element.addEventListener("keydown", (event) => this.typed(event));
    this.element.addEventListener("dragover", (event) => event.preventDefault());
    this.element.addEventListener("drop", (event) => this.receive(event, event.dataTransfer.files));
    this.element.addEventListener("paste", (event) => this.receive(event, event.clipboardData.files));
    this.drawHead();
  }

  /** Whoever types anywhere in the window means the text field; Escape leads there too. */
  typed(event) {
    const { key, target } = event;
    if (event.ctrlKey || event.metaKey || event.altKey || target.matches("input, textarea, select, [role=menuitem]")) return;
    if (key === "Escape" || (key.length === 1 && key !== " ")) this.composer.text.focus();
  }

  /** Files dropped or pasted: pictures go as photos, the rest as documents. */
  receive(event, files) {
    if (!files.length || !this.started) return;
    event.preventDefault();
    const pictures = [...files].every((file) => file.type.startsWith("image/"));
    this.composer.sendFiles(pictures ? "photo" : "file", [...files]);
  }

  get person() {
    return this.world.people.get(this.user.id) ?? this.user;
  }

  get started() {
    return this.person.started || this.person.waiting > 0 || this.chat !== this.user.id;
  }

  isOurs(url) {
    try {
      const { hostname, pathname } = new URL(/^https?:/i.test(url) ? url : `https://${url}`);
      return ["t.me", "telegram.me"].includes(hostname) && pathname.slice(1) === this.world.bot.username;
    } catch {
      return false;
    }
  }

  /** Commands for this chat: its own scope before the general ones, the user's language before none. */
  commands() {
    const scopes = [`chat/${this.chat}/`, this.chat > 0 ? "all_private_chats//" : "all_group_chats//", "default//"];
    const speech = [this.user.language_code, ""];
    const keys = scopes.flatMap((scope) => speech.map((code) => `${scope}/${code}`));
    return keys.map((key) => this.world.commands[key]).find((found) => found?.length) ?? [];
  }

  drawHead() {
    const { online } = this.person;
    const focused = this.head.contains(document.activeElement) && document.activeElement.dataset.testid;
    const finder = h("button", { class: "icon", type: "button", testid: "search", "aria-label": t("search"), title: t("search"), onclick: () => this.search.toggle() }, "🔎");
    const toggle = h("button", { class: "icon network", type: "button", testid: "network", "aria-pressed": String(!online), "aria-label": t("network"),
      title: t("network"), onclick: () => this.do(online ? "cut" : "restore") }, online ? "📶" : "📵");
    const label = this.scene?.label || t(this.scene?.role || "noRole");
    this.subtitle = h("small", {}, online ? label : t("noNetwork"));
    const groups = this.world.groups.filter((group) => this.user.id in group.members);
    this.head.replaceChildren(avatar(this.user.first_name, this.user.id),
      h("div", { class: "names" }, h("h2", {}, this.user.first_name), this.subtitle),
      groups.length ? this.chooser(groups) : h("span", { class: "with" }, this.world.bot.first_name, h("small", {}, t("bot"))), finder, toggle);
    if (focused) this.head.querySelector(`[data-testid="${focused}"]`)?.focus();
    this.element?.classList.toggle("offline", !online);
  }

  chooser(groups) {
    const options = [[this.user.id, this.world.bot.first_name], ...groups.map((group) => [group.id, group.title])];
    return h("select", { "aria-label": t("chat"), onchange: (event) => this.show(Number(event.target.value)) },
      options.map(([id, name]) => h("option", { value: id, selected: id === this.chat }, name)));
  }

  show(chat) {
    this.chat = chat;
    return this.load();
  }

  async load() {
    this.late = [];
    const shown = await getMessages(this.chat);
    const { late } = this;
    this.late = null;
    this.blocks.clear();
    this.elements.clear();
    this.keyboard = shown.keyboard;
    this.reactions = shown.reactions;
    this.pinned = shown.pinned;
    this.onTheirWay = new Set(shown.on_their_way);
    this.list.replaceChildren();
    for (const message of shown.messages) this.put(message, false);
    for (const message of late ?? []) this.put(message, false);
    if (!this.blocks.size) this.list.append(this.emptiness());
    this.redraw();
    this.list.scrollTop = this.list.scrollHeight;
  }

  redraw() {
    this.drawHead();
    this.drawPin();
    this.composer.draw();
  }

  /** Words in another language: every bubble anew. */
  translate() {
    for (const key of this.blocks.keys()) this.paint(key);
    this.list.querySelector(".emptiness")?.replaceWith(this.emptiness());
    this.redraw();
  }

  emptiness() {
    return h("div", { class: "emptiness" }, avatar(this.world.bot.first_name, 0), h("b", {}, this.world.bot.first_name),
      h("p", {}, this.scene?.hint || t("empty")), this.scene?.start_link && h("button", { type: "button", class: "invite", testid: "invite", onclick: () => this.start() }, this.scene.start_link));
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

  pin(messageId) {
    this.pinned = messageId;
    this.drawPin();
  }

  drawPin() {
    const key = this.pinned && this.keyOf(this.pinned);
    this.pinBar.hidden = !key;
    if (!key) return;
    const [message] = this.blocks.get(key);
    this.pinBar.textContent = `📌 ${(message.text ?? message.caption ?? t("message")).split("\n")[0]}`;
    this.pinBar.onclick = () => this.elements.get(key).scrollIntoView({ block: "center" });
  }

  /** A hidden list cannot scroll, so it does when it comes into view. */
  seen() {
    this.list.scrollTop = this.list.scrollHeight;
  }

  busy() {
    this.subtitle.textContent = `${this.world.bot.first_name} ${t("typing")}`;
    this.subtitle.dataset.testid = "typing";
    this.subtitle.classList.add("typing");
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.drawHead(), 5000);
  }

  setKeyboard(keyboard) {
    const before = JSON.stringify(this.keyboard);
    this.keyboard = keyboard;
    if (JSON.stringify(keyboard) !== before) this.composer.draw();
  }

  start() {
    if (this.scene?.start_link) return this.do("link", { url: this.scene.start_link }, "/start");
    return this.do("start", {}, "/start");
  }

  say(words, replyTo) {
    return this.do("text", { text: words, reply_to: replyTo }, words);
  }

  /** Whether a tap of this page may still be answered. */
  get justTapped() {
    return performance.now() - this.tappedAt < 60_000;
  }

  do(what, fields = {}, words = "") {
    if (what === "tap") this.tappedAt = performance.now();
    return this.attempt(() => act(what, { user: this.user.id, chat: this.chat, language: language(), ...fields }), words);
  }

  /** Sends; what waits for the network is shown with a clock. */
  async attempt(send, words) {
    try {
      const answer = await send();
      if (answer.waiting && words) {
        this.list.append(waitingBubble(words));
        this.list.scrollTop = this.list.scrollHeight;
      }
    } catch (error) {
      this.composer.refuse(error);
    }
  }
}
