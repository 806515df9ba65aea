// The harness: Debian's Chromium driven by Playwright, judged by axe.
//
// visit() opens one page in a tab() and collects everything that is wrong with it: axe violations, errors on the console, violations of the
// content security policy, failed requests, sideways scrolling. crawl() follows every link of the same origin from a start page
// and visits each page in light and dark, wide and narrow. A crawl that visits nothing is an error.
import { readFileSync } from "node:fs";
import { mkdir } from "node:fs/promises";
import { createRequire } from "node:module";
import path from "node:path";
import { chromium } from "playwright-core";

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const rules = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];

/** The four looks of every page, and the narrowest one, which must not scroll sideways. */
export const looks = [
  { name: "light-wide", colorScheme: "light", width: 1440, height: 940, axe: true },
  { name: "dark-wide", colorScheme: "dark", width: 1440, height: 940, axe: true },
  { name: "light-narrow", colorScheme: "light", width: 390, height: 844, axe: true },
  { name: "dark-narrow", colorScheme: "dark", width: 390, height: 844, axe: true },
  { name: "light-320", colorScheme: "light", width: 320, height: 640, axe: false },
];

/** Starts the browser. The path of Chromium can be named in THROUGHLINE_CHROMIUM. */
export async function launch() {
  return chromium.launch({
    executablePath: process.env.THROUGHLINE_CHROMIUM ?? "/usr/bin/chromium",
    headless: true,
    args: [
      "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
      "--disable-component-update", "--disable-sync",
    ],
  });
}

/** Watches a page for everything that must not happen; returns the list that fills itself. */
export async function watch(page) {
  const wrong = [];
  page.on("console", (message) => {
    if (message.type() === "error") wrong.push(`console: ${message.text()}`);
  });
  page.on("pageerror", (error) => wrong.push(`script: ${error.message}`));
  page.on("requestfailed", (request) => {
    const reason = request.failure()?.errorText ?? "";
    // A stream of events ends when its page is left.
    if (reason !== "net::ERR_ABORTED") wrong.push(`request: ${request.url()} ${reason}`);
  });
  await page.addInitScript(() => {
    window.policyViolations = [];
    document.addEventListener("securitypolicyviolation", (event) => {
      window.policyViolations.push(`${event.violatedDirective} ${event.blockedURI} ${event.sourceFile ?? ""}`);
    });
  });
  return wrong;
}

/** Runs axe on the page as it is and returns its violations as sentences. */
export async function violations(page) {
  const found = await page.evaluate(async ([source, tags]) => {
    // Through the debugger, not through a script element: the policy of the page stays as strict as it is.
    // eslint-disable-next-line no-eval
    if (!window.axe) (0, eval)(source);
    const result = await window.axe.run(document, { runOnly: { type: "tag", values: tags }, resultTypes: ["violations"] });
    return result.violations.map(({ id, help, nodes }) => ({ id, help, nodes: nodes.map((node) => node.target.join(" ") + " " + (node.any[0]?.message ?? node.all[0]?.message ?? node.none[0]?.message ?? "")) }));
  }, [axe, rules]);
  return found.map(({ id, help, nodes }) => `axe ${id}: ${help}: ${nodes.slice(0, 4).join(" | ")}${nodes.length > 4 ? ` and ${nodes.length - 4} more` : ""}`);
}

const fileName = (address) => {
  const { pathname, search } = new URL(address);
  return (pathname + search).replace(/[^A-Za-z0-9]+/g, "-").replace(/^-|-$/g, "") || "home";
};

/**
 * Opens a tab that has one look for as long as it is open. A tab for each page would cost more than the page: the browser begins processes for it.
 * @param {import("playwright-core").BrowserContext} context
 */
export async function tab(context, look) {
  const page = await context.newPage();
  const wrong = await watch(page);
  await page.setViewportSize({ width: look.width, height: look.height });
  await page.emulateMedia({ colorScheme: look.colorScheme, reducedMotion: "reduce" });
  return { page, wrong, look };
}

/**
 * Opens an address in a tab and returns what is wrong and where it leads.
 * @param {Awaited<ReturnType<typeof tab>>} in
 */
