// Small dialogs: an alert of the bot, a photo, a place, a new user.

import { addUser } from "./api.js";
import { h } from "./dom.js";
import { language, LANGUAGES, t } from "./words.js";

function show(...children) {
  const dialog = h("dialog", { onclose: () => dialog.remove(), onclick: (event) => event.target === dialog && dialog.close() }, ...children);
  document.body.append(dialog);
  dialog.showModal();
  return dialog;
}

const actions = (...buttons) => h("div", { class: "actions" }, buttons);
const closer = (words, testid) =>
  h("button", { type: "button", class: "plain", testid, onclick: (event) => event.target.closest("dialog").close() }, words);

export function openAlert(text) {
  const dialog = show(h("p", { class: "alert-text" }, text), actions(closer("OK", "alert-close")));
  dialog.dataset.testid = "alert";
}

export function openPhoto(address, label) {
  const dialog = show(h("img", { src: address, alt: label, onclick: () => dialog.close() }), closer("✕"));
  dialog.classList.add("viewer");
  dialog.querySelector("button").setAttribute("aria-label", t("close"));
}

// Invented places: no real station is named.
const PLACES = [["Ақсуат, №12", 43.2389, 76.8897], ["Тополёвка, №48", 51.1282, 71.4307], ["Sarybulaq, №7", 42.3417, 69.5901]];

/** Asks for a place, then calls `send(latitude, longitude)`. */
export function openLocation(send) {
  const field = (name, value) => h("input", { name, type: "number", step: "any", required: true, value });
  const [latitude, longitude] = [field("latitude", PLACES[0][1]), field("longitude", PLACES[0][2])];
  const presets = PLACES.map(([name, lat, lon]) =>
    h("button", { type: "button", class: "chip", onclick: () => { latitude.value = lat; longitude.value = lon; } }, `📍 ${name}`));
  const submit = (event) => {
    event.preventDefault();
    send(Number(latitude.value), Number(longitude.value));
    dialog.close();
  };
  const dialog = show(h("form", { onsubmit: submit }, h("h2", {}, t("place")), h("div", { class: "chips" }, presets),
    h("label", {}, t("latitude"), latitude), h("label", {}, t("longitude"), longitude),
    actions(closer(t("cancel")), h("button", { class: "primary", testid: "location-send" }, t("sendPlace")))));
}

/** Asks for a name, makes the user, then calls `added(user)`. */
export function openAddUser(added) {
  const name = h("input", { name: "name", required: true, maxlength: "64", testid: "add-name", autocomplete: "off" });
  const speaks = h("select", {}, LANGUAGES.map(([code, label]) => h("option", { value: code, selected: code === language() }, label)));
  const submit = async (event) => {
    event.preventDefault();
    dialog.close();
    added(await addUser(name.value, speaks.value));
  };
  const dialog = show(h("form", { onsubmit: submit }, h("h2", {}, t("addUser")), h("label", {}, t("name"), name),
    h("label", {}, t("language"), speaks), actions(closer(t("cancel")), h("button", { class: "primary", testid: "add-save" }, t("add")))));
  name.focus();
}
