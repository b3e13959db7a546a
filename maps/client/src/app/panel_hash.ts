/** Which panels are open, as the hash of the address says it: `panel=table,filters`. */

export function openPanels(hash: string = location.hash): string[] {
  return (new URLSearchParams(hash.replace(/^#/, "")).get("panel") ?? "").split(",").filter(Boolean).slice(0, 8);
}

/** The hash with the open panels in it; the other parts stay as they are. */
export function withPanels(hash: string, open: readonly string[]): string {
  const others = hash.replace(/^#/, "").split("&").filter((part) => part && !part.startsWith("panel="));
  const parts = open.length > 0 ? [...others, `panel=${open.join(",")}`] : others;
  return parts.length > 0 ? `#${parts.join("&")}` : "";
}

export function keepPanels(open: readonly string[]): void {
  const hash = withPanels(location.hash, open);
  if (hash === location.hash) return;
  try {
    history.replaceState(history.state, "", hash || location.pathname + location.search);
  } catch (error) {
    // a map inside a notebook has no address of its own
    if (!(error instanceof DOMException)) throw error;
  }
}
