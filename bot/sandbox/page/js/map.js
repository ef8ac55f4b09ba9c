// A place drawn without a network: a grid of degrees, a pin, the coordinates. No tiles are asked from anywhere.

import { t } from "./words.js";

const SPACE = "http://www.w3.org/2000/svg";
const [WIDTH, HEIGHT, STEP, CELL] = [260, 150, 0.01, 52]; // a line every hundredth of a degree, 52 pixels apart

function draw(tag, properties, ...children) {
  const element = document.createElementNS(SPACE, tag);
  for (const [name, value] of Object.entries(properties)) element.setAttribute(name, value);
  element.append(...children);
  return element;
}

const degrees = (value, signs) => `${Math.abs(value).toFixed(2)}° ${signs[value < 0 ? 1 : 0]}`;

/** Lines at round hundredths around `centre`: [pixels from the middle, degrees]. */
function lines(centre, pixels) {
  const found = [];
  for (let at = Math.ceil((centre - (pixels / 2 / CELL) * STEP) / STEP); at * STEP <= centre + (pixels / 2 / CELL) * STEP; at += 1)
    found.push([((at * STEP - centre) / STEP) * CELL, at * STEP]);
  return found;
}

export function mapOf(latitude, longitude) {
  const across = lines(latitude, HEIGHT).map(([off, value]) => [HEIGHT / 2 - off, value]);
  const down = lines(longitude, WIDTH).map(([off, value]) => [WIDTH / 2 + off, value]);
  return draw("svg", { class: "map", viewBox: `0 0 ${WIDTH} ${HEIGHT}`, role: "img", "aria-label": `${t("map")}: ${latitude.toFixed(5)}, ${longitude.toFixed(5)}` },
    draw("rect", { class: "ground", width: WIDTH, height: HEIGHT }),
    ...across.map(([y]) => draw("line", { class: "grid", x1: 0, x2: WIDTH, y1: y, y2: y })),
    ...down.map(([x]) => draw("line", { class: "grid", x1: x, x2: x, y1: 0, y2: HEIGHT })),
    ...across.map(([y, value]) => draw("text", { x: 4, y: y - 3 }, degrees(value, "NS"))),
    ...down.slice(1).map(([x, value]) => draw("text", { x: x + 3, y: HEIGHT - 4 }, degrees(value, "EW"))),
    draw("circle", { class: "halo", cx: WIDTH / 2, cy: HEIGHT / 2, r: 15 }),
    draw("path", { class: "pin-mark", d: `M${WIDTH / 2} ${HEIGHT / 2} c-3 -7 -9 -11 -9 -18 a9 9 0 0 1 18 0 c0 7 -6 11 -9 18 z` }),
    draw("circle", { class: "pin-eye", cx: WIDTH / 2, cy: HEIGHT / 2 - 18, r: 3.5 }));
}
