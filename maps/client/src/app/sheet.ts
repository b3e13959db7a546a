/** The sheet of a phone is drawn by its heading: up for the whole height, down for half, further down to put it away. */

export interface SheetActs {
  /** Whether it is a sheet now. */
  on(): boolean;
  tall(on: boolean): void;
  close(): void;
}

/** Parts of the height of the whole at which a sheet that is let go comes to rest lower or higher. */
const PUT_AWAY = 0.25;
const HALF = 0.68;
/** Pixels within which a press is no drawing. */
const STILL = 6;

export function letDrag(heading: HTMLElement, sheet: HTMLElement, acts: SheetActs): void {
  let from: { readonly y: number; readonly height: number; readonly whole: number } | null = null;
  heading.addEventListener("pointerdown", (event) => {
    if (!acts.on() || (event.target as Element).closest("button")) return;
    from = { y: event.clientY, height: sheet.clientHeight, whole: sheet.offsetParent?.clientHeight ?? innerHeight };
    heading.setPointerCapture(event.pointerId);
  });
  heading.addEventListener("pointermove", (event) => {
    if (!from || Math.abs(from.y - event.clientY) < STILL) return;
    sheet.style.blockSize = `${Math.max(60, Math.min(from.whole, from.height + from.y - event.clientY))}px`;
  });
  const end = (event: PointerEvent): void => {
    if (!from) return;
    const part = (from.height + from.y - event.clientY) / from.whole;
    const moved = Math.abs(from.y - event.clientY) >= STILL;
    from = null;
    sheet.style.blockSize = "";
    if (!moved || event.type === "pointercancel") return;
    if (part < PUT_AWAY) acts.close();
    else acts.tall(part > HALF);
  };
  heading.addEventListener("pointerup", end);
  heading.addEventListener("pointercancel", end);
}
