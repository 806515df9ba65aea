// Builds ui/dist: one style sheet, the base script and its islands, the icon sprite and the fonts.
// Every file has the hash of its content in its name, so that a browser may keep it for ever;
// manifest.json says which name belongs to what, and the Rust crate `web` reads it when it is built.
import { build } from "esbuild";
import { createHash } from "node:crypto";
import { mkdir, readFile, readdir, rename, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";

const here = path.dirname(fileURLToPath(import.meta.url));
const out = path.join(here, "dist.new");
const budget = { style: 14 * 1024, base: 20 * 1024, island: 15 * 1024 };

const hashed = (name, bytes) => {
  const hash = createHash("sha256").update(bytes).digest("hex").slice(0, 10);
  const { name: stem, ext } = path.parse(name);
  return `${stem}-${hash}${ext}`;
};

const put = async (name, bytes) => {
  const file = hashed(name, bytes);
  await writeFile(path.join(out, file), bytes);
  return file;
};

const sprite = async (names) => {
  const symbols = [];
  for (const name of names) {
    const svg = await readFile(path.join(here, "node_modules/lucide-static/icons", `${name}.svg`), "utf8");
    const body = svg.slice(svg.indexOf(">", svg.indexOf("<svg")) + 1, svg.lastIndexOf("</svg>"));
    symbols.push(`<symbol id="${name}" viewBox="0 0 24 24">${body.replace(/\s*\n\s*/g, "")}</symbol>`);
  }
  return `<svg xmlns="http://www.w3.org/2000/svg">${symbols.join("")}</svg>`;
};

const fonts = async () => {
  const families = [
    { family: "Inter Throughline", folder: "inter", weights: "100 900" },
    { family: "Source Serif Throughline", folder: "source-serif-4", weights: "200 900" },
  ];
  const faces = [];
  const preload = [];
  for (const { family, folder, weights } of families) {
    const root = path.join(here, "node_modules/@fontsource-variable", folder);
    const ranges = JSON.parse(await readFile(path.join(root, "unicode.json"), "utf8"));
    for (const subset of ["latin", "latin-ext"]) {
      const bytes = await readFile(path.join(root, "files", `${folder}-${subset}-wght-normal.woff2`));
      const file = await put(`${folder}-${subset}.woff2`, bytes);
      if (subset === "latin") preload.push(file);
      faces.push(
        `@font-face{font-family:"${family}";font-style:normal;font-display:swap;font-weight:${weights};` +
          `src:url("${file}") format("woff2");unicode-range:${ranges[subset]}}`,
      );
    }
  }
  return { css: faces.join(""), preload };
};

await rm(out, { recursive: true, force: true });
await mkdir(out, { recursive: true });

const icons = JSON.parse(await readFile(path.join(here, "icons.json"), "utf8"));
const spriteFile = await put("icons.svg", await sprite(icons));
const mark = await put("mark.svg", await readFile(path.join(here, "assets/mark.svg")));
const { css: faces, preload } = await fonts();

const styles = await build({
  entryPoints: [path.join(here, "styles/index.css")],
  bundle: true, minify: true, write: false, target: ["chrome123", "firefox120", "safari17.5"],
});
const style = Buffer.from(faces + styles.outputFiles[0].text);
const styleFile = await put("style.css", style);

const scripts = await build({
  entryPoints: { base: path.join(here, "scripts/base.ts") },
  outdir: out, bundle: true, minify: true, splitting: true, format: "esm", target: "es2022",
  entryNames: "[name]-[hash]", chunkNames: "[name]-[hash]", metafile: true, legalComments: "none",
});

const sizes = { style: gzipSync(style, { level: 9 }).length };
let base = "";
let eager = new Set();
const outputs = scripts.metafile.outputs;
const name = (file) => path.basename(file);
for (const [file, facts] of Object.entries(outputs)) {
  if (facts.entryPoint?.endsWith("scripts/base.ts")) {
    base = name(file);
    const follow = (key) => {
      if (eager.has(key)) return;
      eager.add(key);
      for (const item of outputs[key].imports) if (item.kind === "import-statement") follow(item.path);
    };
    follow(file);
  }
}
let over = false;
const islands = {};
sizes.base = 0;
for (const file of Object.keys(outputs)) {
  const bytes = gzipSync(await readFile(path.join(out, name(file))), { level: 9 }).length;
  if (eager.has(file)) sizes.base += bytes;
  else islands[name(file)] = bytes;
}
const report = [["style", sizes.style, budget.style], ["base", sizes.base, budget.base],
  ...Object.entries(islands).map(([file, bytes]) => [file, bytes, budget.island])];
for (const [what, bytes, limit] of report) {
  console.log(`${what}: ${bytes} bytes gzipped of ${limit}`);
  if (bytes > limit) over = true;
}
if (over) {
  console.error("The bundle is larger than its budget (ui/build.mjs).");
  process.exit(1);
}

const manifest = { style: styleFile, script: base, sprite: spriteFile, mark, fonts: preload, icons };
await writeFile(path.join(out, "manifest.json"), JSON.stringify(manifest, null, 1) + "\n");
const dist = path.join(here, "dist");

// The names say what is in the files, so the same names and manifest are the same bundle: it is kept as it lies there,
// and nothing that was built from it is built again.
const written = async (folder) => {
  const names = (await readdir(folder).catch(() => [])).sort();
  const manifest = await readFile(path.join(folder, "manifest.json"), "utf8").catch(() => "");
  return [...names, manifest].join("\n");
};
if ((await written(out)) === (await written(dist))) {
  await rm(out, { recursive: true, force: true });
} else {
  await rm(dist, { recursive: true, force: true });
  await rename(out, dist);
}
