// Every component in a real browser, on the gallery that crates/web/examples/gallery.rs writes.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { readFile } from "node:fs/promises";
import { mkdtempSync } from "node:fs";
import { createServer } from "node:http";
import os from "node:os";
import path from "node:path";
import test, { after, before } from "node:test";
import { fileURLToPath } from "node:url";
import { crawl, launch, watch } from "./browser.mjs";

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "../..");
const kinds = { ".html": "text/html; charset=utf-8", ".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml", ".woff2": "font/woff2" };
// The policy that crates/web/src/guard.rs sends; read from there, so that both are the same.
const guard = await readFile(path.join(root, "crates/web/src/guard.rs"), "utf8");
const policy = guard.match(/const POLICY: &str =\s*"([^;]*;[\s\S]*?)";/)[1].replace(/\\\n\s*/g, "");
let folder;
let server;
let base;
let posted;

before(async () => {
  folder = process.env.THROUGHLINE_GALLERY ?? mkdtempSync(path.join(os.tmpdir(), "gallery-"));
  execFileSync("cargo", ["run", "-q", "-p", "web", "--example", "gallery", "--", folder], { cwd: root, stdio: "inherit" });
  server = createServer(async (request, response) => {
    const { pathname } = new URL(request.url, "http://gallery");
    if (request.method === "POST") {
      posted = pathname;
      request.resume();
    }
    if (pathname === "/events") {
      response.writeHead(200, { "content-type": "text/event-stream" });
      response.write(`event: changed\ndata: {"position":5,"by":"Priya Nair"}\n\n`);
      return;
    }
    if (pathname === "/search/suggestions") {
      response.writeHead(200, { "content-type": "application/json" });
      response.end(JSON.stringify({ items: [{ label: "Map meter IDs to accounts", hint: "T-31", href: "/plan.html", kind: "Tasks" }] }));
      return;
    }
    const file = pathname.startsWith("/assets/") ? path.join(root, "ui/dist", path.basename(pathname)) : path.join(folder, pathname === "/" ? "index.html" : path.basename(pathname));
    try {
      const bytes = await readFile(file);
      response.writeHead(200, { "content-type": kinds[path.extname(file)] ?? "application/octet-stream", "content-security-policy": policy });
      response.end(bytes);
    } catch {
      response.writeHead(404, { "content-type": "text/plain" });
      response.end("not here");
    }
  });
  await new Promise((ready) => server.listen(0, "127.0.0.1", ready));
  base = `http://127.0.0.1:${server.address().port}`;
});

after(() => {
  server.closeAllConnections();
  server.close();
});

async function opened(address, act, options = {}) {
  const browser = await launch();
  try {
    const context = await browser.newContext({ viewport: { width: 1440, height: 940 }, ...options });
    const page = await context.newPage();
    const wrong = await watch(page);
    await page.goto(base + address);
    await act(page);
    assert.deepEqual(wrong, []);
  } finally {
    await browser.close();
  }
}

const focused = (page) => page.evaluate(() => document.activeElement?.id || document.activeElement?.className || document.activeElement?.tagName);

test("no component breaks a rule of axe, the policy or the narrow screen, in light or dark", async () => {
  const starts = ["/", "/plan.html", "/outline.html", "/stale.html", "/sign-in.html", "/first-run.html", "/not-found.html", "/broken.html"];
  const { visited, wrong } = await crawl({ base, starts, perShape: 1, screenshots: process.env.THROUGHLINE_SCREENSHOTS, skip: (at) => at.includes("?") || at === "/index.html" });
  assert.equal(wrong.join("\n"), "");
  assert.ok(visited.length >= 13, `${visited.length} pages`);
});

