// The one polite live region of the shell.

/** Says a sentence to people who listen to the page. */
export function speak(sentence: string): void {
  const region = document.getElementById("live");
  if (!region || sentence === "") return;
  region.textContent = "";
  // A change of text is announced; the same text twice is not, so it is emptied first.
  setTimeout(() => { region.textContent = sentence; }, 60);
}
