// The words of the page in three languages. The bot's own words come from the bot.

const WORDS = {
  en: {
    sandbox: "sandbox", addUser: "Add a user", pageLanguage: "Language of this page", faults: "Faults", name: "Name",
    language: "Language", add: "Add", cancel: "Cancel", message: "Message", send: "Send", attach: "Attach",
    photo: "Photo", file: "File", location: "Location", commands: "Commands", start: "START", unblock: "UNBLOCK",
    edited: "edited", typing: "typing…", waiting: "waiting for the network", noNetwork: "No network", network: "Network of this phone",
    bot: "bot", empty: "No messages here yet", notImage: "This is not a picture. Send it as a file.", forwarded: "Forwarded from",
    latitude: "Latitude", longitude: "Longitude", place: "Place", sendPlace: "Send this place", close: "Close",
    down: "The bot has no network",
    slow: "Slow network: 2 s on every call", limits: "Telegram's limits (30/s, 1/s a chat, 20/min a group)",
    next429: "Next 3 sends: 429, wait 5 s", next502: "Next 3 sends: 502", nextDrop: "Next send: done, answer lost",
    duplicates: "Next 3 updates arrive twice", clear: "All well again", pending: "planned", sticker: "sticker", poll: "poll",
    contact: "contact", upgraded: "The group became a supergroup", block: "Block the bot", video: "video", chat: "Chat",
    failed: "Not sent", album: "album", download: "Download", hidden: "Show",
  },
  ru: {
    sandbox: "песочница", addUser: "Добавить человека", pageLanguage: "Язык страницы", faults: "Сбои", name: "Имя",
    language: "Язык", add: "Добавить", cancel: "Отмена", message: "Сообщение", send: "Отправить", attach: "Прикрепить",
    photo: "Фото", file: "Файл", location: "Место", commands: "Команды", start: "СТАРТ", unblock: "РАЗБЛОКИРОВАТЬ",
    edited: "изменено", typing: "печатает…", waiting: "ждёт сети", noNetwork: "Нет сети", network: "Сеть этого телефона",
    bot: "бот", empty: "Здесь пока нет сообщений", notImage: "Это не картинка. Отправьте её файлом.", forwarded: "Переслано от",
    latitude: "Широта", longitude: "Долгота", place: "Место", sendPlace: "Отправить это место", close: "Закрыть",
    down: "У бота нет сети",
    slow: "Медленная сеть: 2 с на каждый вызов", limits: "Пределы Telegram (30/с, 1/с в чат, 20/мин в группу)",
    next429: "Следующие 3 отправки: 429, ждать 5 с", next502: "Следующие 3 отправки: 502", nextDrop: "Следующая отправка: сделана, ответ потерян",
    duplicates: "Следующие 3 обновления придут дважды", clear: "Снова всё хорошо", pending: "впереди", sticker: "стикер", poll: "опрос",
    contact: "контакт", upgraded: "Группа стала супергруппой", block: "Заблокировать бота", video: "видео", chat: "Чат",
    failed: "Не отправлено", album: "альбом", download: "Скачать", hidden: "Показать",
  },
  kk: {
    sandbox: "сынақ алаңы", addUser: "Адам қосу", pageLanguage: "Бет тілі", faults: "Ақаулар", name: "Аты",
    language: "Тіл", add: "Қосу", cancel: "Бас тарту", message: "Хабарлама", send: "Жіберу", attach: "Тіркеу",
    photo: "Фото", file: "Файл", location: "Орын", commands: "Командалар", start: "БАСТАУ", unblock: "БҰҒАТТАН ШЫҒАРУ",
    edited: "өзгертілді", typing: "жазып жатыр…", waiting: "желіні күтуде", noNetwork: "Желі жоқ", network: "Осы телефонның желісі",
    bot: "бот", empty: "Мұнда әзірге хабарлама жоқ", notImage: "Бұл сурет емес. Файл ретінде жіберіңіз.", forwarded: "Қайта жіберілген:",
    latitude: "Ендік", longitude: "Бойлық", place: "Орын", sendPlace: "Осы орынды жіберу", close: "Жабу",
    down: "Ботта желі жоқ",
    slow: "Баяу желі: әр шақыруға 2 с", limits: "Telegram шектері (30/с, чатқа 1/с, топқа 20/мин)",
    next429: "Келесі 3 жіберу: 429, 5 с күту", next502: "Келесі 3 жіберу: 502", nextDrop: "Келесі жіберу: орындалды, жауабы жоғалды",
    duplicates: "Келесі 3 жаңарту екі рет келеді", clear: "Бәрі қайта жақсы", pending: "күтуде", sticker: "стикер", poll: "сауалнама",
    contact: "контакт", upgraded: "Топ супертопқа айналды", block: "Ботты бұғаттау", video: "бейне", chat: "Чат",
    failed: "Жіберілмеді", album: "альбом", download: "Жүктеп алу", hidden: "Көрсету",
  },
};

export const LANGUAGES = [["kk", "Қаз"], ["ru", "Рус"], ["en", "Eng"]];

function first() {
  const asked = new URLSearchParams(location.search).get("lang") || localStorage.getItem("language");
  const wanted = [asked, ...navigator.languages.map((tag) => tag.slice(0, 2))];
  return wanted.find((code) => code in WORDS) || "en";
}

let current = first();

export const language = () => current;
export const t = (key) => WORDS[current][key] ?? WORDS.en[key] ?? key;

export function setLanguage(code) {
  current = code;
  localStorage.setItem("language", code);
  translatePage();
}

/** Fills elements marked data-t (their text) and data-t-label (their accessible name). */
export function translatePage() {
  document.documentElement.lang = current;
  for (const element of document.querySelectorAll("[data-t]")) element.textContent = t(element.dataset.t);
  for (const element of document.querySelectorAll("[data-t-label]")) {
    element.setAttribute("aria-label", t(element.dataset.tLabel));
    element.title = t(element.dataset.tLabel);
  }
}
