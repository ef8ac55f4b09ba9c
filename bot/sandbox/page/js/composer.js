// Under the messages: the text field, attachments, commands, the reply keyboard, or one big button.

import { upload } from "./api.js";
import { h, toast } from "./dom.js";
import { openLocation } from "./dialogs.js";
import { t } from "./words.js";

export class Composer {
  constructor(view) {
    this.view = view;
    this.element = h("footer", { class: "composer" });
    this.text = h("textarea", { rows: "1", testid: "text", maxlength: "20000", onkeydown: (e) => this.key(e), oninput: () => this.grow() });
    this.element.addEventListener("keydown", (event) => event.key === "Escape" && this.closeMenu());
    this.draw();
  }

  closeMenu() {
    if (this.menu) this.menu.hidden = true;
  }

  /** Draws anew what the state asks for; who was typing goes on typing. */
  draw() {
    const typing = document.activeElement === this.text;
    this.fill();
    if (typing && this.text.isConnected) this.text.focus();
  }

  fill() {
    const { view } = this;
    this.element.replaceChildren();
    if (view.person.blocked) return this.big("unblock", () => view.do("unblock"));
    if (!view.started) return this.big("start", () => view.start());
    this.text.placeholder = t("message");
    this.text.setAttribute("aria-label", t("message"));
    this.menu = h("div", { class: "popup", hidden: true });
    this.element.append(this.menu, this.line(), ...this.replyKeyboard());
    return this.element;
  }

  big(key, press) {
    this.element.append(h("button", { class: `big ${key}`, type: "button", testid: key, onclick: press }, t(key)));
    return this.element;
  }

  line() {
    const commands = this.view.commands();
    return h("form", { class: "line", onsubmit: (event) => { event.preventDefault(); this.send(); } },
      commands.length > 0 && this.opener("commands", "/", () => this.commandList(commands)),
      this.opener("attach", "📎", () => this.attachments()),
      this.picker("photo", "image/*"), this.picker("file", ""),
      this.text,
      h("button", { class: "icon primary", testid: "send-text", "aria-label": t("send"), title: t("send") }, "➤"));
  }

  opener(key, sign, fill) {
    const toggle = () => {
      const opening = this.menu.hidden || this.menu.dataset.of !== key;
      this.menu.replaceChildren(...(opening ? fill() : []));
      this.menu.hidden = !opening;
      this.menu.dataset.of = key;
    };
    return h("button", { class: "icon", type: "button", testid: key, "aria-label": t(key), title: t(key), onclick: toggle }, sign);
  }

  /** A hidden file input; several photos make an album, the text field gives the caption. */
  picker(kind, accept) {
    const send = async (event) => {
      const files = [...event.target.files];
      event.target.value = "";
      if (files.length) await this.sendFiles(kind, files);
    };
    const input = h("input", { type: "file", class: "hidden", multiple: true, accept, testid: `attach-${kind}`, tabindex: "-1", "aria-label": t(kind), onchange: send });
    this[kind] = input;
    return input;
  }

  async sendFiles(what, files) {
    const caption = this.text.value;
    this.text.value = "";
    const { user, chat } = this.view;
    await this.view.attempt(() => upload(what, { user: user.id, chat, caption }, files), `${t(what)} × ${files.length} ${caption}`);
  }

  attachments() {
    const item = (sign, key, testid, press) =>
      h("button", { type: "button", testid, onclick: () => { this.menu.hidden = true; press(); } }, `${sign} ${t(key)}`);
    return [
      item("🖼", "photo", undefined, () => this.photo.click()),
      item("📄", "file", undefined, () => this.file.click()),
      item("📍", "location", "attach-location", () => this.askPlace()),
      item("🚫", "block", "block", () => this.view.do("block")),
    ];
  }

  askPlace() {
    openLocation((latitude, longitude) => this.view.do("location", { latitude, longitude }, `📍 ${latitude}, ${longitude}`));
  }

  commandList(commands) {
    const press = (command) => { this.menu.hidden = true; this.view.say(`/${command}`); };
    return commands.map(({ command, description }) =>
      h("button", { type: "button", testid: "command", onclick: () => press(command) }, h("b", {}, `/${command}`), ` ${description}`));
  }

  replyKeyboard() {
    const rows = this.view.keyboard?.keyboard ?? [];
    if (!rows.length) return [];
    const draw = (button) => h("button", { type: "button", testid: "reply-button", onclick: () => this.press(button) }, button.text);
    return [h("div", { class: "reply-keyboard" }, rows.map((row) => h("div", { class: "row" }, row.map(draw))))];
  }

  press(button) {
    if (button.request_location) return this.askPlace();
    if (button.request_contact) {
      const { first_name: name } = this.view.user;
      return this.view.do("contact", { first_name: name, phone_number: "+7 700 000 00 00" }, "👤");
    }
    return this.view.do("press", { label: button.text }, button.text);
  }

  key(event) {
    if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    this.send();
  }

  send() {
    const words = this.text.value;
    if (!words.trim()) return;
    this.text.value = "";
    this.grow();
    this.view.say(words);
  }

  grow() {
    this.text.style.height = "auto";
    this.text.style.height = `${Math.min(this.text.scrollHeight, 140)}px`;
  }

  refuse(error) {
    toast(error.kind === "NotAnImage" ? t("notImage") : `${t("failed")}: ${error.message}`, this.view.toasts);
  }
}
