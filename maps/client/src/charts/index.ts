/**
 * Charts as SVG: stacked bars and columns in time. Built as a bundle of its own (`mirasmapCharts`), which the page loads
 * when the reader first asks for charts.
 */
export { bars } from "./bars.ts";
export { columns } from "./columns.ts";
export { swatch } from "./patterns.ts";
export type { Bar, Drawing, Part, Pattern, TimeDrawing } from "./data.ts";
