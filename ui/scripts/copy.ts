// <button data-copy="text"> puts the text on the clipboard and says so.
import { speak } from "./speak";

export function start(): void {
  document.addEventListener("click", (event) => {
    const button = (event.target as Element).closest<HTMLElement>("[data-copy]");
    if (!button) return;
    const text = button.dataset["copy"] ?? "";
    navigator.clipboard.writeText(text).then(
      () => speak(`Copied ${text}`),
      () => speak("The browser did not allow copying."),
    );
  });
}
