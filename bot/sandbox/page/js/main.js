// Starts the page: reads the state, opens a window for each scene, listens to what happens.
// /?as=NAME opens one phone only (made when unknown); &start=CODE presses its invite link; &lang=kk|ru|en.

import { act, addUser, getState, listen } from "./api.js";
import { openAddUser, openAlert } from "./dialogs.js";
import { avatar, byId, h, toast } from "./dom.js";
import { drawFaults, openDrawer } from "./faults.js";
import { ChatWindow } from "./window.js";
import { language, LANGUAGES, setLanguage, t, translatePage } from "./words.js";

const world = { people: new Map(), groups: [], scenes: [], commands: {}, bot: null, faults: null };
const windows = new Map();
const alone = new URLSearchParams(location.search).has("as"); // one phone to a page
let active = null;

async function refresh() {
  const state = await getState();
  Object.assign(world, state, { people: new Map(state.people.map((person) => [person.id, person])) });
  drawFaults(world.faults);
}

function open(user) {
  if (!windows.has(user.id)) {
    const scene = world.scenes.find((one) => one.user === user.id);
    const view = new ChatWindow(world, user, scene);
    windows.set(user.id, view);
    byId("stage").append(view.element);
    view.load();
  }
  activate(user.id);
}

function activate(id) {
  active = id;
  const view = windows.get(id);
  for (const [key, other] of windows) other.element.classList.toggle("active", key === id);
  view.element.scrollIntoView({ inline: "nearest", block: "nearest" });
  view.seen();
  drawTabs();
}

function drawTabs() {
  const tab = ([id, view]) =>
    h("button", { role: "tab", type: "button", "aria-selected": String(id === active), testid: `tab-${view.user.first_name}`, onclick: () => activate(id) },
      avatar(view.user.first_name, id), h("span", {}, view.user.first_name), view.unread && h("i", { class: "unread" }, "•"));
  byId("tabs").replaceChildren(...[...windows].map(tab));
}

function drawLanguages() {
  const draw = ([code, label]) =>
    h("button", { type: "button", lang: code, testid: `language-${code}`, "aria-pressed": String(code === language()), onclick: () => speak(code) }, label);
  byId("languages").replaceChildren(...LANGUAGES.map(draw));
}

function speak(code) {
  setLanguage(code);
  drawLanguages();
  drawFaults(world.faults);
  for (const view of windows.values()) view.translate();
}

const showing = (chat) => [...windows.values()].filter((view) => view.chat === chat && view.person.online);

const ON = {
  message: (event) => showing(event.chat).forEach((view) => {
    view.put(event.message);
    if (!event.message.from.is_bot) return;
    view.drawHead();
    if (view.element.offsetParent === null && !view.unread) {
      view.unread = true; // its tab is not the one shown on a narrow screen
      drawTabs();
    }
  }),
  edit: (event) => showing(event.chat).forEach((view) => view.put(event.message)),
  delete: (event) => showing(event.chat).forEach((view) => view.remove(event.message_id)),
  action: (event) => showing(event.chat).forEach((view) => view.busy()),
  answer: (event) => {
    if (!event.text || !windows.has(event.user)) return;
    if (event.alert) openAlert(event.text);
    else toast(event.text, windows.get(event.user).toasts);
  },
  reaction: (event) => showing(event.chat).forEach((view) => view.react(event.message_id, event.signs)),
  pin: (event) => showing(event.chat).forEach((view) => view.pin(event.message_id)),
  keyboard: (event) => showing(event.chat).forEach((view) => view.setKeyboard(event.keyboard)),
  people: changedPeople,
  commands: changedPeople,
  faults: refresh,
};

async function changedPeople() {
  const before = new Map([...world.people].map(([id, person]) => [id, person.online]));
  await refresh();
  if (!alone) world.scenes.filter((scene) => !windows.has(scene.user)).forEach((scene) => open(world.people.get(scene.user)));
  for (const view of windows.values()) {
    if (before.get(view.user.id) === false && view.person.online) view.load();
    else view.redraw();
  }
}

async function begin() {
  await refresh();
  const asked = new URLSearchParams(location.search);
  const name = asked.get("as");
  if (!name) {
    const shown = world.scenes.length ? world.scenes.map((scene) => world.people.get(scene.user)) : [...world.people.values()];
    shown.forEach(open);
    if (shown.length) activate(shown[0].id);
    return;
  }
  const same = (person) => person.first_name.toLowerCase().startsWith(name.toLowerCase());
  const user = [...world.people.values()].find(same) ?? (await addUser(name, language()));
  await refresh();
  open(world.people.get(user.id));
  const code = asked.get("start");
  if (code !== null) {
    asked.delete("start");
    history.replaceState(null, "", `?${asked}`); // a reload must not press the link again
    await act("start", { user: user.id, code });
  }
}

byId("add-user").addEventListener("click", () => openAddUser(async (user) => {
  await refresh();
  open(world.people.get(user.id));
}));
byId("faults-open").addEventListener("click", openDrawer);
document.addEventListener("keydown", (event) => { if (event.key === "Escape" && !byId("drawer").hidden) openDrawer(); });
translatePage();
drawLanguages();
const ready = begin();
listen(
  async (event) => { await ready; ON[event.type]?.(event); },
  async () => { await ready; await refresh(); windows.forEach((view) => view.person.online && view.load()); },
);
document.title = `Baqylau · ${t("sandbox")}`;
