// Custom elements whose scripts come only on pages that hold one.

const islands: Readonly<Record<string, () => Promise<{ define(): void }>>> = {
  "tl-treegrid": () => import("./treegrid"),
};

export function defineIslands(): void {
  const look = (): void => {
    for (const [name, load] of Object.entries(islands)) {
      if (!customElements.get(name) && document.querySelector(name)) void load().then((island) => island.define());
    }
  };
  look();
  document.addEventListener("htmx:after:swap", look);
}
