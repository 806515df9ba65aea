// What happens around a partial update (the contract is section 3.19 of the design):
// focus stays on the same id; if that vanished it goes to where data-focus-next points, else to the heading of the page.
// An error summary takes the focus. The outcome is spoken. An answer from another address becomes a visit to it.
import { speak } from "./speak";

interface Context {
  readonly response?: { readonly raw: Response; readonly status: number };
}
interface Detail { readonly ctx: Context }

let rememberedId = "";
let rememberedNext = "";

function heading(): HTMLElement | null {
  const main = document.getElementById("main");
  const found = main?.querySelector<HTMLElement>("h1") ?? main;
  if (found && !found.hasAttribute("tabindex")) found.tabIndex = -1;
  return found;
}

function remember(): void {
  const active = document.activeElement;
  rememberedId = active?.id ?? "";
  rememberedNext = active?.closest<HTMLElement>("[data-focus-next]")?.dataset["focusNext"] ?? "";
}

function restore(): void {
  const summary = document.querySelector<HTMLElement>(".error-summary, .stale");
  if (summary) { summary.focus(); return; }
  const active = document.activeElement;
  if (active && active !== document.body && active.isConnected) return;
  const same = rememberedId ? document.getElementById(rememberedId) : null;
  const next = rememberedNext ? document.getElementById(rememberedNext) : null;
  const target = same ?? next ?? heading();
  if (target && target !== same && !target.matches("a, button, input, select, textarea, [tabindex]")) target.tabIndex = -1;
  target?.focus({ preventScroll: target === same });
}

export function start(): void {
  const at = (name: string, act: (detail: Detail, event: Event) => void): void =>
    document.addEventListener(name, (event) => act((event as CustomEvent<Detail>).detail, event));

  at("htmx:before:request", () => {
    remember();
    document.documentElement.classList.add("waiting");
    document.getElementById("main")?.setAttribute("aria-busy", "true");
  });
  at("htmx:before:response", ({ ctx }, event) => {
    const raw = ctx.response?.raw;
    if (!raw?.redirected) return;
    const target = new URL(raw.url);
    if (target.pathname === location.pathname) return;
    // The change led to another page: go there, so that its address, title and history are its own.
    event.preventDefault();
    location.assign(target.href);
  });
  at("htmx:finally:request", () => {
    document.documentElement.classList.remove("waiting");
    document.getElementById("main")?.removeAttribute("aria-busy");
  });
  at("htmx:after:swap", () => {
    restore();
    const toast = document.querySelector<HTMLElement>(".toast p");
    const summary = document.querySelector<HTMLElement>(".error-summary h2");
    speak(toast?.textContent?.trim() || summary?.textContent?.trim() || document.title.split(" · ")[0] || "");
  });
  at("htmx:error", () => speak("The server did not answer. What you see is from before; try again."));

  // A page that was loaded whole with an error summary starts there, too.
  document.querySelector<HTMLElement>(".error-summary, .stale")?.focus();
  const toast = document.querySelector<HTMLElement>(".toast p");
  if (toast) speak(toast.textContent?.trim() ?? "");
}
