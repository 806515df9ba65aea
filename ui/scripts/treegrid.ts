// <tl-treegrid> around a table with role="treegrid": one tab stop, rows by arrow keys, Right and Left
// expand, enter, leave and collapse (ARIA Authoring Practices, treegrid, rows first).
// Expanding is a link of the row, so that it also works without this script.

// The row that is opened or closed by a key: a partial update takes its tab stop away, and with it the focus.
let toggled = "";

class TreeGrid extends HTMLElement {
  connectedCallback(): void {
    this.addEventListener("keydown", this.#keydown);
    this.addEventListener("focusin", this.#focusin);
    document.addEventListener("htmx:after:swap", this.#rove);
    this.#rove();
  }

  disconnectedCallback(): void {
    document.removeEventListener("htmx:after:swap", this.#rove);
  }

  #rows(): HTMLElement[] {
    return [...this.querySelectorAll<HTMLElement>("tbody [role='row']")];
  }

  /** Exactly one row takes part in the tab order: the selected one, else the first. Controls within rows are reached by arrows. */
  readonly #rove = (): void => {
    const rows = this.#rows();
    const home = rows.find((row) => row.tabIndex === 0) ?? rows.find((row) => row.matches(".selected")) ?? rows[0];
    for (const row of rows) {
      row.tabIndex = row === home ? 0 : -1;
      for (const control of row.querySelectorAll<HTMLElement>("a, button, input, select")) control.tabIndex = -1;
    }
    const again = rows.find((row) => row.id !== "" && row.id === toggled);
    if (again && !rows.includes(document.activeElement as HTMLElement)) {
      toggled = "";
      for (const row of rows) row.tabIndex = row === again ? 0 : -1;
      again.focus({ preventScroll: true });
    }
  };

  readonly #focusin = (event: FocusEvent): void => {
    const row = (event.target as Element).closest<HTMLElement>("tbody [role='row']");
    if (!row) return;
    for (const other of this.#rows()) other.tabIndex = other === row ? 0 : -1;
  };

  readonly #keydown = (event: KeyboardEvent): void => {
    if (event.ctrlKey && event.key !== "Home" && event.key !== "End") return;
    if (event.metaKey || event.altKey) return;
    const target = event.target as HTMLElement;
    if (target.matches("input, select, textarea")) return;
    const row = target.closest<HTMLElement>("tbody [role='row']");
    if (!row) return;
    if (this.#act(event.key, row, target)) event.preventDefault();
  };

  #act(key: string, row: HTMLElement, target: HTMLElement): boolean {
    const rows = this.#rows();
    const at = rows.indexOf(row);
    const controls = [...row.querySelectorAll<HTMLElement>("a, button, input, select")];
    const inside = controls.indexOf(target);
    switch (key) {
      case "ArrowDown": rows[at + 1]?.focus(); return true;
      case "ArrowUp": rows[at - 1]?.focus(); return true;
      case "Home": rows[0]?.focus(); return true;
      case "End": rows.at(-1)?.focus(); return true;
      case "PageDown": rows[Math.min(at + 15, rows.length - 1)]?.focus(); return true;
      case "PageUp": rows[Math.max(at - 15, 0)]?.focus(); return true;
      case "ArrowRight":
        if (inside < 0 && row.getAttribute("aria-expanded") === "false") this.#toggle(row);
        else controls[inside + 1]?.focus();
        return true;
      case "ArrowLeft":
        if (inside > 0) controls[inside - 1]?.focus();
        else if (inside === 0) row.focus();
        else if (row.getAttribute("aria-expanded") === "true") this.#toggle(row);
        else this.#parent(rows, at)?.focus();
        return true;
      case "Enter":
        if (inside >= 0) return false;
        row.querySelector<HTMLElement>("[data-open]")?.click();
        return true;
      default: return false;
    }
  }

  #toggle(row: HTMLElement): void {
    toggled = row.id;
    row.querySelector<HTMLElement>(".twisty")?.click();
  }

  #parent(rows: readonly HTMLElement[], at: number): HTMLElement | undefined {
    const level = Number(rows[at]?.getAttribute("aria-level") ?? "1");
    for (let above = at - 1; above >= 0; above -= 1) {
      const row = rows[above];
      if (row && Number(row.getAttribute("aria-level") ?? "1") < level) return row;
    }
    return undefined;
  }
}

export function define(): void {
  customElements.define("tl-treegrid", TreeGrid);
}
