// What happens to input that is not what it should be: a PoscondError that says where, or a verdict; never anything else.

import assert from "node:assert/strict";
import { test } from "node:test";
import { readFileSync } from "node:fs";
import * as poscond from "../pkg/node.mjs";

const { Plan, PoscondError, compile, convertDatum, decodeRequest, distanceM, encodeRequest, minor, reasons } = poscond;
const vectors = JSON.parse(readFileSync(new URL("../../host-tests/vectors/limits.json", import.meta.url), "utf8"));
const [group] = vectors.groups;
const [{ request }] = group.cases;
const plan = compile(group.policy, group.service_point);

const refusal = (call) => {
  try {
    call();
  } catch (error) {
    assert.ok(error instanceof PoscondError, `${error}`);
    assert.equal(error.name, "PoscondError");
    return error;
  }
  return assert.fail("accepted");
};

test("each code says where and what would be accepted", () => {
  const ring = {};
  ring.ring = ring;
  for (const [call, code, path, words] of [
    [() => plan.evaluate({ ...request, amount_mior: 1 }), "request", "amount_mior", /`amount_mior`.*`amount_minor`/],
    [() => plan.evaluate({ ...request, amount_minor: 1.5 }), "request", "amount_minor", /`1.5`; accepted: an integer from 0/],
    [() => plan.evaluate({ ...request, amount_minor: -1 }), "request", "amount_minor", /`-1`/],
    [() => plan.evaluate({ ...request, amount_minor: 2 ** 53 }), "request", "amount_minor", /`9007199254740992`/],
    [() => plan.evaluate({ ...request, amount_minor: Number.NaN }), "request", "amount_minor", /`NaN`/],
    [() => plan.evaluate({ ...request, amount_minor: 5n }), "request", "amount_minor", /`5n`/],
    [() => plan.evaluate({ ...request, counters: null }), "request", "counters", /`null`/],
    [() => plan.evaluate({ ...request, clock: "Trusted" }), "request", "clock", /"Trusted".*trusted/],
    [() => plan.evaluate({ ...request, clock: 1 }), "request", "clock", /`1`.*trusted/],
    [() => plan.evaluate({ ...request, merchant_id: "店" }), "request", "merchant_id", /printable ASCII/],
    [() => plan.evaluate({ ...request, app_version: "1.2.3.4.5" }), "request", "app_version", /such as 3.2.0/],
    [() => plan.evaluate({ ...request, app_version: "65536" }), "request", "app_version", /0 to 65535/],
    [() => plan.evaluate({ ...request, counters: {} }), "request", "counters", /a list/],
    [() => plan.evaluate({ ...request, counters: [{ slot: 0 }] }), "request", "counters[0].amount_minor", /undefined/],
    [() => plan.evaluate({ ...request, counters: [1] }), "request", "counters[0]", /an object/],
    [() => plan.evaluate({ fix_lat_e7: 1 }), "record", "fix_lon_e7", /fix_lon_e7/],
    [() => plan.evaluate(null), "request", "", /`null`/],
    [() => plan.evaluate("{}"), "request", "", /an object/],
    [() => plan.evaluateRecord(new Uint8Array(3)), "record", "", /`3` bytes/],
    [() => plan.evaluateRecord([1]), "argument", "bytes", /Uint8Array/],
    [() => plan.evaluateRecords(new Uint8Array(561)), "record", "", /`561` bytes; accepted: a multiple of 560/],
    [() => plan.evaluateRecords(new Uint8Array(1120)), "record", "[0]", /`0`/],
    [() => plan.afresh(request, 1.5), "argument", "atUtcS", /`1.5`/],
    [() => plan.explain(request, { lang: "fr" }), "argument", "lang", /`fr`; accepted: zh-CN, en/],
    [() => plan.explain(request, { reader: "boss" }), "argument", "reader", /`boss`; accepted: cardholder/],
    [() => reasons({ lang: "fr" }), "argument", "lang", /`fr`/],
    [() => compile({ ...group.policy, idd: 1 }, group.service_point), "policy", "idd", /`idd`/],
    [() => compile(group.policy, { ...group.service_point, mcc: 5812 }), "service_point", "mcc", /5812/],
    [() => compile("{", group.service_point), "policy", "", /accepted|end|expected/],
    [() => compile(undefined, group.service_point), "policy", "", /undefined/],
    [() => compile(ring, group.service_point), "policy", "", /no JSON form/],
    [() => compile({ ...group.policy, rules: [] }, group.service_point), "policy", "rules", /`0`/],
    [() => Plan.open(new Uint8Array(9)), "plan", "", /./],
    [() => Plan.open("x"), "argument", "bytes", /Uint8Array/],
    [() => Plan.open(plan.bytes, { revisionMin: -1 }), "argument", "revisionMin", /`-1`/],
    [() => Plan.open(plan.bytes, { servicePoint: "another" }), "plan", "", /./],
    [() => Plan.open(plan.bytes).cure(request), "no_source", "", /compile/],
    [() => Plan.open(plan.bytes).remedies(request), "no_source", "", /compile/],
    [() => convertDatum({ lat_e7: 900_000_001, lon_e7: 0 }, "wgs84", "gcj02"), "argument", "lat_e7", /`900000001`/],
    [() => convertDatum({ lat_e7: 0, lon_e7: 0 }, "wgs", "gcj02"), "argument", "from", /`wgs`; accepted: wgs84/],
    [() => convertDatum({ lat_e7: 30.27, lon_e7: 120.13 }, "wgs84", "gcj02"), "argument", "lat_e7", /`30.27`; accepted: an integer/],
    [() => distanceM({ lat_e7: 0, lon_e7: 0 }, { lat_e7: 0, lon_e7: Number.NaN }), "argument", "lon_e7", /`NaN`/],
    [() => plan.displayFinding(request, "x", 3, 4), "argument", "columns", /`3`; accepted: an integer from 4 to 80/],
    [() => plan.displayFinding(request, "x", 16, Infinity), "argument", "rows", /`Infinity`/],
    [() => plan.explain(request, { lang: 7 }), "argument", "lang", /`7`/],
    [() => plan.evaluate({ ...request, counters: [{ slto: 0 }] }), "request", "counters[0].slto", /`slot`/],
    [() => minor(0.5), "argument", "amount", /`0.5`/],
  ]) {
    const error = refusal(call);
    assert.deepEqual([error.code, error.path], [code, path], error.message);
    assert.match(error.message, words);
  }
});

