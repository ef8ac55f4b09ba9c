// Text with entities (MessageEntity) as elements. Offsets are UTF-16 units, as strings here are.

import { h } from "./dom.js";
import { t } from "./words.js";

const TAGS = {
  bold: "strong", italic: "em", underline: "u", strikethrough: "s", code: "code", pre: "pre",
  blockquote: "blockquote", expandable_blockquote: "blockquote",
};
const BLOCKS = new Set(["pre", "blockquote", "expandable_blockquote"]);
const SAFE = /^(https?|mailto|tel):/i;

/** `on.command(text)` and `on.link(url)` are called on a click; `on.ours(url)` says which links are the bot's. */
export function formatted(text, entities = [], on = {}) {
  const borders = [...new Set([0, text.length, ...entities.flatMap((e) => [e.offset, e.offset + e.length])])]
    .filter((at) => at <= text.length)
    .sort((a, b) => a - b);
  const root = { node: document.createDocumentFragment(), entity: null };
  let open = [root];
  let afterBlock = false; // a block ends its line already
  for (let i = 0; i + 1 < borders.length; i += 1) {
    const [start, end] = [borders[i], borders[i + 1]];
    const covering = entities
      .filter((e) => e.offset <= start && end <= e.offset + e.length)
      .sort((a, b) => a.offset - b.offset || b.length - a.length);
    let kept = 0;
    while (kept < covering.length && open[kept + 1]?.entity === covering[kept]) kept += 1;
    open = open.slice(0, kept + 1);
    for (const entity of covering.slice(kept)) {
      const node = element(entity, text.substr(entity.offset, entity.length), on);
      open.at(-1).node.append(node);
      open.push({ node, entity });
    }
    const words = text.slice(start, end);
    open.at(-1).node.append(afterBlock && words.startsWith("\n") ? words.slice(1) : words);
    afterBlock = covering.some((entity) => BLOCKS.has(entity.type));
  }
  return root.node;
}

function element(entity, words, on) {
  switch (entity.type) {
    case "bot_command":
      return h("button", { class: "link", type: "button", onclick: () => on.command?.(words) });
    case "url":
      return link(/^https?:/i.test(words) ? words : `https://${words}`, on);
    case "text_link":
      return link(entity.url, on);
    case "email":
      return link(`mailto:${words}`, on);
    case "spoiler":
      return spoiler();
    case "mention":
    case "hashtag":
      return h("span", { class: "tag" });
    default:
      return h(TAGS[entity.type] || "span");
  }
}

function link(url, on) {
  if (on.ours?.(url)) return h("button", { class: "link", type: "button", onclick: () => on.link(url) });
  if (!SAFE.test(url)) return h("span");
  return h("a", { href: url, target: "_blank", rel: "noopener noreferrer" });
}

function spoiler() {
  const show = (event) => event.currentTarget.classList.add("shown");
  return h("span", { class: "spoiler", role: "button", tabindex: "0", "aria-label": t("hidden"), onclick: show, onkeydown: show });
}
