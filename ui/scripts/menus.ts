// Menus are <details class="menu">: they open without a script. This closes them again
// on Escape, on a click elsewhere and when focus leaves, and lets the arrow keys walk through.

function entries(menu: Element): HTMLElement[] {
  return [...menu.querySelectorAll<HTMLElement>(".menu-list a, .menu-list button")];
}

function close(menu: HTMLDetailsElement, back: boolean): void {
  menu.open = false;
  if (back) menu.querySelector<HTMLElement>("summary")?.focus();
}

export function start(): void {
  document.addEventListener("click", (event) => {
    for (const menu of document.querySelectorAll<HTMLDetailsElement>("details.menu[open]")) {
      if (!menu.contains(event.target as Node)) close(menu, false);
    }
  });
  document.addEventListener("focusin", (event) => {
    for (const menu of document.querySelectorAll<HTMLDetailsElement>("details.menu[open]")) {
      if (!menu.contains(event.target as Node)) close(menu, false);
    }
  });
  document.addEventListener("keydown", (event) => {
    const menu = (event.target as Element).closest?.<HTMLDetailsElement>("details.menu");
    if (!menu) return;
    if (event.key === "Escape" && menu.open) {
      close(menu, true);
      event.stopPropagation();
      return;
    }
    if (event.key !== "ArrowDown" && event.key !== "ArrowUp") return;
    event.preventDefault();
    menu.open = true;
    const list = entries(menu);
    const now = list.indexOf(document.activeElement as HTMLElement);
    const step = event.key === "ArrowDown" ? 1 : -1;
    const next = now < 0 ? (step > 0 ? 0 : list.length - 1) : (now + step + list.length) % list.length;
    list[next]?.focus();
  });
}
