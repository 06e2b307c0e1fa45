// What a decision costs in Node: the twelve plain conditions of the design, by poscond, by json-logic-engine (the fastest public
// engine in JavaScript), and by hand for exactly these conditions. `npm run bench`, on an idle machine.

import { readFileSync } from "node:fs";
import { LogicEngine } from "json-logic-engine";
import * as poscond from "../pkg/node.mjs";

const { compile, encodeRequest } = poscond;
const source = readFileSync(new URL("../../core/benches/evaluate/twelve.rs", import.meta.url), "utf8");
// The same policy and service point as the native benchmark.
const [policy, point] = [...source.matchAll(/r#"(\{[^]*?\})"#/g)].map(([, json]) => JSON.parse(json));
const plan = compile(policy, point);

const NOW = 1_795_408_200;
const pass = {
  now_utc_s: NOW,
  clock: "trusted",
  host: "reachable",
  merchant_id: "898330158120001",
  terminal: "active",
  tamper: "intact",
  app_version: "3.2.1.0",
  profile_refreshed_at_utc_s: NOW - 86_400,
  fix_lat_e7: 302_594_000,
  fix_lon_e7: 1_201_306_000,
  fix_datum: "wgs84",
  fix_at_utc_s: NOW - 20,
  fix_accuracy_m: 15,
  transaction: "sale",
  entry_mode: "contactless",
  card_kind: "debit",
  amount_minor: 3_600,
  currency: 156,
  counters: [
    { slot: 0, amount_minor: 250_000, count: 70, taken_at_utc_s: NOW - 600 },
    { slot: 1, amount_minor: 9_000_000, count: 70, taken_at_utc_s: NOW - 600 },
  ],
};
const refused = {
  ...pass,
  now_utc_s: NOW + 7_200,
  fix_at_utc_s: NOW + 7_180,
  fix_lat_e7: 302_634_000,
  amount_minor: 480_000,
  counters: [{ slot: 0, amount_minor: 4_800_000, count: 70, taken_at_utc_s: NOW }, pass.counters[1]],
};

// The shop as others would hold it.
const shop = {
  lat: 30.2592,
  lon: 120.1303,
  radius: 100,
  weekly: [[600, 1320], ...Array.from({ length: 5 }, () => [600, 840, 1020, 1560]), [600, 1560]],
  licence: Infinity,
  food: Date.parse("2028-02-29T00:00:00+08:00") / 1000 + 86_400,
};
const version = (text) => text.split(".").reduce((sum, part) => sum * 65_536 + Number(part), 0);
const MINIMUM = version("3.2.0.0");
const isOpen = (now) => {
  const local = now + 28_800;
  const day = Math.floor(local / 86_400);
  const minute = Math.floor((local % 86_400) / 60);
  const spans = (weekday, at) => {
    const list = shop.weekly[weekday];
    for (let i = 0; i < list.length; i += 2) if (at >= list[i] && at < list[i + 1]) return true;
    return false;
  };
  const weekday = (day + 4) % 7;
  return spans(weekday, minute) || spans((weekday + 6) % 7, minute + 1440);
};
const metres = (lat, lon) => {
  const y = (lat - shop.lat) * 111_195;
  const x = (lon - shop.lon) * 111_195 * Math.cos((shop.lat * Math.PI) / 180);
  return Math.sqrt(x * x + y * y);
};

/** By hand: twelve conditions, no others, no unknowns. */
function byHand(r) {
  const reasons = [];
  if (r.terminal !== "active") reasons.push("TERMINAL");
  if (r.tamper !== "intact") reasons.push("TAMPER");
  if (version(r.app_version) < MINIMUM) reasons.push("SOFTWARE");
  if (r.now_utc_s - r.profile_refreshed_at_utc_s > 30 * 86_400) reasons.push("PROFILE");
  if (r.now_utc_s - r.fix_at_utc_s > 300 || r.fix_accuracy_m > 200) reasons.push("FIX");
  else if (metres(r.fix_lat_e7 / 1e7, r.fix_lon_e7 / 1e7) > shop.radius + r.fix_accuracy_m) reasons.push("PLACE");
  if (!isOpen(r.now_utc_s)) reasons.push("CLOSED");
  if (r.now_utc_s >= shop.licence) reasons.push("LICENCE");
  if (r.now_utc_s >= shop.food) reasons.push("FOOD");
  if (r.amount_minor > 500_000) reasons.push("SINGLE");
  if (r.counters[0].amount_minor + r.amount_minor > 5_000_000) reasons.push("DAY");
  if (r.counters[1].amount_minor + r.amount_minor > 50_000_000) reasons.push("MONTH");
  if (r.entry_mode !== "chip" && r.entry_mode !== "contactless" && r.entry_mode !== "qr_code") reasons.push("ENTRY");
  return { outcome: reasons.length === 0 ? "proceed" : "decline", reasons };
}

// The same in JSON Logic; what it has no words for (version, hours, metres) are operators added to it.
const engine = new LogicEngine();
engine.addMethod("version", ([text]) => version(text), { deterministic: true });
engine.addMethod("open", ([now]) => isOpen(now), { deterministic: true });
engine.addMethod("metres", ([lat, lon]) => metres(lat / 1e7, lon / 1e7), { deterministic: true });
const v = (name) => ({ var: name });
const unless = (condition, reason) => ({ if: [condition, null, reason] });
const logic = engine.build([
  unless({ "===": [v("terminal"), "active"] }, "TERMINAL"),
  unless({ "===": [v("tamper"), "intact"] }, "TAMPER"),
  unless({ ">=": [{ version: [v("app_version")] }, MINIMUM] }, "SOFTWARE"),
  unless({ "<=": [{ "-": [v("now_utc_s"), v("profile_refreshed_at_utc_s")] }, 30 * 86_400] }, "PROFILE"),
  unless({ and: [{ "<=": [{ "-": [v("now_utc_s"), v("fix_at_utc_s")] }, 300] }, { "<=": [v("fix_accuracy_m"), 200] }] }, "FIX"),
  unless({ "<=": [{ metres: [v("fix_lat_e7"), v("fix_lon_e7")] }, { "+": [100, v("fix_accuracy_m")] }] }, "PLACE"),
  unless({ open: [v("now_utc_s")] }, "CLOSED"),
  unless({ "<": [v("now_utc_s"), shop.food] }, "FOOD"),
  unless({ "<=": [v("amount_minor"), 500_000] }, "SINGLE"),
  unless({ "<=": [{ "+": [v("counters.0.amount_minor"), v("amount_minor")] }, 5_000_000] }, "DAY"),
  unless({ "<=": [{ "+": [v("counters.1.amount_minor"), v("amount_minor")] }, 50_000_000] }, "MONTH"),
  unless({ in: [v("entry_mode"), ["chip", "contactless", "qr_code"]] }, "ENTRY"),
]);
const byLogic = (r) => {
  const reasons = logic(r).filter((reason) => reason !== null);
  return { outcome: reasons.length === 0 ? "proceed" : "decline", reasons };
};
const byPoscond = (r) => {
  const decision = plan.evaluate(r);
  return { outcome: decision.outcome, reasons: decision.reasons };
};

// All three say the same before they are timed.
for (const one of [pass, refused]) {
  const said = [byHand, byLogic, byPoscond].map((ask) => ask(one));
  const [first, ...others] = said.map(({ outcome, reasons }) => `${outcome} ${reasons.length}`);
  if (others.some((other) => other !== first)) throw new Error(JSON.stringify(said));
}

let kept = 0;
const ways = {
  "by hand, object in, outcome and reasons out": (r) => byHand(r).reasons.length,
  "json-logic-engine, compiled, the same": (r) => byLogic(r).reasons.length,
  "poscond, the same": (r) => byPoscond(r).reasons.length,
  "poscond, object in, outcome out": (r) => plan.evaluate(r).outcome.length,
  "poscond, record in, outcome out": (_, record) => plan.evaluateRecord(record).outcome.length,
};
const rounds = 41;
const times = 4_000;
// A request a call, as a server sees them: other objects of one shape.
const sets = [pass, refused].map((one) => {
  const many = Array.from({ length: 64 }, (_, place) => ({ ...one, amount_minor: one.amount_minor + place }));
  return { many, records: many.map(encodeRequest) };
});
// Each way has met both before it is timed, and what compiles in the background has had its time.
for (let round = 0; round < 20; round += 1) {
  for (const way of Object.values(ways)) {
    for (const { many, records } of sets) {
      for (let time = 0; time < 1_000; time += 1) kept += way(many[time & 63], records[time & 63]);
    }
  }
  await new Promise((resume) => setTimeout(resume, 50));
}
console.log("| what | all met | three refused |\n|---|---|---|");
const columns = sets.map(({ many, records }) => {
  const spent = Object.keys(ways).map(() => []);
  for (let round = 0; round < rounds; round += 1) {
    for (const [place, way] of Object.values(ways).entries()) {
      const start = performance.now();
      for (let time = 0; time < times; time += 1) kept += way(many[time & 63], records[time & 63]);
      spent[place].push(((performance.now() - start) / times) * 1000);
    }
  }
  return spent.map((list) => list.sort((a, b) => a - b)[rounds >> 1]);
});
for (const [place, name] of Object.keys(ways).entries()) {
  console.log(`| ${name} | ${columns.map((column) => `${column[place].toFixed(2)} µs`).join(" | ")} |`);
}
const all = new Uint8Array(1000 * 560);
for (let place = 0; place < 1000; place += 1) all.set(encodeRequest(pass), place * 560);
const batches = Array.from({ length: 21 }, () => {
  const start = performance.now();
  kept += plan.evaluateRecords(all).length;
  return performance.now() - start;
}).sort((a, b) => a - b);
console.log(`| poscond, 1,000 records in, decisions out, each | ${batches[10].toFixed(2)} µs | |`);
if (kept === 0) throw new Error("nothing was decided");
