/** Data blocks of the page: plain JSON at once, or base64 of zlib after a moment. Written by maps/payload.py. */

/** Whether a block is plain JSON, which can be read at once. */
export function isPlain(text: string): boolean {
  return /^\s*\{/.test(text);
}

/** A payload of JSON that is plain, at once; null where it must be inflated first. */
export function readPlain<T>(text: string): T | null {
  return isPlain(text) ? (JSON.parse(text) as T) : null;
}

/** base64(zlib(JSON)) -> its value. */
export async function inflate<T>(text: string): Promise<T> {
  return JSON.parse(new TextDecoder().decode(await inflateBytes(text))) as T;
}

/** base64(zlib(bytes)) -> the bytes. */
export async function inflateBytes(text: string): Promise<Uint8Array<ArrayBuffer>> {
  const stream = new Blob([fromBase64(text.trim())]).stream().pipeThrough(new DecompressionStream("deflate"));
  return new Uint8Array(await new Response(stream).arrayBuffer());
}

/** The same of a block that the first frame and the map both read: inflated once, whoever comes first. */
export function inflateOnce(id: string, text: string): Promise<Uint8Array<ArrayBuffer>> {
  const shared = globalThis as { mirasmapInflated?: Map<string, Promise<Uint8Array<ArrayBuffer>>> };
  const known = (shared.mirasmapInflated ??= new Map());
  const bytes = known.get(id) ?? inflateBytes(text);
  known.set(id, bytes);
  return bytes;
}

/** Where the browser has no reader of its own, the plain loop: `Uint8Array.from` with a function is ten times as slow. */
function fromBase64(text: string): Uint8Array<ArrayBuffer> {
  const { fromBase64: native } = Uint8Array as { fromBase64?: (text: string) => Uint8Array<ArrayBuffer> };
  if (native) return native.call(Uint8Array, text);
  const binary = atob(text);
  const bytes = new Uint8Array(binary.length);
  for (let i = 0; i < binary.length; i++) bytes[i] = binary.charCodeAt(i);
  return bytes;
}
