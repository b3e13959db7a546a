/** Names along rivers and streets, on the straightest free stretch of each. */
import { type Arc, distance, fitArc, pathOf, samplesOf } from "./arc.ts";
import type { Colour } from "./colours.ts";
import type { Lettering, Point } from "./lettering.ts";
import type { Box } from "./occupied.ts";
import { standsApart } from "./script.ts";

export interface LineName {
  readonly text: string;
  readonly parts: readonly (readonly Point[])[];
}

export interface LineLooks {
  readonly px: number;
  readonly slant?: "italic";
  readonly colour: Colour;
  /** Pixels of the base line below the line itself. */
  readonly lift: number;
  /** Pixels after which the same name may stand again. */
  readonly again: number;
}

const MOST_OFF = 5;
const MOST_BEND = 0.7;
const ROOM = 1.12; // of the text's own width

interface Stretch {
  readonly arc: Arc;
  readonly boxes: readonly Box[];
  readonly middle: Point;
  readonly cost: number;
}

export function drawLineNames(on: Lettering, names: Iterable<LineName>, looks: LineLooks): void {
  on.setFont(looks.px, 400, looks.slant);
  const said = new Map<string, Point[]>();
  for (const { text, parts } of names) {
    const need = on.width(text);
    for (const part of parts) {
      const stood = said.get(text) ?? [];
      const best = bestStretch(on, part, need, (middle) => stood.every((point) => distance(point, middle) >= looks.again));
      if (!best) continue;
      said.set(text, [...stood, best.middle]);
      for (const box of best.boxes) on.occupied.take(box);
      writeAlong(on, text, best.arc, need, looks);
    }
  }
}

function bestStretch(on: Lettering, points: readonly Point[], need: number, isFarEnough: (middle: Point) => boolean): Stretch | undefined {
  const path = pathOf(points);
  const span = need * ROOM;
  let best: Stretch | undefined;
  for (let start = 4; start + span < path.length - 4; start += Math.max(10, need / 4)) {
    const samples = samplesOf(path, start, span);
    const middle = samples[4]!;
    if (!on.shows(middle) || !isFarEnough(middle)) continue;
    const arc = fitArc(samples);
    if (arc.length < need || arc.off > MOST_OFF || Math.abs(arc.bend) > MOST_BEND) continue;
    const boxes = samples.map(({ x, y }): Box => [x - 6, y - 8, x + 6, y + 8]);
    const cost = Math.abs(arc.bend) * 4 + arc.off;
    if ((!best || cost < best.cost) && boxes.every((box) => on.occupied.isFree(box, 2))) best = { arc, boxes, middle, cost };
  }
  return best;
}

/** All halos first: the halo of a letter must not cover the letter before it. */
function writeAlong(on: Lettering, text: string, arc: Arc, need: number, { lift, colour }: LineLooks): void {
  const pieces = piecesOf(on, text, arc, need);
  for (const layer of ["halo", "letters"] as const) {
    for (const { piece, width, x, y, angle } of pieces) {
      on.ctx.save();
      on.ctx.translate(x, y);
      on.ctx.rotate(angle);
      if (layer === "halo") on.halo(piece, -width / 2, lift);
      else on.letters(piece, -width / 2, lift, colour);
      on.ctx.restore();
    }
  }
}

const letters = new Intl.Segmenter(undefined, { granularity: "grapheme" });

function piecesOf(on: Lettering, text: string, arc: Arc, need: number): (Point & { piece: string; width: number; angle: number })[] {
  const pieces = standsApart(text) ? Array.from(letters.segment(text), ({ segment }) => segment) : [text];
  let before = "";
  return pieces.map((piece) => {
    const from = on.width(before);
    before += piece;
    const width = on.width(before) - from; // with the kerning to the letter before
    return { piece, width, ...arc.at(((arc.length - need) / 2 + from + width / 2) / arc.length) };
  });
}
