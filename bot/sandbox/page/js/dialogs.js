// Small dialogs: an alert of the bot, a photo, a place, a new user.

import { addUser } from "./api.js";
import { h } from "./dom.js";
import { mapOf } from "./map.js";
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

// Invented places, where nobody gave others: no real station is named.
const PLACES = [["Ақсуат, №12", 43.2389, 76.8897], ["Тополёвка, №48", 51.1282, 71.4307], ["Sarybulaq, №7", 42.3417, 69.5901]]
  .map(([name, latitude, longitude]) => ({ name, latitude, longitude }));

/** Asks for a place, offering `given` ones, then calls `send(latitude, longitude)`. */
export function openLocation(given, send) {
  const places = given.length ? given : PLACES;
  const field = (name, value) => h("input", { name, type: "number", step: "any", required: true, value, oninput: () => redraw() });
  const [latitude, longitude] = [field("latitude", places[0].latitude), field("longitude", places[0].longitude)];
  const drawing = h("div", {});
  const redraw = () => drawing.replaceChildren(mapOf(Number(latitude.value), Number(longitude.value)));
  const presets = places.map((place) =>
    h("button", { type: "button", class: "chip", onclick: () => { latitude.value = place.latitude; longitude.value = place.longitude; redraw(); } }, `📍 ${place.name}`));
  redraw();
  const submit = (event) => {
    event.preventDefault();
    send(Number(latitude.value), Number(longitude.value));
    dialog.close();
  };
  const dialog = show(h("form", { onsubmit: submit }, h("h2", {}, t("place")), h("div", { class: "chips" }, presets), drawing,
    h("label", {}, t("latitude"), latitude), h("label", {}, t("longitude"), longitude),
    actions(closer(t("cancel")), h("button", { class: "primary", testid: "location-send" }, t("sendPlace")))));
}

/** Asks for a name and a role, makes the person, then calls `added(user)`. */
export function openAddUser(roles, added) {
  const name = h("input", { name: "name", required: true, maxlength: "64", testid: "add-name", autocomplete: "off" });
  const speaks = h("select", {}, LANGUAGES.map(([code, label]) => h("option", { value: code, selected: code === language() }, label)));
  const role = h("select", { testid: "add-role" }, [...roles, ""].map((code) => h("option", { value: code }, t(code || "noRole"))));
  const submit = async (event) => {
    event.preventDefault();
    dialog.close();
    added(await addUser({ name: name.value, language_code: speaks.value, role: role.value }));
  };
  const dialog = show(h("form", { onsubmit: submit }, h("h2", {}, t("addUser")), h("label", {}, t("name"), name),
    roles.length > 0 && h("label", {}, t("role"), role), h("label", {}, t("language"), speaks), actions(closer(t("cancel")), h("button", { class: "primary", testid: "add-save" }, t("add")))));
  name.focus();
}
