/** After one visit the map and every page that was seen open without the network; with it, what is fresh wins. */
import { Keep } from "./offline/keep.ts";
import type { Scope } from "./offline/scope.ts";
import { wayOf } from "./offline/ways.ts";

const scope = globalThis as unknown as Scope;
const keep = new Keep(scope.mirasmapOffline);

scope.addEventListener("install", (event) => event.waitUntil(install()));
scope.addEventListener("activate", (event) => event.waitUntil(activate()));
scope.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== "GET" || url.origin !== scope.location.origin) return;
  const way = wayOf(url.pathname, request.mode === "navigate");
  if (way !== "network") event.respondWith(keep[way](request, (work) => event.waitUntil(work)));
});

async function install(): Promise<void> {
  const open = await scope.clients.matchAll({ includeUncontrolled: true, type: "window" });
  await keep.fill(open.map((client) => client.url));
  await scope.skipWaiting();
}

async function activate(): Promise<void> {
  await keep.clear();
  await scope.clients.claim();
}
