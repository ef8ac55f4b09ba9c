// What is in a message beside its words: photos and albums, files, places, and the rest.

import { fileAddress } from "./api.js";
import { h } from "./dom.js";
import { openPhoto } from "./dialogs.js";
import { mapOf } from "./map.js";
import { t } from "./words.js";

export function media(messages) {
  const photos = messages.filter((message) => message.photo);
  if (photos.length) return h("div", { class: `photos of-${Math.min(photos.length, 4)}`, testid: "message-media" }, photos.map(photo));
  return messages.map((message) => single(message)).filter(Boolean);
}

function single(message) {
  const element = one(message);
  if (element) element.dataset.testid = "message-media";
  return element;
}

function one(message) {
  if (message.document) return file(message.document, "📄");
  if (message.audio) return player("audio", message.audio);
  if (message.voice) return voice(message.voice);
  if (message.video) return player("video", message.video);
  if (message.video_note) return player("video", message.video_note);
  if (message.location) return place(message.location);
  if (message.contact) return card("👤", message.contact.first_name, message.contact.phone_number);
  if (message.poll) return card("📊", message.poll.question, message.poll.options.map((o) => o.text).join(" · "));
  if (message.sticker) return card("🏷", t("sticker"), "");
  if (message.migrate_to_chat_id || message.migrate_from_chat_id) return card("👥", t("upgraded"), "");
  return null;
}

function photo(message) {
  const largest = message.photo.at(-1);
  const address = fileAddress(largest.file_id);
  const label = message.caption ? `${t("photo")}: ${message.caption}` : t("photo");
  const image = h("img", { src: address, alt: label, width: largest.width, height: largest.height });
  return h("button", { class: "photo", type: "button", onclick: () => openPhoto(address, label) }, image);
}

function size(bytes) {
  if (bytes < 1024) return `${bytes} B`;
  return bytes < 1024 * 1024 ? `${Math.round(bytes / 1024)} KB` : `${(bytes / 1048576).toFixed(1)} MB`;
}

function file(found, sign) {
  const name = found.file_name || t("file");
  return h("a", { class: "card", href: fileAddress(found.file_id), download: name, title: t("download") },
    h("span", { class: "sign", "aria-hidden": "true" }, sign),
    h("span", { class: "facts" }, h("b", {}, name), h("small", {}, size(found.file_size))));
}

function player(tag, found, label = found.file_name || t("file")) {
  return h(tag, { src: fileAddress(found.file_id), controls: true, preload: "metadata", "aria-label": label });
}

function card(sign, title, words) {
  return h("div", { class: "card" }, h("span", { class: "sign", "aria-hidden": "true" }, sign),
    h("span", { class: "facts" }, h("b", {}, title), h("small", {}, words)));
}

function voice(found) {
  return h("div", { class: "voice" }, h("span", { class: "sign", "aria-hidden": "true" }, "🎤"), player("audio", found, t("voice")));
}

function place({ latitude, longitude }) {
  return h("figure", { class: "place" }, mapOf(latitude, longitude), h("figcaption", {}, `📍 ${latitude.toFixed(5)}, ${longitude.toFixed(5)}`));
}
