// Walks through the main tasks with the keyboard alone: no pointer is ever used.
//
//   node --test ui/tests/walks.mjs            (the address of a running example in THROUGHLINE_ADDRESS)
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { launch, watch } from "./browser.mjs";

const base = process.env.THROUGHLINE_ADDRESS;
assert.ok(base, "THROUGHLINE_ADDRESS names a running example");

let browser;
before(async () => { browser = await launch(); });
after(async () => { await browser?.close(); });

/** A fresh visitor, with everything that goes wrong on their pages. */
async function visitor() {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, reducedMotion: "reduce" });
  const page = await context.newPage();
  return { page, wrong: await watch(page) };
}

/** What has the focus: its role or element and its accessible name. */
async function focus(page) {
  return page.evaluate(() => {
    const at = document.activeElement;
    if (!at) return "";
    const name = at.getAttribute("aria-label") || at.labels?.[0]?.innerText || at.innerText || at.value || at.name || "";
    return `${at.tagName.toLowerCase()} ${name.trim().replace(/\s+/g, " ")}`;
  });
}

/** Presses Tab until something with these words has the focus. */
async function tabTo(page, words, most = 150) {
  for (let pressed = 0; pressed < most; pressed += 1) {
    await page.keyboard.press("Tab");
    const at = await focus(page);
    if (words instanceof RegExp ? words.test(at) : at.includes(words)) return at;
  }
  assert.fail(`Tab never reached ${words}; the last one was ${await focus(page)}`);
}

/** Presses Enter and waits for the page that follows. */
async function enter(page) {
  await Promise.all([page.waitForEvent("load").catch(() => undefined), page.waitForLoadState("load"), page.keyboard.press("Enter")]);
  await page.waitForLoadState("networkidle").catch(() => undefined);
}

async function signIn(page, name) {
  await page.goto(`${base}/sign-in`);
  await tabTo(page, `button ${name}`);
  await enter(page);
  assert.ok(!page.url().includes("/sign-in"), "signed in");
}

test("sign in, add a goal, link a plan and see its thread", { timeout: 120_000 }, async () => {
  const { page, wrong } = await visitor();
  await signIn(page, "Amara Okafor");
  await page.goto(`${base}/goals/new`);
  await tabTo(page, /^(input|textarea) .*(true|title|goal|what)/i);
  await page.keyboard.type("Every pipe on one map");
  await tabTo(page, /^button (add|save)/i);
  await enter(page);
  await page.waitForURL(/\/goals\/G-\d+/);
  assert.match(await page.textContent("h1"), /Every pipe on one map/);
  assert.match(await page.textContent(".toast"), /(Added goal|Saved) .*Every pipe/);
  assert.match(await page.textContent("main"), /no plan/i, "the thread is cut where the plan is missing");
  await tabTo(page, /^(summary|a|button) Link a plan/);
  await page.keyboard.press("Enter");
  await tabTo(page, /^(input|select) .*(plan|project)/i);
  const plan = await page.evaluate(() => document.activeElement.tagName);
  await page.keyboard.type(plan === "SELECT" ? "Leak" : "P-3");
  await tabTo(page, /^button Link/);
  await enter(page);
  assert.match(page.url(), /\/goals\/G-\d+/);
  const thread = await page.textContent(".thread");
  assert.match(thread, /1 plan|Plan/, "the plan is in the thread");
  assert.doesNotMatch(await page.textContent(".thread"), /no plan/i);
  assert.deepEqual(wrong, []);
});

test("the palette finds a person and gives the focus back", { timeout: 60_000 }, async () => {
  const { page, wrong } = await visitor();
  await signIn(page, "Amara Okafor");
  await page.goto(`${base}/goals`);
  await page.keyboard.press("Control+k");
  await page.waitForSelector("dialog[open] input:focus");
  await page.keyboard.type("jonas");
  await page.waitForSelector("dialog[open] [role=option]:has-text('Jonas')");
  await page.keyboard.press("Escape");
  assert.equal(await page.locator("dialog[open]").count(), 0);
  await page.keyboard.press("Control+k");
  await page.waitForSelector("dialog[open] input:focus");
  await page.keyboard.type("jonas");
  await page.waitForSelector("dialog[open] [role=option]:has-text('Jonas')");
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("Enter");
  await page.waitForURL(/\/people\/H-\d+/);
  assert.deepEqual(wrong, []);
});

