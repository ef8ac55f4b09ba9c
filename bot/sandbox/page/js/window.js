// One chat window: a user's phone (or a desk) showing one chat.

import { act, getMessages } from "./api.js";
import { Composer } from "./composer.js";
import { avatar, h } from "./dom.js";
import { Search } from "./search.js";
import { Thread } from "./thread.js";
import { waitingBubble } from "./message.js";
import { language, t } from "./words.js";

export class ChatWindow extends Thread {
  constructor(world, user, scene) {
    super(user);
    Object.assign(this, { world, scene, chat: user.id, keyboard: null });
    this.clicks = {
      command: (words) => this.say(words),
      ours: (url) => this.isOurs(url),
      link: (url) => this.do("link", { url }, url),
    };
    this.list.addEventListener("click", () => this.composer.closeMenu());
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
    this.list.setAttribute("aria-label", `${t("messages")}: ${this.user.first_name}`);
    this.list.querySelector(".emptiness")?.replaceWith(this.emptiness());
    this.redraw();
  }

  emptiness() {
    return h("div", { class: "emptiness" }, avatar(this.world.bot.first_name, 0), h("b", {}, this.world.bot.first_name),
      h("p", {}, this.scene?.hint || t("empty")), this.scene?.start_link && h("button", { type: "button", class: "invite", testid: "invite", onclick: () => this.start() }, this.scene.start_link));
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
