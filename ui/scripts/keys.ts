// The keyboard registry. Single letters can be turned off (WCAG 2.1.4) and are ignored while typing;
// Ctrl K always opens the palette. Links and buttons name their own key: <a data-key="g h">.
import { openPalette } from "./palette-door";
import { speak } from "./speak";

const setting = "throughline.letters";
let pending = "";
let timer: ReturnType<typeof setTimeout> | undefined;

export function lettersOn(): boolean {
  return localStorage.getItem(setting) !== "off";
}

function typing(target: EventTarget | null): boolean {
  const element = target as HTMLElement | null;
  return !!element?.closest?.("input, select, textarea, [contenteditable='true'], dialog");
}

function step(direction: 1 | -1): void {
  const items = [...document.querySelectorAll<HTMLElement>("[data-item]")];
  const now = items.findIndex((item) => item.contains(document.activeElement));
  const next = items[now < 0 ? (direction > 0 ? 0 : items.length - 1) : now + direction];
  (next?.matches("a, button") ? next : next?.querySelector<HTMLElement>("a, button"))?.focus();
}

function press(sequence: string): boolean {
  if (sequence === "j") { step(1); return true; }
  if (sequence === "k") { step(-1); return true; }
  if (sequence === "?") { document.querySelector<HTMLElement>("[data-help]")?.click(); return true; }
  const target = document.querySelector<HTMLElement>(`[data-key="${CSS.escape(sequence)}"]`);
  if (!target) return false;
  if (target instanceof HTMLDetailsElement) {
    target.open = true;
    target.querySelector<HTMLElement>(".menu-list a, .menu-list button")?.focus();
  } else target.click();
  return true;
}

function letter(event: KeyboardEvent): void {
  if (event.ctrlKey || event.metaKey || event.altKey || event.key.length !== 1 || event.key === " ") return;
  if (typing(event.target) || !lettersOn()) return;
  const key = event.key.toLowerCase();
  const sequence = pending ? `${pending} ${key}` : key;
  clearTimeout(timer);
  pending = "";
  if (press(sequence)) event.preventDefault();
  else if (document.querySelector(`[data-key^="${CSS.escape(key)} "]`)) {
    pending = key;
    timer = setTimeout(() => { pending = ""; }, 1200);
  }
}

export function start(): void {
  document.addEventListener("keydown", (event) => {
    if (event.defaultPrevented) return;
    if ((event.ctrlKey || event.metaKey) && !event.altKey && event.key.toLowerCase() === "k") {
      event.preventDefault();
      openPalette();
      return;
    }
    letter(event);
  });
  document.addEventListener("click", (event) => {
    const opener = (event.target as Element).closest("[data-palette]");
    if (!opener || event.ctrlKey || event.metaKey || event.shiftKey || event.button !== 0) return;
    event.preventDefault();
    openPalette();
  });
  const box = document.querySelector<HTMLInputElement>("#letters");
  if (box) {
    box.checked = lettersOn();
    box.closest("[hidden]")?.removeAttribute("hidden");
    box.addEventListener("change", () => {
      localStorage.setItem(setting, box.checked ? "on" : "off");
      speak(box.checked ? "Single-letter keys are on." : "Single-letter keys are off.");
    });
  }
}
