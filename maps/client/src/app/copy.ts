/** Text onto the clipboard, and files onto the reader's disk; nothing of it leaves the device. */
import { h } from "../dom.ts";

/** Copy a text; false where the browser does not let us. */
export async function copyText(text: string): Promise<boolean> {
  try {
    // absent on pages that are not served securely
    const clipboard = navigator.clipboard as Clipboard | undefined;
    if (clipboard) {
      await clipboard.writeText(text);
      return true;
    }
  } catch (error) {
    if (!(error instanceof DOMException)) throw error;
  }
  return copySelected(text);
}

/** The way of older browsers and of plain files: select a text and copy what is selected. */
function copySelected(text: string): boolean {
  const focused = document.activeElement;
  const field = h("textarea", { class: "mm-offscreen", "aria-hidden": "true", tabindex: -1 });
  field.value = text;
  document.body.append(field);
  field.select();
  const done = document.execCommand("copy");
  field.remove();
  if (focused instanceof HTMLElement) focused.focus({ preventScroll: true });
  return done;
}

/** Give the reader a file that was made in the page. */
export function saveFile(name: string, type: string, text: string): void {
  const url = URL.createObjectURL(new Blob([text], { type: `${type};charset=utf-8` }));
  const link = h("a", { href: url, download: name, hidden: true });
  document.body.append(link);
  link.click();
  link.remove();
  // the download has begun by then in every browser
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
}
