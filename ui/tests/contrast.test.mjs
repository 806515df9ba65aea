// Every pair of colours that the components put on each other, measured in both themes from the tokens themselves.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import test from "node:test";

const tokens = new Map();
const sheet = readFileSync(new URL("../styles/tokens.css", import.meta.url), "utf8");
for (const [, name, light, dark] of sheet.matchAll(/--([\w-]+):\s*light-dark\((#[0-9A-Fa-f]{6}),\s*(#[0-9A-Fa-f]{6})\)/g)) {
  tokens.set(name, { light, dark });
}

const luminance = (colour) => {
  const [red, green, blue] = [1, 3, 5].map((at) => {
    const part = parseInt(colour.slice(at, at + 2), 16) / 255;
    return part <= 0.03928 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
};

const ratio = (one, other) => {
  const [bright, dull] = [luminance(one), luminance(other)].sort((a, b) => b - a);
  return (bright + 0.05) / (dull + 0.05);
};

const text = 4.5;
const graphic = 3;
const pairs = [];
for (const ink of ["text", "text-2", "text-3", "accent", "accent-hover", "ok", "warn", "bad", "crit", "mute"]) {
  for (const ground of ["canvas", "surface", "sunken"]) pairs.push([ink, ground, text]);
}
for (const family of ["ok", "warn", "bad", "accent"]) pairs.push([family, `${family}-soft`, text]);
pairs.push(["on-accent", "accent", text], ["on-accent", "accent-hover", text], ["canvas", "text", text]);
for (const ground of ["crit-soft", "accent-soft", "warn-soft"]) pairs.push(["text", ground, text]);
pairs.push(["text-2", "accent-soft", text], ["crit", "surface", text]);
for (const mark of ["line-strong", "ok-fill", "warn-fill", "bad-fill", "base", "accent", "mute-fill", "crit"]) {
  for (const ground of ["canvas", "surface"]) pairs.push([mark, ground, graphic]);
}
pairs.push(["line-strong", "sunken", graphic], ["accent-mid", "surface", graphic], ["accent-mid", "canvas", graphic]);
pairs.push(["crit", "crit-soft", graphic], ["accent", "accent-soft", graphic]);

for (const theme of ["light", "dark"]) {
  test(`every pair of colours is readable in the ${theme} theme`, () => {
    const failures = [];
    for (const [ink, ground, least] of pairs) {
      assert.ok(tokens.has(ink) && tokens.has(ground), `${ink} and ${ground} are tokens`);
      const measured = ratio(tokens.get(ink)[theme], tokens.get(ground)[theme]);
      if (measured < least) failures.push(`${ink} on ${ground}: ${measured.toFixed(2)}, needs ${least}`);
    }
    assert.deepEqual(failures, []);
  });
}

test("no rule of the sheet names a colour that is not a token", () => {
  const allowed = /^(#fff|#ffffff)$/i;
  for (const file of ["base", "shell", "components", "forms", "tables", "timeline", "charts"]) {
    const rules = readFileSync(new URL(`../styles/${file}.css`, import.meta.url), "utf8");
    const strays = [...rules.matchAll(/#[0-9a-f]{3,8}\b/gi)].map(([colour]) => colour).filter((colour) => !allowed.test(colour));
    assert.deepEqual(strays, [], file);
  }
});
