// Bundles our TypeScript and copies what ships of other packages, each with its licence, into the folder given as argument.
// Run by build_hook.py with the node that it brings; fails when a package that ships has no licence file.
import { copyFile, mkdir, readFile, readdir, writeFile } from "node:fs/promises";
import { basename, join } from "node:path";
import { build } from "esbuild";

// esbuild has said where already; of what we throw ourselves the sentence is enough
process.on("uncaughtException", (error) => {
  if (!("errors" in error)) console.error(error.message);
  process.exit(1);
});

const here = import.meta.dirname;
const [out] = process.argv.slice(2);

const bundles = [
  { name: "mirasmap", entry: "src/main.ts", global: "mirasmap" },
  { name: "preview", entry: "src/preview.ts", global: "mirasmapPreview" },
  { name: "app", entry: "src/app/index.ts", global: "mirasmapApp" },
  { name: "plan", entry: "src/plan/index.ts", global: "mirasmapPlan" },
  { name: "charts", entry: "src/charts/index.ts", global: "mirasmapCharts" },
  { name: "basemap", entry: "src/basemap/index.ts", global: "mirasmapBasemap" },
  { name: "planning", entry: "src/planning/index.ts", global: "mirasmapPlanning" },
  { name: "importing", entry: "src/importing/index.ts", global: "mirasmapImporting" },
  { name: "pages", entry: "src/pages.ts", global: "mirasmapPages" },
  { name: "service_worker", entry: "src/service_worker.ts", global: "mirasmapOfflineWorker" },
];
const copied = {
  leaflet: ["dist/leaflet.js", "dist/leaflet.css", "dist/images"],
  jquery: ["dist/jquery.min.js"], // only for pages with folium's own popups
  // only for pages with these parts of folium's plugins
  "leaflet.fullscreen": ["Control.FullScreen.js", "Control.FullScreen.css", "icon-fullscreen.svg"],
  "leaflet.heat": ["dist/leaflet-heat.js"],
  "leaflet.locatecontrol": ["dist/L.Control.Locate.min.js", "dist/L.Control.Locate.min.css"],
  "leaflet.markercluster": ["dist/leaflet.markercluster.js", "dist/MarkerCluster.css", "dist/MarkerCluster.Default.css"],
  "leaflet-groupedlayercontrol": ["dist/leaflet.groupedlayercontrol.min.js", "dist/leaflet.groupedlayercontrol.min.css"],
};

const packages = new Set();
for (const bundle of bundles) for (const name of await bundled(bundle)) packages.add(name);
for (const [name, paths] of Object.entries(copied)) {
  for (const path of paths) await copy(join(here, "node_modules", name, path), join(out, basename(path)));
  packages.add(name);
}
const { rulesAsData } = await import(join(here, "src/basemap/rules.ts"));
await writeFile(join(out, "basemap_rules.json"), `${JSON.stringify(rulesAsData())}\n`);
await mkdir(join(out, "licences"), { recursive: true });
for (const name of [...packages].sort()) {
  const { version, text } = await licence(name);
  await writeFile(join(out, "licences", `${name.replace("@", "").replace("/", "-")}-${version}.txt`), text);
}

/** Write one bundle, headed by whose work is in it, and return the names of those packages. */
async function bundled({ name, entry, global }) {
  const result = await build({
    entryPoints: [join(here, entry)], outfile: join(out, `${name}.js`), absWorkingDir: here, write: false, metafile: true,
    bundle: true, format: "iife", globalName: global, target: "es2022", minify: true, legalComments: "none", logLevel: "error",
  });
  const inside = new Set(
    Object.values(result.metafile.outputs).flatMap((output) => Object.entries(output.inputs))
      .filter(([, { bytesInOutput }]) => bytesInOutput > 0)
      .map(([path]) => /^node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(path)?.[1]).filter(Boolean),
  );
  const credits = await Promise.all([...inside].sort().map(async (other) => (await licence(other)).credit));
  const heading = `/*! mirasmap, BSD-3-Clause${credits.length ? `; contains ${credits.join("; ")}; texts in licences/` : ""} */\n`;
  for (const file of result.outputFiles) await writeFile(join(out, basename(file.path)), heading + file.text);
  return inside;
}

/** The licence file of a package, and a line that names the package, its licence and its holder. */
async function licence(name) {
  const folder = join(here, "node_modules", name);
  const { version, license } = JSON.parse(await readFile(join(folder, "package.json"), "utf8"));
  const file = (await readdir(folder)).find((entry) => /^(mit-)?(licen[cs]e|copying)/i.test(entry));
  if (!file) throw new Error(`${name} ships in the assets but has no licence file; leave it out or write its notice.`);
  const text = await readFile(join(folder, file), "utf8");
  const holder = /^.*copyright.*\d{4}.*$/im.exec(text)?.[0].trim() ?? "";
  return { version, text, credit: `${name} ${version} (${license}${holder ? `, ${holder}` : ""})` };
}

/** Copy a file or a folder; a script loses its pointer to a source map, which does not ship. */
async function copy(from, to) {
  const entries = await readdir(from).catch(() => null);
  if (entries) {
    await mkdir(to, { recursive: true });
    for (const entry of entries.sort()) await copyFile(join(from, entry), join(to, entry));
  } else if (from.endsWith(".js")) {
    await writeFile(to, (await readFile(from, "utf8")).replace(/\n?\/\/# sourceMappingURL=.*\s*$/, "\n"));
  } else {
    await copyFile(from, to);
  }
}
