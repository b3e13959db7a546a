/** A table from keys (numbers from 0 on) to numbers, with room for `n`: several times as fast as a Map. */
export class NumberTable {
  readonly #keys: Float64Array;
  readonly #values: Int32Array;
  readonly #wrap: number;

  constructor(n: number) {
    const size = 2 ** Math.ceil(Math.log2(Math.max(2 * n, 16)));
    this.#keys = new Float64Array(size).fill(-1);
    this.#values = new Int32Array(size);
    this.#wrap = size - 1;
  }

  /** The number of a key, which becomes `value` if it has none. */
  slot(key: number, value: number): number {
    const at = this.#find(key);
    if (this.#keys[at] === key) return this.#values[at] as number;
    this.#keys[at] = key;
    this.#values[at] = value;
    return value;
  }

  /** Give a key a number and return the one it had, -1 for none. */
  put(key: number, value: number): number {
    const at = this.#find(key);
    const before = this.#keys[at] === key ? (this.#values[at] as number) : -1;
    this.#keys[at] = key;
    this.#values[at] = value;
    return before;
  }

  get(key: number): number {
    const at = this.#find(key);
    return this.#keys[at] === key ? (this.#values[at] as number) : -1;
  }

  #find(key: number): number {
    let at = scrambled((key | 0) ^ Math.imul((key / 4_294_967_296) | 0, 0x9e3779b1)) & this.#wrap;
    while (this.#keys[at] !== key && this.#keys[at] !== -1) at = (at + 1) & this.#wrap;
    return at;
  }
}

/** A number whose bits depend on all bits of another (the finisher of MurmurHash3). */
export function scrambled(value: number): number {
  let h = value | 0;
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return h ^ (h >>> 16);
}