test("bring a bundle in, mend two rows, apply it and take it back", { timeout: 120_000 }, async () => {
  const { page, wrong } = await visitor();
  await signIn(page, "Amara Okafor");
  await page.goto(`${base}/import`);
  await tabTo(page, /^input Files/i);
  // Which file it is, the dialog of the operating system asks; everything on the page goes by keys.
  const csv = (name, text) => ({ name, mimeType: "text/csv", buffer: Buffer.from(text) });
  await page.locator("input[type=file]").setInputFiles([
    csv("people.csv", "id,name\nwanda-zeman,Wanda Zeman\nviktor-varga,Viktor Varga\n"),
    csv("units.csv", "id,name\nwalk-crew,Walk crew\n"),
    csv("memberships.csv", "person,unit,role,from\nwanda-zemann,walk-crew,member,2026-01-01\nviktor-varga,walk-crw,member,2026-01-01\n"),
  ]);
  await tabTo(page, /^button Look at it/);
  await enter(page);
  await page.waitForURL(/\/import\/.+/);
  for (const [field, value] of [["person", "wanda-zeman"], ["unit", "walk-crew"]]) {
    await tabTo(page, /^a .*Left out/);
    await enter(page);
    await tabTo(page, /^summary Mend this row/);
    await page.keyboard.press("Enter");
    await tabTo(page, new RegExp(`^input ${field}`, "i"));
    await page.keyboard.press("Control+a");
    await page.keyboard.type(value);
    await tabTo(page, /^button Check this row again/);
    await enter(page);
  }
  await tabTo(page, /^button (Import|Bring|Apply)/i);
  await enter(page);
  assert.match(await page.textContent("main"), /Undo this import/);
  await page.goto(`${base}/search?q=wanda`);
  assert.match(await page.textContent("main"), /Wanda Zeman/);
  await page.goBack();
  await tabTo(page, /^button Undo this import/);
  await enter(page);
  await page.goto(`${base}/people`);
  assert.doesNotMatch(await page.textContent("main"), /Wanda Zeman/);
  assert.deepEqual(wrong, []);
});

test("answer a call for action: it cannot be done, because", { timeout: 120_000 }, async () => {
  const { page, wrong } = await visitor();
  await signIn(page, "Ines Duarte");
  await page.goto(`${base}/decisions`);
  const title = "Name a steward for the meter register";
  await tabTo(page, `a ${title}`);
  await enter(page);
  await page.waitForURL(/\/decisions\/D-\d+/);
  await tabTo(page, /^summary Cannot, because/);
  await page.keyboard.press("Enter");
  await tabTo(page, /^textarea Cannot, because/);
  await tabTo(page, /^button Decline/);
  await enter(page);
  await page.waitForSelector(".error-summary");
  assert.match(await page.title(), /^Error:/, "a reason is asked for");
  await page.waitForFunction(() => document.activeElement?.closest(".error-summary"));
  await tabTo(page, /^a Say why/, 1);
  await page.keyboard.press("Enter");
  assert.match(await focus(page), /^textarea Cannot, because/, "the summary leads to the field");
  await page.keyboard.type("The data team owns the register.");
  await tabTo(page, /^button Decline/);
  await enter(page);
  await page.waitForSelector(".toast");
  const text = await page.textContent("main");
  assert.match(text, /Declined/);
  assert.match(text, /The data team owns the register\./);
  assert.match(await page.textContent(".toast"), /Declined .*Name a steward/);
  await page.goto(`${base}/decisions`);
  assert.doesNotMatch(await page.textContent("main table"), new RegExp(title));
  // Others find the example as it was.
  await page.goBack();
  await tabTo(page, /^button Undo/);
  await enter(page);
  await page.goto(`${base}/decisions`);
  assert.match(await page.textContent("main"), new RegExp(title));
  // The browser notes the refused form as well.
  assert.deepEqual(wrong.filter((what) => !what.includes("422")), []);
});
