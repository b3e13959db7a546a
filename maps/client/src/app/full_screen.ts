/** The whole app, without the rest of the page and the browser. Escape ends it: that is the browser's own. */
import { _ } from "../messages.ts";
import type { Toast } from "./toast.ts";
import type { ToolSpec } from "./shell.ts";

const ICON = "M4 9V4h5M15 4h5v5M20 15v5h-5M9 20H4v-5";

/** Null where the browser or the page around offers none. */
export function fullScreenTool(app: HTMLElement, toast: Toast): ToolSpec | null {
  if (!document.fullscreenEnabled) return null;
  const press = async (): Promise<void> => {
    try {
      await (document.fullscreenElement ? document.exitFullscreen() : app.requestFullscreen());
    } catch (error) {
      if (!(error instanceof TypeError)) throw error;
      toast.say(_("The page around this map does not let it fill the screen."));
    }
  };
  return { id: "full", label: _("Full screen"), icon: ICON, press: () => void press() };
}
