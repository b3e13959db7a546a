/** The reader's place in a chart, kept while the chart is drawn anew. */

export interface Focus {
  readonly row: string | undefined;
  readonly column: string | undefined;
  readonly label: string | null;
  readonly summary: boolean;
}

/** What has the focus in a chart that is about to be drawn anew. */
export function focusIn(section: HTMLElement): Focus | null {
  const active = document.activeElement;
  if (!active || !section.contains(active)) return null;
  const { row, column: key } = (active as SVGElement).dataset;
  return { row, column: key, label: active.getAttribute("aria-label"), summary: active.tagName === "SUMMARY" };
}

export function focusAgain(section: HTMLElement, had: Focus | null): void {
  if (!had) return;
  const found = [...section.querySelectorAll<HTMLElement>("[role=button], button, summary")].find((each) =>
    had.row !== undefined
      ? each.dataset["row"] === had.row && each.dataset["column"] === had.column
      : had.summary ? each.tagName === "SUMMARY" : each.tagName === "BUTTON" && each.getAttribute("aria-label") === had.label,
  );
  (found ?? section.querySelector<HTMLElement>("[tabindex='0'], summary"))?.focus({ preventScroll: true });
}
