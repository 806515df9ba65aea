// The script of every page. It only adds to what works without it: partial updates of forms and filters,
// focus after an update, the keyboard, the palette, the theme, and word of changes made by others.
import "htmx.org/dist/htmx.esm.js";
import { start as startCopy } from "./copy";
import { start as startFocus } from "./focus";
import { start as startKeys } from "./keys";
import { start as startLive } from "./live";
import { start as startMenus } from "./menus";
import { start as startTheme } from "./theme";
import { defineIslands } from "./islands";

startTheme();
startMenus();
startFocus();
startKeys();
startLive();
startCopy();
defineIslands();
