/** A plan's map on paper: as it stands on the screen, only smaller where the sheet is narrower. */

/** Pixels (96 an inch) across an A4 sheet, less the margins of the sheet and of the page. */
const ACROSS = 640;

export function fitToPaper(element: HTMLElement): void {
  const set = (width: string, height: string, zoom: string): void => {
    Object.assign(element.style, { inlineSize: width, blockSize: height, zoom });
  };
  addEventListener("beforeprint", () => {
    const { offsetWidth, offsetHeight } = element;
    if (offsetWidth > ACROSS) set(`${offsetWidth}px`, `${offsetHeight}px`, String(ACROSS / offsetWidth));
  });
  addEventListener("afterprint", () => set("", "", ""));
}
