// Word of changes by others. The server announces positions of the journal as server-sent events;
// the page never moves by itself, it offers to show what is new.
import { speak } from "./speak";

interface News { readonly position: number; readonly by?: string; readonly mine?: boolean }

export function start(): void {
  const region = document.querySelector<HTMLElement>("[data-events]");
  const address = region?.dataset["events"];
  if (!region || !address) return;
  let seen = Number(region.dataset["position"] ?? "0");
  let count = 0;
  const source = new EventSource(address);
  source.addEventListener("changed", (event) => {
    const news = JSON.parse((event as MessageEvent<string>).data) as News;
    if (news.position <= seen) return;
    seen = news.position;
    if (news.mine) return;
    count += 1;
    const sentence = `${count} ${count === 1 ? "change" : "changes"}${news.by ? ` by ${news.by}` : ""} since you opened this page.`;
    const text = region.querySelector("p");
    if (text) text.textContent = sentence;
    if (region.hidden) speak(sentence);
    region.hidden = false;
  });
  region.querySelector("button")?.addEventListener("click", () => location.reload());
  window.addEventListener("pagehide", () => source.close());
}
