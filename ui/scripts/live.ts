// Word of changes by others. The server announces positions of the journal as server-sent events;
// the page never moves by itself, it offers to show what is new. A page that shows older dates and findings
// is told when newer ones are there.
import { speak } from "./speak";

interface News { readonly position: number; readonly by?: string; readonly mine?: boolean }

export function start(): void {
  const region = document.querySelector<HTMLElement>("[data-events]");
  const address = region?.dataset["events"];
  if (!region || !address) return;
  let seen = Number(region.dataset["position"] ?? "0");
  let count = 0;
  const results = region.dataset["results"];
  const source = new EventSource(results === undefined ? address : `${address}?results=${results}`);
  const tell = (sentence: string): void => {
    const text = region.querySelector("p");
    if (text) text.textContent = sentence;
    if (region.hidden) speak(sentence);
    region.hidden = false;
  };
  source.addEventListener("results", () => tell("Newer dates and findings are there."));
  source.addEventListener("changed", (event) => {
    const news = JSON.parse((event as MessageEvent<string>).data) as News;
    if (news.position <= seen) return;
    seen = news.position;
    if (news.mine) return;
    count += 1;
    tell(`${count} ${count === 1 ? "change" : "changes"}${news.by ? ` by ${news.by}` : ""} since you opened this page.`);
  });
  region.querySelector("button")?.addEventListener("click", () => location.reload());
  window.addEventListener("pagehide", () => source.close());
}
