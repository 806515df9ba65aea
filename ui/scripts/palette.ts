// The command palette: a dialog with a combobox and a listbox (ARIA Authoring Practices, list autocomplete).
// Empty it shows where one can go and what one can begin, taken from the links of the page itself;
// with text it asks the server, which answers only what the viewer may see.

interface Entry { readonly label: string; readonly hint: string; readonly href: string; readonly group: string }
interface Answer { readonly items: readonly { label: string; hint?: string; href: string; kind: string }[] }

let dialog: HTMLDialogElement | undefined;
let field: HTMLInputElement;
let list: HTMLElement;
let count: HTMLElement;
let shown: Entry[] = [];
let active = -1;
let asked = 0;

function make<K extends keyof HTMLElementTagNameMap>(tag: K, attributes: Record<string, string>, text = ""): HTMLElementTagNameMap[K] {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  if (text) element.textContent = text;
  return element;
}

function fromPage(): Entry[] {
  const entries: Entry[] = [];
  for (const link of document.querySelectorAll<HTMLAnchorElement>("a[data-command]")) {
    const label = link.dataset["label"] ?? link.querySelector(".label")?.textContent ?? link.textContent ?? "";
    entries.push({ label: label.trim(), hint: link.dataset["key"]?.toUpperCase() ?? "", href: link.href, group: link.dataset["command"] || "Go to" });
  }
  return entries;
}

function select(index: number): void {
  active = index;
  for (const [at, option] of [...list.querySelectorAll("[role='option']")].entries()) {
    option.setAttribute("aria-selected", String(at === index));
    if (at === index) option.scrollIntoView({ block: "nearest" });
  }
  if (index < 0) field.removeAttribute("aria-activedescendant");
  else field.setAttribute("aria-activedescendant", `palette-${index}`);
}

function show(entries: Entry[]): void {
  shown = [];
  list.replaceChildren();
  const groups = [...new Set(entries.map((entry) => entry.group))];
  for (const [number, group] of groups.entries()) {
    const box = make("div", { role: "group", "aria-labelledby": `palette-group-${number}` });
    box.append(make("div", { class: "heading", id: `palette-group-${number}`, role: "presentation" }, group));
    for (const entry of entries.filter((item) => item.group === group)) {
      const option = make("div", { role: "option", id: `palette-${shown.length}`, "aria-selected": "false" });
      option.append(make("span", { class: "wrap" }, entry.label));
      if (entry.hint) option.append(make("span", { class: "hint" }, entry.hint));
      const at = shown.length;
      option.addEventListener("click", () => go(at));
      shown.push(entry);
      box.append(option);
    }
    list.append(box);
  }
  select(shown.length > 0 ? 0 : -1);
  count.textContent = shown.length === 0 ? "Nothing found. Enter searches everything." : `${shown.length} ${shown.length === 1 ? "result" : "results"}`;
}

function go(index: number): void {
  const entry = shown[index];
  const text = field.value.trim();
  if (!entry && text === "") return;
  const href = entry?.href ?? `${dialog?.dataset["search"] ?? "/search"}?q=${encodeURIComponent(text)}`;
  dialog?.close();
  location.assign(href);
}

async function ask(): Promise<void> {
  const text = field.value.trim();
  const turn = ++asked;
  const here = fromPage();
  const near = here.filter((entry) => entry.label.toLowerCase().includes(text.toLowerCase()));
  if (text === "") { show(here); return; }
  const address = document.querySelector<HTMLElement>("[data-palette]")?.dataset["palette"];
  let found: Entry[] = [];
  if (address) {
    try {
      const answer = await fetch(`${address}?q=${encodeURIComponent(text)}`, { headers: { Accept: "application/json" } });
      if (answer.ok) {
        found = ((await answer.json()) as Answer).items.map((item) => ({ label: item.label, hint: item.hint ?? "", href: item.href, group: item.kind }));
      }
    } catch {
      found = [];
    }
  }
  if (turn === asked) show([...found, ...near]);
}

function keydown(event: KeyboardEvent): void {
  const last = shown.length - 1;
  if (event.key === "ArrowDown") select(active >= last ? 0 : active + 1);
  else if (event.key === "ArrowUp") select(active <= 0 ? last : active - 1);
  else if (event.key === "Home" && event.ctrlKey) select(0);
  else if (event.key === "End" && event.ctrlKey) select(last);
  else if (event.key === "Enter") go(active);
  else return;
  event.preventDefault();
}

function build(): HTMLDialogElement {
  const box = make("dialog", { class: "palette", "aria-label": "Find or do" });
  const top = make("div", { class: "palette-field" });
  field = make("input", {
    type: "text", role: "combobox", "aria-expanded": "true", "aria-controls": "palette-list", "aria-autocomplete": "list",
    "aria-label": "Find a goal, task, person, or an action", autocomplete: "off", spellcheck: "false", placeholder: "Find a goal, task, person, or an action",
  });
  top.append(field, make("kbd", {}, "Esc"));
  list = make("div", { class: "palette-list", id: "palette-list", role: "listbox", "aria-label": "Results" });
  const foot = make("div", { class: "palette-foot" });
  count = make("span", { role: "status" });
  foot.append(make("span", {}, "↑ ↓ choose"), make("span", {}, "Enter opens"), count);
  box.append(top, list, foot);
  field.addEventListener("input", () => void ask());
  box.addEventListener("keydown", keydown);
  box.addEventListener("click", (event) => { if (event.target === box) box.close(); });
  document.body.append(box);
  return box;
}

/** Opens the palette; closing it gives the focus back to where it was, as every modal dialog does. */
export function open(): void {
  dialog ??= build();
  if (dialog.open) { dialog.close(); return; }
  field.value = "";
  show(fromPage());
  dialog.showModal();
  field.focus();
}
