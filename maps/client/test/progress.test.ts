/** The page of a job: how far it is, that the server is away and there again, and that it has ended. */
import assert from "node:assert/strict";
import { afterEach, beforeEach, mock, test } from "node:test";
import { watchProgress } from "../src/planning/progress.ts";

/** What comes: an answer, no connection, or nothing at all. */
type Answer = Response | Error | null;

const page = { reloads: 0, asked: 0, answer: null as Answer };
const globals = globalThis as unknown as Record<string, unknown>;
const before = Object.fromEntries(["document", "location", "fetch"].map((name) => [name, globals[name]]));

beforeEach(() => {
  Object.assign(page, { reloads: 0, asked: 0, answer: null });
  mock.timers.enable({ apis: ["setTimeout"] });
  globals["document"] = { hidden: false };
  globals["location"] = { reload: () => void (page.reloads += 1) };
  globals["fetch"] = (_address: string, { signal }: { signal: AbortSignal }): Promise<Response> => {
    page.asked += 1;
    if (page.answer === null) return new Promise((_, reject) => signal.addEventListener("abort", () => reject(signal.reason as Error)));
    return page.answer instanceof Error ? Promise.reject(page.answer) : Promise.resolve(page.answer.clone());
  };
});

afterEach(() => {
  mock.timers.reset();
  Object.assign(globals, before);
});

/** A page of which only what the script knows of is there. */
function watched() {
  const bar = { value: 0, max: 1, hasValue: true, removeAttribute: () => void (bar.hasValue = false) };
  const connection = { textContent: "", dataset: { lost: "away", back: "there again" } };
  const [message, best] = [{ textContent: "" }, { textContent: "" }];
  const parts: Record<string, object> = { progress: bar, "[data-connection]": connection, "[data-message]": message, "[data-best]": best };
  const section = { dataset: { stateUrl: "/plans/1/state" }, querySelector: (selector: string) => parts[selector] ?? null };
  watchProgress(section as unknown as HTMLElement);
  return { bar, connection, message, best };
}

const running = (changes = {}): Response => Response.json({ state: "running", done: 3, total: 12, best: null, message: "ways", ...changes });

async function pass(ms: number, answer: Answer): Promise<void> {
  page.answer = answer;
  mock.timers.tick(ms);
  await new Promise((resolve) => setImmediate(resolve));
}

test("what is done is on the bar, and nothing where nobody knows it", async () => {
  const { bar, message, best } = watched();
  await pass(1000, running({ best: "two sites" }));
  assert.deepEqual([bar.value, bar.max, message.textContent, best.textContent], [3, 12, "ways", "two sites"]);
  await pass(1000, running({ total: 0 }));
  assert.equal(bar.hasValue, false);
});

test("a server that does not answer is told of, asked more seldom, and told of when it is there again", async () => {
  const { connection, bar } = watched();
  await pass(1000, running());
  assert.equal(connection.textContent, "");
  for (const answer of [new TypeError("Failed to fetch"), new Response("", { status: 502 }), new Response("<p>not JSON", { status: 200 })]) {
    await pass(1000, answer);
    assert.equal(connection.textContent, "away");
  }
  const { asked } = page;
  await pass(4000, running({ done: 4 }));
  assert.equal(page.asked, asked);
  await pass(1000, running({ done: 4 }));
  assert.deepEqual([page.asked, connection.textContent, bar.value], [asked + 1, "there again", 4]);
  for (let second = 0; second < 10; second += 1) await pass(1000, running());
  assert.equal(connection.textContent, "");
});

test("a server that goes away again soon is not said to be there", async () => {
  const { connection } = watched();
  for (const answer of [new TypeError(), running(), new TypeError()]) await pass(1000, answer);
  for (let second = 0; second < 15; second += 1) await pass(1000, new TypeError());
  assert.equal(connection.textContent, "away");
});

test("a question that is never answered is given up, and asked again", async () => {
  const given = new AbortController();
  const timeout = mock.method(AbortSignal, "timeout", () => given.signal);
  const { connection } = watched();
  await pass(1000, null);
  assert.equal(connection.textContent, "");
  given.abort();
  await pass(0, null);
  assert.equal(connection.textContent, "away");
  timeout.mock.restore();
  await pass(1000, running());
  assert.deepEqual([page.asked, connection.textContent], [2, "there again"]);
});

test("the page comes anew when the job has ended, is deleted or not to be read, and not while the server is away", async () => {
  for (const [answer, reloads] of [
    [running({ state: "done" }), 1],
    [new Response("", { status: 404 }), 1],
    [new Response("", { status: 403 }), 1],
    [new Response("", { status: 503 }), 0],
  ] as const) {
    page.reloads = 0;
    watched();
    await pass(1000, answer);
    assert.equal(page.reloads, reloads);
    mock.timers.reset();
    mock.timers.enable({ apis: ["setTimeout"] });
  }
});