test("the palette opens by Ctrl K, finds with the keyboard alone, and gives the focus back", async () => {
  await opened("/", async (page) => {
    await page.locator(".search").focus();
    await page.keyboard.press("Control+k");
    await page.locator(".palette input").waitFor();
    assert.equal(await page.locator("[role=option][aria-selected=true]").innerText().then((text) => text.split("\n")[0]), "Home");
    await page.keyboard.press("Escape");
    assert.equal(await focused(page), "search");
    await page.keyboard.press("Control+k");
    await page.keyboard.type("meter");
    await page.getByRole("option", { name: "Map meter IDs" }).waitFor();
    await page.keyboard.press("Enter");
    await page.waitForURL("**/plan.html");
  });
});

test("single letters lead through the rail, can be turned off, and never fire while typing", async () => {
  await opened("/", async (page) => {
    await page.keyboard.press("g");
    await page.keyboard.press("c");
    await page.waitForURL("**/check.html");
    await page.goto(`${base}/form.html`);
    await page.locator("#title").focus();
    await page.keyboard.type("gc");
    assert.ok(page.url().endsWith("/form.html"));
    await page.goto(`${base}/help.html`);
    await page.locator("#letters").uncheck();
    await page.keyboard.press("Tab");
    await page.keyboard.press("g");
    await page.keyboard.press("h");
    await page.waitForTimeout(150);
    assert.ok(page.url().endsWith("/help.html"));
  });
});

test("the plan is one stop for Tab, and arrows walk through rows and into them", async () => {
  await opened("/outline.html", async (page) => {
    await page.locator("tl-treegrid:defined").waitFor();
    assert.equal(await page.locator("tbody [tabindex='0']").count(), 1);
    await page.locator("#task-11").focus();
    await page.keyboard.press("ArrowDown");
    assert.equal(await focused(page), "task-12");
    await page.keyboard.press("ArrowLeft");
    assert.equal(await focused(page), "task-10");
    await page.keyboard.press("Home");
    assert.equal(await focused(page), "task-0");
    await page.keyboard.press("End");
    assert.equal(await focused(page), "task-17");
    assert.equal(await page.locator("tbody [tabindex='0']").count(), 1);
  });
});

test("a refused form takes the focus to its summary, whole or as a partial update", async () => {
  await opened("/form.html", async (page) => {
    assert.equal(await focused(page), "error-summary");
    assert.match(await page.title(), /^Error: /);
    posted = undefined;
    const posting = page.waitForResponse((response) => response.request().method() === "POST");
    await page.locator("#save").focus();
    await page.keyboard.press("Enter");
    await posting;
    await page.waitForFunction(() => document.activeElement?.className === "error-summary");
    assert.equal(posted, "/form.html");
    await page.waitForFunction(() => document.getElementById("live")?.textContent === "The goal was not saved");
    await page.locator(".error-summary a").click();
    assert.equal(await focused(page), "due");
  });
});

test("changes by others are announced and nothing moves", async () => {
  await opened("/", async (page) => {
    await page.getByText("1 change by Priya Nair since you opened this page.").first().waitFor();
    assert.ok(page.url().endsWith("/"));
  });
});

test("the theme changes at once and is kept", async () => {
  await opened("/", async (page) => {
    await page.locator(".account summary").click();
    await page.getByRole("button", { name: "Dark" }).click();
    assert.equal(await page.evaluate(() => document.documentElement.dataset.theme), "dark");
    assert.match(await page.evaluate(() => document.cookie), /theme=dark/);
    assert.equal(await page.evaluate(() => getComputedStyle(document.body).backgroundColor), "rgb(22, 21, 19)");
  });
});

test("without scripts the menus open and the links and forms lead on", async () => {
  await opened("/", async (page) => {
    await page.locator("summary", { hasText: "New" }).click();
    await page.getByRole("link", { name: "goal", exact: true }).click();
    await page.waitForURL("**/form.html");
    posted = undefined;
    await page.locator("#save").click();
    await page.waitForLoadState();
    assert.equal(posted, "/form.html");
  }, { javaScriptEnabled: false });
});
