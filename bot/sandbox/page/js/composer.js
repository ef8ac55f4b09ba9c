// Under the messages: the text field, attachments, commands, the reply keyboard, or one big button.

import { upload } from "./api.js";
import { h, toast } from "./dom.js";
import { openLocation } from "./dialogs.js";
import { recordVoice } from "./voice.js";
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
    const focused = this.element.contains(document.activeElement) && document.activeElement;
    const kept = focused?.dataset?.testid;
    if (this.recorder?.isConnected) return; // somebody is speaking
    this.fill();
    if (!focused) return;
    const again = kept && this.element.querySelector(`[data-testid="${kept}"]`);
    (again ?? (this.text.isConnected ? this.text : this.view.list)).focus();
  }

  fill() {
    const { view } = this;
    this.element.replaceChildren();
    if (view.person.blocked) return this.big("unblock", () => view.do("unblock"));
    if (!view.started) return this.big("start", () => view.start());
    this.text.placeholder = t("message");
    this.text.setAttribute("aria-label", t("message"));
    this.menu = h("div", { class: "popup", hidden: true });
    this.element.append(this.menu, ...this.about(), this.line(), ...this.replyKeyboard());
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
      this.picker("photo", "image/*"), this.picker("video", "video/*"), this.picker("file", ""),
      this.text,
      h("button", { class: "icon primary", testid: "send-text", "aria-label": t("send"), title: t("send") }, "➤"));
  }

  opener(key, sign, fill) {
    const toggle = () => {
      const opening = this.menu.hidden || this.menu.dataset.of !== key;
      this.menu.replaceChildren(...(opening ? fill() : []));
      this.menu.hidden = !opening;
      this.menu.dataset.of = key;
      if (opening) this.menu.querySelector("button")?.focus();
    };
    return h("button", { class: "icon", type: "button", testid: key, "aria-label": t(key), title: t(key), "aria-haspopup": "true", onclick: toggle }, sign);
  }

  /** A hidden file input; several photos make an album, the text field gives the caption. */
  picker(kind, accept) {
    const send = async (event) => {
      const files = [...event.target.files];
      event.target.value = "";
      if (files.length) await this.sendFiles(kind, files);
    };
    const input = h("input", { type: "file", hidden: true, multiple: true, accept, testid: `attach-${kind}`, onchange: send });
    this[kind] = input;
    return input;
  }

  async sendFiles(what, files) {
    const caption = this.text.value;
    this.text.value = "";
    const { user, chat } = this.view;
    const act = what === "photo" ? "photo" : "file";
    const kind = what === "video" ? "video" : "document";
    await this.view.attempt(() => upload(act, { user: user.id, chat, caption, kind }, files), `${t(what)} × ${files.length} ${caption}`);
  }

  attachments() {
    const item = (sign, key, testid, press) =>
      h("button", { type: "button", testid, onclick: () => { this.menu.hidden = true; press(); } }, `${sign} ${t(key)}`);
    return [
      item("🖼", "photo", undefined, () => this.photo.click()),
      item("🎞", "video", undefined, () => this.video.click()),
      item("📄", "file", undefined, () => this.file.click()),
      item("🎤", "voice", "attach-voice", async () => { this.recorder = await recordVoice(this.view, this.element); }),
      item("📍", "location", "attach-location", () => this.askPlace()),
      item("🚫", "block", "block", () => this.view.do("block")),
    ];
  }

  askPlace() {
    openLocation(this.view.world.places ?? [], (latitude, longitude) => this.view.do("location", { latitude, longitude }, `📍 ${latitude}, ${longitude}`));
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

  /** The message that is answered or corrected, above the text field. */
  about() {
    if (!this.target) return [];
    const { message, editing } = this.target;
    return [h("div", { class: "answering", testid: "answering" }, h("span", {}, editing ? `✎ ${t("editing")}` : `↩ ${t("replyTo")} ${message.from.first_name}`),
      h("small", {}, message.text ?? message.caption ?? t("message")),
      h("button", { class: "icon", type: "button", "aria-label": t("cancel"), title: t("cancel"), onclick: () => this.aim(null) }, "✕"))];
  }

  aim(target) {
    this.target = target;
    this.draw();
    this.text.focus();
  }

  answer(message) {
    this.aim({ message, editing: false });
  }

  rewrite(message) {
    this.text.value = message.text ?? message.caption;
    this.aim({ message, editing: true });
    this.grow();
  }

  key(event) {
    if (event.key === "Escape" && this.target) this.aim(null);
    if (event.key === "ArrowUp" && !this.text.value) {
      event.preventDefault();
      this.view.toButtons();
    }
    if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    this.send();
  }

  send() {
    const words = this.text.value;
    if (!words.trim()) return;
    const { target } = this;
    this.text.value = "";
    this.target = null;
    this.grow();
    if (target) this.draw();
    if (target?.editing) this.view.do("edit", { message_id: target.message.message_id, text: words });
    else this.view.say(words, target?.message.message_id);
  }

  grow() {
    this.text.style.height = "auto";
    this.text.style.height = `${Math.min(this.text.scrollHeight, 140)}px`;
  }

  refuse(error) {
    toast(error.kind === "NotAnImage" ? t("notImage") : `${t("failed")}: ${error.message}`, this.view.toasts);
  }
}
