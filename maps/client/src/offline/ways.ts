/** Which way an address is answered with and without the network. */

export type Way =
  /** Never changes: from the device, if it is there. */
  | "fixed"
  /** From the network; from the device where that says nothing, and then the page says so. */
  | "page"
  /** From the network, else what it said last. */
  | "answer"
  /** From the network alone. */
  | "network";

const FIXED = ["/assets/", "/tiles/", "/hillshade.webp"];
const HASHED = /^\/labels\/[a-z]+\.[0-9a-f]{12}\.json$/;
const NETWORK = ["/sw.js", "/suggest", "/healthz", "/openapi.json", "/manifest.webmanifest"];

/** Whether an address names its content, so that what another version kept under it is the same. */
export function namesContent(path: string): boolean {
  return path.startsWith("/assets/") || HASHED.test(path);
}

/** The way for a path; `navigation` says that a reader opens it. */
export function wayOf(path: string, navigation: boolean): Way {
  if (FIXED.some((start) => path.startsWith(start)) || HASHED.test(path)) return "fixed";
  if (NETWORK.includes(path) || /\.(csv|geojson)$/.test(path)) return "network";
  return navigation ? "page" : "answer";
}

/** The address under which a page is kept: the home page is the same whatever is asked of it, its script answers. */
export function keyOf(url: URL): string {
  const key = new URL(url.pathname + (url.pathname === "/" ? "" : url.search), url);
  if (url.pathname === "/") {
    for (const name of ["lang", "style"]) {
      const value = url.searchParams.get(name);
      if (value !== null) key.searchParams.set(name, value);
    }
  }
  return key.href;
}

/** Whether a page that was kept under another query still shows what `url` asks for. */
export function sameQuestion(url: URL, kept: string): boolean {
  if (url.pathname === "/") return true;
  const asked = (of: URL): string => {
    const rest = new URLSearchParams(of.search);
    for (const name of ["lang", "style"]) rest.delete(name);
    return rest.toString();
  };
  return asked(url) === asked(new URL(kept));
}
