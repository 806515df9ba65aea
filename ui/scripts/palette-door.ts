// Fetches the palette when it is first wanted, so that no page pays for it before.

export function openPalette(): void {
  void import("./palette").then((palette) => palette.open());
}
