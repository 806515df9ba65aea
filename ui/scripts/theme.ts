// Light, dark or as the system has it. The server draws the page in the theme of the cookie;
// the form works without this script, which only spares the reload.

const year = 60 * 60 * 24 * 365;

function apply(theme: string): void {
  if (theme === "light" || theme === "dark") document.documentElement.dataset["theme"] = theme;
  else delete document.documentElement.dataset["theme"];
  document.cookie = `theme=${theme}; path=/; max-age=${year}; samesite=lax`;
  for (const button of document.querySelectorAll<HTMLButtonElement>("button[name='theme']")) {
    button.setAttribute("aria-pressed", String(button.value === theme));
  }
}

export function start(): void {
  document.addEventListener("submit", (event) => {
    const button = event.submitter;
    if (!(button instanceof HTMLButtonElement) || button.name !== "theme") return;
    event.preventDefault();
    apply(button.value);
  });
}
