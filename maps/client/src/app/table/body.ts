/** The rows of the table that are on the screen, of however many there are; a grid that is walked with the arrow keys. */
import { h } from "../../dom.ts";
import type { SiteRow } from "../../source.ts";
import type { Column, Setting } from "./columns.ts";
import { type RowActs, tableRow, waitingRow } from "./row.ts";
import type { RowStore } from "./row_store.ts";
import { type Extent, heightPx, scrollTo, stepTo, windowAt } from "./window.ts";

const ROW_PX = 44;
/** Two touches in this time are a double click to the browser as well. */
const DOUBLE_MS = 800;

export interface BodyActs extends RowActs {
  /** The reader is on another row; null: on none. */
  choose(id: string | null): void;
}

export class Body {
  readonly element = h("tbody", { role: "rowgroup" });
  readonly #scroller: HTMLElement;
  readonly #head: HTMLElement;
  readonly #store: RowStore;
  readonly #columns: readonly Column[];
  readonly #setting: Setting;
  readonly #acts: BodyActs;
  readonly #rows = new Map<number, HTMLTableRowElement>();
  #rowPx = ROW_PX;
  #active = 0;
  #chosen: string | null = null;
  #open: string | null = null;
  #touched = -Infinity;

  constructor(scroller: HTMLElement, head: HTMLElement, store: RowStore, columns: readonly Column[], setting: Setting, acts: BodyActs) {
    this.#scroller = scroller;
    this.#head = head;
    this.#store = store;
    this.#columns = columns;
    this.#setting = setting;
    this.#acts = acts;
    let asked = 0;
    scroller.addEventListener("scroll", () => {
      cancelAnimationFrame(asked);
      asked = requestAnimationFrame(() => this.draw());
    }, { passive: true });
    new ResizeObserver(() => this.draw()).observe(scroller);
    this.element.addEventListener("keydown", (event) => this.#key(event));
    this.element.addEventListener("click", (event) => this.#click(event));
    this.element.addEventListener("dblclick", (event) => {
      if (event.timeStamp - this.#touched > DOUBLE_MS) this.#openFrom(event);
    });
    this.element.addEventListener("focusin", (event) => {
      const index = this.#indexOf(event.target);
      if (index >= 0 && index !== this.#active) this.#activate(index);
    });
  }

  /** Forget what is drawn, after the rows have changed; the reader is at the top again. */
  renew(): void {
    const focused = this.element.contains(document.activeElement);
    for (const row of this.#rows.values()) row.remove();
    this.#rows.clear();
    this.#active = 0;
    this.#scroller.scrollTop = 0;
    this.draw();
    if (focused) this.#focus(0);
  }

  /** Draw the rows that came. */
  arrived(): void {
    for (const [index, row] of this.#rows) {
      if (!row.dataset["site"] && this.#store.row(index)) {
        row.remove();
        this.#rows.delete(index);
      }
    }
    this.draw();
  }

  draw(): void {
    const extent = this.#extent();
    if (extent.seenPx <= 0) return;
    const { first, end, topPx } = windowAt(extent, this.#scroller.scrollTop);
    this.element.style.blockSize = `${heightPx(extent)}px`;
    for (const [index, row] of this.#rows) {
      if ((index < first || index >= end) && index !== this.#active) {
        row.remove();
        this.#rows.delete(index);
      }
    }
    let before: Element | null = null;
    for (let index = first; index < end; index++) {
      const row = this.#row(index);
      row.style.top = `${topPx + (index - first) * extent.rowPx}px`;
      if (row.previousElementSibling !== before || !row.isConnected) {
        if (before) before.after(row);
        else this.element.prepend(row);
      }
      before = row;
    }
    const active = this.#rows.get(this.#active);
    if (active && (this.#active < first || this.#active >= end)) active.style.top = `${this.#active < first ? topPx - extent.rowPx : topPx + (end - first) * extent.rowPx}px`;
    else if (!active && end > first) this.#activate(first);
    this.#measure();
  }

  /** Mark the site that is open on the map, and bring it into sight where it is known to stand. */
  setOpen(id: string | null, index: number): void {
    this.#open = id;
    for (const row of this.#rows.values()) this.#mark(row);
    if (index < 0) return;
    this.#see(index);
    this.#activate(index);
  }

  #extent(): Extent {
    return { rows: this.#store.n, rowPx: this.#rowPx, seenPx: this.#scroller.clientHeight - this.#head.offsetHeight };
  }

  /** Rows are as high as their style makes them, on a phone higher. */
  #measure(): void {
    const px = this.#rows.values().next().value?.getBoundingClientRect().height ?? 0;
    if (px < 1 || Math.abs(px - this.#rowPx) < 0.5) return;
    this.#rowPx = px;
    this.draw();
  }

  #row(index: number): HTMLTableRowElement {
    const known = this.#rows.get(index);
    if (known) return known;
    const site = this.#store.row(index);
    const row = site ? tableRow(site, index, this.#columns, this.#setting, this.#acts) : waitingRow(index, this.#columns);
    this.#rows.set(index, row);
    this.#mark(row);
    if (index === this.#active) this.#tabbable(row, true);
    return row;
  }

  #mark(row: HTMLTableRowElement): void {
    const id = row.dataset["site"];
    row.setAttribute("aria-selected", String(id !== undefined && id === this.#chosen));
    if (id !== undefined && id === this.#open) row.setAttribute("aria-current", "true");
    else row.removeAttribute("aria-current");
  }

  /** One row, and what can be done with it, is in the order of tabbing. */
  #tabbable(row: HTMLElement | undefined, on: boolean): void {
    for (const each of row ? [row, ...row.querySelectorAll("button")] : []) each.tabIndex = on ? 0 : -1;
  }

  #activate(index: number): void {
    this.#tabbable(this.#rows.get(this.#active), false);
    this.#active = index;
    this.#tabbable(this.#rows.get(index), true);
  }

  #see(index: number): void {
    const to = scrollTo(this.#extent(), index, this.#scroller.scrollTop);
    if (Math.abs(to - this.#scroller.scrollTop) > 0.5) this.#scroller.scrollTop = to;
    this.draw();
  }

  #focus(index: number): void {
    if (this.#store.n === 0) return;
    this.#see(index);
    this.#activate(index);
    this.#rows.get(index)?.focus({ preventScroll: true });
  }

  #choose(id: string | null): void {
    this.#chosen = id;
    for (const row of this.#rows.values()) this.#mark(row);
    this.#acts.choose(id);
  }

  #indexOf(target: EventTarget | null): number {
    const row = (target as Element).closest<HTMLElement>("tr");
    return row && this.element.contains(row) ? Number(row.getAttribute("aria-rowindex")) - 2 : -1;
  }

  #site(target: EventTarget | null): SiteRow | null {
    const index = this.#indexOf(target);
    return index < 0 ? null : this.#store.row(index);
  }

  #click(event: MouseEvent): void {
    if ((event.target as Element).closest("button")) return;
    const site = this.#site(event.target);
    if (!site) return;
    const touch = (event as PointerEvent).pointerType === "touch";
    if (touch) this.#touched = event.timeStamp;
    // what a double click is to a mouse, the second touch is to a finger
    if (touch && site.id === this.#chosen) this.#openFrom(event);
    else this.#choose(site.id);
  }

  #openFrom(event: Event): void {
    if ((event.target as Element).closest("button")) return;
    const site = this.#site(event.target);
    if (site) this.#acts.open(site, (event.target as Element).closest("tr") as HTMLElement);
  }

  #key(event: KeyboardEvent): void {
    if ((event.target as Element).closest("button") && !event.key.startsWith("Arrow")) return;
    if (event.altKey || event.ctrlKey || event.metaKey) return;
    const page = Math.max(1, Math.floor(this.#extent().seenPx / this.#rowPx) - 1);
    const index = stepTo(event.key, this.#active, page, this.#store.n);
    if (index !== null) {
      this.#focus(index);
      this.#choose(this.#store.row(index)?.id ?? null);
    } else if (event.key === "Enter") this.#openFrom(event);
    else if (event.key === " ") this.#choose(this.#site(event.target)?.id ?? null);
    else return;
    event.preventDefault();
    event.stopPropagation();
  }
}
