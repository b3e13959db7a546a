/** Texts in a chart: as long as there is room for, and legible on what they stand on. */

let pen: CanvasRenderingContext2D | null = null;

/** The text, or as much of it as fits into so many pixels, with an ellipsis. */
export function fitted(text: string, px: number, font: string): string {
  pen ??= document.createElement("canvas").getContext("2d");
  if (!pen) return text;
  pen.font = font;
  const measure = (part: string): number => pen?.measureText(part).width ?? 0;
  return shortened(text, px, measure);
}

export function shortened(text: string, px: number, measure: (part: string) => number): string {
  const letters = [...text.slice(0, 400)];
  if (letters.length === text.length && measure(text) <= px) return text;
  if (measure(text.slice(0, 400)) <= px && text.length <= 400) return text;
  let [least, most] = [0, letters.length];
  while (least < most) {
    const half = Math.ceil((least + most) / 2);
    if (measure(`${letters.slice(0, half).join("")}…`) <= px) least = half;
    else most = half - 1;
  }
  return `${letters.slice(0, least).join("").trimEnd()}…`;
}

/** Black or white, whichever stands off more from a colour; after the contrast of WCAG 2. */
export function inkOn(colour: string): string {
  const light = luminance(colour);
  return 1.05 / (light + 0.05) > (light + 0.05) / 0.05 ? "#ffffff" : "#000000";
}

function luminance(colour: string): number {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => {
    const share = Number.parseInt(colour.slice(at, at + 2), 16) / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}
