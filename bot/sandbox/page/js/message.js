// One bubble: a message, or the messages of an album.

import { formatted } from "./entities.js";
import { h } from "./dom.js";
import { media } from "./media.js";
import { timeOf } from "./clock.js";
import { moreButton } from "./menu.js";
import { t } from "./words.js";

/** `view` is the chat window: whose phone it is, and what a click does. */
export function bubble(messages, view) {
  const [message] = messages;
  const side = message.from.id === view.user.id ? "me" : message.from.is_bot ? "bot" : "other";
  const worded = messages.find((one) => one.text || one.caption);
  const body = h("div", { class: "bubble" },
    side === "other" && h("div", { class: "who" }, message.from.first_name),
    message.forward_origin && h("div", { class: "origin" }, `${t("forwarded")} ${origin(message.forward_origin)}`),
    message.reply_to_message && quote(message.reply_to_message),
    media(messages),
    worded && h("div", { class: "words", testid: "message-text" },
      formatted(worded.text ?? worded.caption, worded.entities ?? worded.caption_entities, view.clicks)),
    reactions(messages, view),
    foot(messages, side, view), moreButton(message, side, view));
  body.classList.toggle("bare", messages.some((one) => one.photo) && !worded);
  const ids = messages.map((one) => one.message_id).join(" ");
  const speaker = side === "me" ? t("you") : message.from.first_name;
  return h("article", { class: `message ${side}`, testid: "message", "data-id": ids, "data-from": side, "aria-label": `${speaker}, ${timeOf(message.date)}` },
    body, message.reply_markup && inlineKeyboard(message, view));
}

function origin(from) {
  return from.sender_user?.first_name ?? from.sender_user_name ?? "?";
}

function quote(message) {
  const words = message.text ?? message.caption ?? (message.photo ? t("photo") : t("message"));
  return h("div", { class: "quote" }, h("b", {}, message.from.first_name), h("span", {}, words));
}

function reactions(messages, view) {
  const signs = messages.flatMap((one) => view.reactions[one.message_id] ?? []);
  return signs.length > 0 && h("div", { class: "reactions", testid: "message-reaction" }, signs.map((sign) => h("span", {}, sign)));
}

function foot(messages, side, view) {
  const edited = messages.some((one) => one.edit_date);
  return h("div", { class: "foot" },
    edited && h("span", { testid: "message-edited" }, t("edited")),
    h("time", { datetime: new Date(messages[0].date * 1000).toISOString() }, timeOf(messages[0].date)),
    side === "me" && ticks(messages.some((one) => view.onTheirWay.has(one.message_id))));
}

/** One tick: Telegram has it. Two: the bot has taken it. */
function ticks(onItsWay) {
  const state = onItsWay ? "sent" : "delivered";
  return h("span", { class: "ticks", role: "img", testid: "ticks", "data-state": state, "aria-label": t(state), title: t(state) }, onItsWay ? "✓" : "✓✓");
}

function inlineKeyboard(message, view) {
  const row = (buttons) => h("div", { class: "row" }, buttons.map((button) => inlineButton(message, button, view)));
  return h("div", { class: "inline", onkeydown: walkButtons }, message.reply_markup.inline_keyboard.map(row));
}

/** Arrows go from button to button, as the eye does. */
function walkButtons(event) {
  const step = { ArrowDown: 1, ArrowRight: 1, ArrowUp: -1, ArrowLeft: -1 }[event.key];
  if (!step) return;
  event.preventDefault();
  const buttons = [...event.currentTarget.querySelectorAll(".button")];
  buttons[(buttons.indexOf(document.activeElement) + step + buttons.length) % buttons.length].focus();
}

function inlineButton(message, button, view) {
  if (button.url && !view.clicks.ours(button.url)) {
    return h("a", { class: "button", testid: "inline-button", href: safe(button.url), target: "_blank", rel: "noopener noreferrer" },
      button.text, h("span", { class: "corner", "aria-hidden": "true" }, "↗"));
  }
  const tap = async (event) => {
    const pressed = event.currentTarget;
    pressed.classList.add("busy");
    await view.do("tap", { message_id: message.message_id, button: button.callback_data ?? button.text });
    setTimeout(() => pressed.classList.remove("busy"), 600);
  };
  return h("button", { class: "button", type: "button", testid: "inline-button", onclick: tap }, button.text);
}

const safe = (url) => (/^https?:/i.test(url) ? url : /^[\w.-]+\.\w+/.test(url) ? `https://${url}` : undefined);

/** What was done without a network, until it is sent. */
export function waitingBubble(words) {
  return h("article", { class: "message me waiting", testid: "message", "data-from": "me" },
    h("div", { class: "bubble" }, h("div", { class: "words", testid: "message-text" }, words),
      h("div", { class: "foot", testid: "message-waiting", title: t("waiting") }, "🕓")));
}