export async function visit({ page, wrong: heard, look }, address, { screenshots, expectStatus } = {}) {
  heard.length = 0;
  const response = await page.goto(address, { waitUntil: "load" });
  await page.evaluate(() => document.fonts.ready);
  const wrong = [];
  const status = response?.status() ?? 0;
  const allowed = expectStatus ?? ((code) => code < 400);
  const html = (response?.headers()["content-type"] ?? "").includes("text/html");
  if (!allowed(status)) wrong.push(`status ${status}`);
  if (!html) return { wrong: [...wrong, ...heard], links: [], html };
  if (look.axe) wrong.push(...(await violations(page)));
  wrong.push(...(await page.evaluate(() => window.policyViolations.map((text) => `policy: ${text}`))));
  const sideways = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  if (sideways > 0 && look.width < 500) wrong.push(`scrolls sideways by ${sideways} pixels`);
  const links = await page.evaluate(() => [...document.querySelectorAll("a[href]")].filter((a) => !a.hasAttribute("download")).map((a) => a.href));
  if (screenshots) {
    await mkdir(screenshots, { recursive: true });
    await page.screenshot({ path: path.join(screenshots, `${fileName(address)}.${look.name}.png`), fullPage: true });
  }
  return { wrong: [...wrong, ...heard], links, html, title: await page.title() };
}

/** The path of a page with its references, ids and codes left out. */
const folder = (pathname) =>
  pathname.replace(/\/[A-Z]{1,2}-\d+/g, "/*").replace(/[0-9a-f]{8}-[0-9a-f-]{27}/g, "*").replace(/\/TL\d+/g, "/*");

/** Pages that differ only in what is chosen on them count as a few, not as thousands. */
const shape = (address) => {
  const { pathname, searchParams } = new URL(address);
  const path = folder(pathname);
  return `${path}?${[...searchParams.keys()].sort().join("&")}`;
};

/**
 * Crawls a server.
 *
 * @param {object} options
 * @param {string} options.base where it runs, such as http://127.0.0.1:7171
 * @param {string[]} [options.starts] paths to begin at; each of them is visited
 * @param {(context: import("playwright-core").BrowserContext, base: string) => Promise<void>} [options.signIn] signs the context in
 * @param {string} [options.screenshots] a folder for pictures
 * @param {number} [options.perShape] how many pages of one shape (the same path but for references) are visited
 * @param {(path: string) => boolean} [options.skip] paths that are not followed
 * @param {(line: string) => void} [options.log]
 * @returns {Promise<{visited: string[], wrong: string[]}>}
 */
export async function crawl({ base, starts = ["/"], signIn, screenshots, perShape = 3, skip = () => false, log = () => {} }) {
  const browser = await launch();
  const context = await browser.newContext();
  const wrong = [];
  const visited = [];
  try {
    if (signIn) await signIn(context, base);
    const waiting = starts.map((start) => new URL(start, base).href);
    const known = new Set(waiting);
    const starting = new Set(waiting);
    const tabs = [];
    for (const look of looks) tabs.push(await tab(context, look));
    const shapes = new Map();
    for (let address = waiting.shift(); address !== undefined; address = waiting.shift()) {
      const seen = shapes.get(shape(address)) ?? 0;
      const path = folder(new URL(address).pathname);
      const alike = shapes.get(path) ?? 0;
      const asked = starting.delete(address);
      if (!asked && (seen >= perShape || alike >= 4 * perShape)) continue;
      shapes.set(shape(address), seen + 1);
      shapes.set(path, alike + 1);
      // Every look but the first opens what is known to be a page, all at once.
      const [first, ...others] = tabs;
      const results = [await visit(first, address, { screenshots })];
      const page = results[0].html;
      if (page) results.push(...(await Promise.all(others.map((open) => visit(open, address, { screenshots })))));
      for (const [index, result] of results.entries()) {
        wrong.push(...result.wrong.map((what) => ({ address, look: tabs[index].look.name, what })));
        for (const link of result.links) {
          const target = new URL(link);
          target.hash = "";
          if (target.origin !== new URL(base).origin || known.has(target.href) || skip(target.pathname + target.search)) continue;
          known.add(target.href);
          waiting.push(target.href);
        }
      }
      if (page) visited.push(address);
      log(`${address} ${wrong.filter((item) => item.address === address).length} wrong`);
    }
  } finally {
    await browser.close();
  }
  if (visited.length === 0) throw new Error(`no page of ${base} was visited`);
  return { visited, wrong: wrong.map(({ address, look, what }) => `${address} (${look}): ${what}`) };
}

/** Signs in through the form of /sign-in: with a name and a password, or as a person of the example. */
export function through({ name, password, person }) {
  return async (context, base) => {
    const page = await context.newPage();
    await page.goto(new URL("/sign-in", base).href);
    if (person) await page.getByRole("button", { name: person }).click();
    else {
      await page.fill("#name", name);
      await page.fill("#password", password);
      await page.locator("form[action='/sign-in'] button.primary").click();
    }
    await page.waitForURL((url) => url.pathname !== "/sign-in");
    await page.close();
  };
}
