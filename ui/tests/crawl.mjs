// Crawls a running server and fails on anything wrong.
//
//   node ui/tests/crawl.mjs BASE [--as NAME --password WORD | --example NAME] [--start PATH]... [--screenshots FOLDER] [--per-shape N]
import { parseArgs } from "node:util";
import { crawl, through } from "./browser.mjs";

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    as: { type: "string" }, password: { type: "string" }, example: { type: "string" },
    start: { type: "string", multiple: true }, screenshots: { type: "string" }, "per-shape": { type: "string" },
  },
});
const [base] = positionals;
if (!base) {
  console.error("node ui/tests/crawl.mjs BASE");
  process.exit(2);
}
const signIn = values.example ? through({ person: values.example }) : values.as ? through({ name: values.as, password: values.password }) : undefined;
const { visited, wrong } = await crawl({
  base, signIn, screenshots: values.screenshots, starts: values.start ?? ["/"],
  perShape: Number(values["per-shape"] ?? "3"), skip: (path) => /^\/(assets|events|api)\b/.test(path), log: console.log,
});
for (const sentence of wrong) console.error(sentence);
console.log(`${visited.length} pages visited, ${wrong.length} things wrong`);
process.exit(wrong.length > 0 ? 1 : 0);
