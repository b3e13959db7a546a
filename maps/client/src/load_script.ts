/** Parts of the client that come when they are needed, each a script of the same server. */

export function loadScript(address: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const script = document.createElement("script");
    script.src = address;
    script.addEventListener("load", () => resolve());
    script.addEventListener("error", () => reject(new Error(`mirasmap: a script did not load (${address})`)));
    document.head.append(script);
  });
}