test("after bad input all is as it was", () => {
  const before = plan.report(request);
  refusal(() => plan.evaluate({ ...request, amount_minor: -1 }));
  refusal(() => compile("{", "{"));
  assert.equal(plan.report(request), before);
  // What was half written of the bad request is not in the next.
  assert.equal(plan.report({}), compile(group.policy, group.service_point).report({}));
});

test("null and undefined are absence, as in JSON", () => {
  const { amount_minor: _, ...without } = request;
  const expected = plan.report(without);
  assert.equal(plan.report({ ...request, amount_minor: null }), expected);
  assert.equal(plan.report({ ...request, amount_minor: undefined }), expected);
});

test("a plan says what its counters count", () => {
  const point = { ...group.service_point, hours: undefined };
  const usage = { window: "day", measure: "amount", subject: "service_point", max: 100 };
  const rule = { id: "day", scope: { entry_modes: ["magstripe"] }, condition: { usage }, on_fail: "decline", on_unknown: "refer" };
  const month = { ...rule, id: "month", scope: {}, condition: { usage: { ...usage, window: "month", refunds: "restore" } } };
  const made = compile({ id: "p", version: 1, rules: [month, rule] }, point);
  assert.deepEqual(made.counters, [
    { slot: 0, window: "day", subject: "service_point", entry_modes: ["magstripe"], card_kinds: null, refunds: "ignore" },
    { slot: 1, window: "month", subject: "service_point", entry_modes: null, card_kinds: null, refunds: "restore" },
  ]);
  const sale = { ...request, entry_mode: "magstripe", transaction: "sale", amount_minor: 7 };
  assert.deepEqual(made.accrue(sale).map((one) => one.slot), [0, 1]);
});

test("every problem of a policy is told", () => {
  const rule = { ...group.policy.rules[0], on_unknown: "decline", on_fail: "warn" };
  const error = refusal(() => compile({ ...group.policy, rules: [rule, rule] }, group.service_point));
  assert.ok(error.problems.length >= 2, JSON.stringify(error.problems));
  for (const problem of error.problems) assert.match(problem.path, /^rules\[\d\]/);
});

test("a plan that was disposed of says so, and only so", () => {
  const short = Plan.open(plan.bytes);
  const decision = short.evaluate(request);
  const dispose = Symbol.dispose ?? Symbol.for("Symbol.dispose");
  short[dispose]();
  short[dispose]();
  assert.equal(refusal(() => short.evaluate(request)).code, "disposed");
  // A decision is a value.
  assert.equal(decision.outcome, plan.evaluate(request).outcome);
});

test("memory that has grown is found again", () => {
  const before = plan.report(request);
  const kept = Array.from({ length: 4000 }, () => Plan.open(plan.bytes));
  assert.equal(kept[3999].report(request), before);
  assert.equal(plan.report(request), before);
});

/** A generator of numbers that is the same each time. */
function random(seed) {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state % below;
  };
}

test("50,000 spoiled records and as many plans give a verdict or an error, never a trap", () => {
  const next = random(1);
  const record = encodeRequest(request);
  const bytes = plan.bytes;
  const harmless = (call) => {
    try {
      call();
    } catch (error) {
      assert.ok(error instanceof PoscondError, `${error}`);
    }
  };
  for (let round = 0; round < 50_000; round += 1) {
    const spoiled = record.slice(0, next(8) === 0 ? next(560) : 560);
    for (let times = next(4); times >= 0; times -= 1) spoiled[next(spoiled.length || 1)] = next(256);
    harmless(() => plan.evaluateRecord(spoiled));
    harmless(() => decodeRequest(spoiled));
    const other = bytes.slice();
    other[next(other.length)] ^= 1 << next(8);
    harmless(() => Plan.open(other)[Symbol.dispose ?? Symbol.for("Symbol.dispose")]());
  }
});

test("whatever stands in the place of a fact is a fact or an error", () => {
  const odd = [undefined, null, 0, -0, -1, 1e300, Number.NaN, Infinity, "", " ", "x".repeat(99), "\u0000", {}, [], [1], true, 5n, Symbol.iterator, () => 1];
  const schema = JSON.parse(readFileSync(new URL("../../schemas/request.schema.json", import.meta.url), "utf8"));
  const known = Object.keys(schema.properties);
  assert.ok(known.length > 50 && known.includes("counters"));
  for (const key of [...known, "__proto__", "constructor", "toString"]) {
    for (const value of odd) {
      const spoiled = { ...request };
      Object.defineProperty(spoiled, key, { value, enumerable: true });
      try {
        plan.evaluate(spoiled);
        // What was decided without a second check passes one.
        encodeRequest(spoiled);
      } catch (error) {
        assert.ok(error instanceof PoscondError, `${key} ${String(value)}: ${error}`);
      }
    }
  }
});
