// Starts the page: reads the state, shows an observer's phone and a desk side by side, listens to what happens.
// /?as=NAME opens one phone only (made when unknown); &start=CODE presses its invite link; &lang=kk|ru|en; &theme=light|dark.

import { act, addUser, getState, listen } from "./api.js";
import { drawClock, setDay } from "./clock.js";
import { openAddUser, openAlert } from "./dialogs.js";
import { byId, h, toast } from "./dom.js";
import { drawFaults, openDrawer } from "./faults.js";
import { drawPeople, isDesk, walkList } from "./people.js";
import { drawTheme, nextTheme } from "./theme.js";
import { ChatWindow } from "./window.js";
import { language, LANGUAGES, setLanguage, t, translatePage } from "./words.js";

const world = { people: new Map(), groups: [], scenes: [], commands: {}, bot: null, faults: null, unread: new Map(), places: [], roles: [] };
const windows = new Map();
const slots = { field: null, desk: null }; // whose window stands at the left, whose at the right
const alone = new URLSearchParams(location.search).has("as"); // one phone to a page
let active = null;

async function refresh() {
  const state = await getState();
  Object.assign(world, state, { people: new Map(state.people.map((person) => [person.id, person])) });
  setDay(state.clock);
  drawFaults(world);
}

const sceneOf = (id) => world.scenes.find((scene) => scene.user === id);

function windowOf(id) {
  if (!windows.has(id)) {
    const view = new ChatWindow(world, world.people.get(id), sceneOf(id));
    windows.set(id, view);
    view.element.addEventListener("focusin", () => mark(id));
    view.element.addEventListener("pointerdown", () => mark(id));
    byId("stage")[isDesk(sceneOf(id)) ? "append" : "prepend"](view.element); // Tab goes as the eye does
    view.load();
  }
  return windows.get(id);
}

/** Opens somebody's window in its place: observers at the left, desks at the right. */
function activate(id) {
  const slot = isDesk(sceneOf(id)) ? "desk" : "field";
  windowOf(id);
  slots[slot] = id;
  active = id;
  arrange();
  windows.get(id).seen();
}

/** The window somebody works in is the one that a narrow screen shows. */
function mark(id) {
  if (active === id) return;
  active = id;
  arrange();
}

function arrange() {
  for (const [key, view] of windows) {
    view.element.classList.toggle("active", key === active);
    view.element.classList.toggle("shown", key === slots.field || key === slots.desk);
  }
  for (const id of [slots.field, slots.desk]) if (inSight(id)) world.unread.delete(id);
  drawList();
}

const inSight = (id) => windows.has(id) && windows.get(id).element.offsetParent !== null;

function drawList() {
  if (alone) return;
  const shown = new Set([slots.field, slots.desk].filter(inSight));
  drawPeople(world, { shown, active, press: activate });
}

function drawLanguages() {
  const draw = ([code, label]) =>
    h("button", { type: "button", lang: code, testid: `language-${code}`, "aria-pressed": String(code === language()), onclick: () => speak(code) }, label);
  byId("languages").replaceChildren(...LANGUAGES.map(draw));
}

function speak(code) {
  setLanguage(code);
  drawLanguages();
  drawTheme();
  drawClock();
  drawFaults(world);
  drawList();
  for (const view of windows.values()) view.translate();
  byId("languages").querySelector(`[lang="${code}"]`).focus();
}

const showing = (chat) => [...windows.values()].filter((view) => view.chat === chat && view.person.online);

/** The newest words of a private chat are shown in the list; what nobody sees is counted. */
function noted({ chat, message }) {
  const person = world.people.get(chat);
  if (!person || !person.online) return;
  person.last = message;
  if (message.from.is_bot && !inSight(chat)) world.unread.set(chat, (world.unread.get(chat) ?? 0) + 1);
  drawList();
}

const ON = {
  message: (event) => {
    showing(event.chat).forEach((view) => {
      view.put(event.message);
      if (event.message.from.is_bot) view.drawHead();
    });
    noted(event);
  },
  edit: (event) => {
    showing(event.chat).forEach((view) => view.put(event.message));
    const person = world.people.get(event.chat);
    if (person?.last?.message_id !== event.message.message_id) return;
    person.last = event.message;
    drawList();
  },
  delete: (event) => showing(event.chat).forEach((view) => view.remove(event.message_id)),
  delivered: (event) => showing(event.chat).forEach((view) => view.delivered(event.message_id)),
  action: (event) => showing(event.chat).forEach((view) => view.busy()),
  answer: (event) => {
    if (!event.text || !inSight(event.user)) return;
    const view = windows.get(event.user);
    if (event.alert && view.justTapped) openAlert(event.text); // not when the day plays itself: it would bar the way
    else toast(event.text, view.toasts);
  },
  reaction: (event) => showing(event.chat).forEach((view) => view.react(event.message_id, event.signs)),
  pin: (event) => showing(event.chat).forEach((view) => view.pin(event.message_id)),
  keyboard: (event) => showing(event.chat).forEach((view) => view.setKeyboard(event.keyboard)),
  people: changedPeople,
  commands: changedPeople,
  clock: (event) => setDay(event.clock),
  faults: refresh,
};

async function changedPeople() {
  const before = new Map([...world.people].map(([id, person]) => [id, person.online]));
  await refresh();
  for (const view of windows.values()) {
    view.scene ??= sceneOf(view.user.id);
    if (before.get(view.user.id) === false && view.person.online) view.load();
    else view.redraw();
  }
  if (!alone && !windows.size) openFirst();
  drawList();
}

function openFirst() {
  const ids = world.scenes.length ? world.scenes.map((scene) => scene.user) : [...world.people.keys()];
  const desk = ids.find((id) => isDesk(sceneOf(id)));
  const field = ids.find((id) => !isDesk(sceneOf(id)));
  for (const id of [desk, field]) if (id !== undefined) activate(id);
}

async function begin() {
  await refresh();
  const asked = new URLSearchParams(location.search);
  const name = asked.get("as");
  document.body.classList.toggle("alone", alone);
  if (!name) return openFirst();
  const same = (person) => person.first_name.toLowerCase().startsWith(name.toLowerCase());
  const user = [...world.people.values()].find(same) ?? (await addUser({ name, language_code: language() }));
  await refresh();
  activate(user.id);
  const code = asked.get("start");
  if (code !== null) {
    asked.delete("start");
    history.replaceState(null, "", `?${asked}`); // a reload must not press the link again
    await act("start", { user: user.id, code });
  }
}

byId("add-user").addEventListener("click", () => openAddUser(world.roles, async (user) => {
  await refresh();
  activate(user.id);
}));
byId("list").addEventListener("keydown", walkList);
byId("faults-open").addEventListener("click", openDrawer);
byId("theme").addEventListener("click", nextTheme);
document.addEventListener("keydown", (event) => { if (event.key === "Escape" && !byId("drawer").hidden) openDrawer(); });
document.addEventListener("pointerdown", (event) => {
  const inside = event.target.closest("#drawer, #faults-open");
  if (!inside && !byId("drawer").hidden) openDrawer();
});
addEventListener("resize", arrange);
translatePage();
drawTheme();
drawLanguages();
const ready = begin();
listen(
  async (event) => { await ready; ON[event.type]?.(event); },
  async () => { await ready; await refresh(); windows.forEach((view) => view.person.online && view.load()); drawList(); },
);
document.title = `Baqylau · ${t("sandbox")}`;
