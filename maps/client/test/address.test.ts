import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { Address, formatView, joined, listOf, parseHash, withQuestion } from "../src/address.ts";
import { EVERYTHING, readQuestion } from "../src/question.ts";

const listeners = new Map<string, () => void>();
const written: string[] = [];
/** What of a browser the address touches. */
const page = { pathname: "/", search: "", hash: "" };
const links = [{ kind: "hash", hash: "", search: "?lang=ar" }, { kind: "question", hash: "", search: "?lang=fr&kind=old" }];

Object.assign(globalThis, {
  location: page,
  window: globalThis,
  addEventListener: (name: string, listener: () => void) => listeners.set(name, listener),
  document: { querySelectorAll: (selector: string) => links.filter(({ kind }) => selector.includes(`keep-${kind}]`)) },
  history: {
    state: null,
    replaceState: (_state: unknown, _title: string, url: string) => {
      written.push(url);
      Object.assign(page, splitUrl(url));
    },
  },
});

function splitUrl(url: string): typeof page {
  const { pathname, search, hash } = new URL(url, "http://localhost");
  return { pathname, search, hash };
}

function open(url: string, served: boolean): Address {
  Object.assign(page, splitUrl(url));
  return new Address(served);
}

const later = (): Promise<void> => new Promise((done) => setTimeout(done, 250));

beforeEach(() => {
  written.length = 0;
});

test("a view and a site come back as they were written", async () => {
  const address = open("/", false);
  address.keep({ map: formatView({ zoom: 9.5, lat: 39.76, lon: -46.75 }), site: "a&b=c/ü" });
  await later();
  assert.deepEqual(parseHash(page.hash), { view: { zoom: 9.5, lat: 39.76, lon: -46.75 }, site: "a&b=c/ü" });
});

test("a hash that makes no sense is as none, and what was given is known after it was corrected", () => {
  for (const hash of ["", "#", "#top", "#map=9/39", "#map=9//46", "#map=x/39/46", "#map=9/91/46", "#map=9/39/181", "#map=99/1/1", "#map=9/39/46/1"]) {
    assert.equal(parseHash(hash).view, null, hash);
  }
  assert.equal(parseHash("#site=").site, null);
  const address = open("/#map=9/99/46&site=nowhere", true);
  address.keep({ map: "9/39/46", site: null });
  assert.deepEqual([address.given("map"), address.given("site")], ["9/99/46", "nowhere"]);
});

test("on a served page the question stands in the query, and what is seen after the hash", async () => {
  const address = open("/?lang=ar&kind=fort#map=9/39.00000/46.00000", true);
  const { question, problems } = address.read();
  assert.deepEqual([question.kind, problems], [["fort"], []]);
  address.keepQuestion({ ...question, district: ["a b"], as_of: "2020" });
  address.keep({ panel: "table,filters" });
  await later();
  assert.equal(page.search + page.hash, "?lang=ar&kind=fort&district=a+b&as_of=2020#map=9/39.00000/46.00000&panel=table,filters");
  assert.deepEqual(links.map(({ hash, search }) => hash + search), [
    "#map=9/39.00000/46.00000&panel=table,filters?lang=ar&kind=fort&district=a+b&as_of=2020",
    "?lang=fr&kind=fort&district=a+b&as_of=2020",
  ]);
});

test("in a file all words stand after the hash, and one who writes keeps the others", async () => {
  const address = open("/map.html#kind=fort&site=a&lang=az", false);
  assert.deepEqual(address.read().problems, []);
  address.keep({ stops: joined(["a", "b,c%"]) });
  await later();
  assert.equal(page.hash, "#site=a&stops=a,b%252Cc%2525&lang=az&kind=fort");
  assert.deepEqual(listOf(open(`/map.html${page.hash}`, false).get("stops")), ["a", "b,c%"]);
  address.keepQuestion(EVERYTHING);
  await later();
  assert.equal(page.hash, "#site=a&stops=a,b%252Cc%2525&lang=az");
});

test("many changes at once are written once, the last as it is", async () => {
  const address = open("/", true);
  await later();
  for (let zoom = 1; zoom <= 20; zoom++) address.keep({ map: formatView({ zoom, lat: 0, lon: 0 }) });
  await later();
  assert.ok(written.length <= 2);
  assert.equal(written.at(-1), "/#map=20/0.00000/0.00000");
});

test("an anchor of the page is nobody's view: what is remembered stays", () => {
  const address = open("/#map=9/39/46", true);
  let heard = 0;
  address.onChange(() => (heard += 1));
  page.hash = "#main";
  listeners.get("hashchange")?.();
  assert.equal(heard, 0);
  page.hash = "#site=b";
  listeners.get("hashchange")?.();
  assert.equal(heard, 1);
  assert.equal(address.get("site"), "b");
  assert.equal(address.view, null);
});

test("words of nobody are told, those of the view and the language are not", () => {
  assert.deepEqual(open("/?colour=red&lang=ar&style=dark#map=1/2/3", true).read().problems.map(({ word }) => word), ["colour"]);
  assert.deepEqual(open("/m.html#colour=red&lang=ar&map=1/2/3", false).read().problems.map(({ word }) => word), ["colour"]);
  assert.equal(withQuestion("?lang=ar&utm=1", readQuestion([["q", "a b"]]).question), "?lang=ar&q=a+b");
});
