/** A request's object to its record and back. */

import { COUNTERS_AT, COUNTER_BYTES, COUNTER_SLOTS, FACTS, LAYOUT_VERSION, RECORD_BYTES } from "./catalogue.js";
import { encode } from "./encode.js";
import { PoscondError } from "./error.js";
import type { Request } from "./forms.js";
import { TWO_32, shown, unknownField } from "./put.js";

/** Facts that mean nothing without each other. */
const FIX_BITS = FACTS.filter(([name]) => /^fix_(lat_e7|lon_e7|datum)$/.test(name)).reduce((bits, [, bit]) => bits | (1 << bit), 0);
const NAMES: ReadonlySet<string> = new Set([...FACTS.map(([name]) => name), "counters"]);

/**
 * Writes a request's record into zeroed memory, and tells whether the engine need not check it again: all but a fix of which a
 * part is missing. Throws where a fact is unknown or has a value that it cannot have.
 */
export function write(request: Request, view: DataView, base: number): boolean {
  if (typeof request !== "object" || request === null || Array.isArray(request)) {
    throw new PoscondError("request", "", `${shown(request)}; accepted: an object of facts`);
  }
  view.setUint16(base, RECORD_BYTES, true);
  view.setUint16(base + 2, LAYOUT_VERSION, true);
  let rest = encode(request, view, base);
  for (const _ in request) rest -= 1;
  // What was not written is undefined, null or no fact.
  if (rest !== 0) lookForUnknown(request);
  const fix = view.getInt32(base + 8, true) & FIX_BITS;
  return fix === 0 || fix === FIX_BITS;
}

function lookForUnknown(request: Request): void {
  for (const key in request) {
    if (request[key as keyof Request] != null && !NAMES.has(key)) unknownField(key, key);
  }
}

function getInteger(view: DataView, at: number, row: { bytes: number; low: number }): number {
  if (row.bytes === 8) return view.getInt32(at + 4, true) * TWO_32 + view.getUint32(at, true);
  if (row.bytes === 4) return row.low < 0 ? view.getInt32(at, true) : view.getUint32(at, true);
  if (row.bytes === 2) return view.getUint16(at, true);
  return view.getUint8(at);
}

/** Reads a record that the engine has written. */
export function read(record: Uint8Array): Request {
  const view = new DataView(record.buffer, record.byteOffset, record.byteLength);
  const request: Record<string, unknown> = {};
  for (const [name, bit, at, bytes, takes] of FACTS) {
    if (!(view.getUint8(8 + (bit >> 3)) & (1 << (bit & 7)))) continue;
    if (takes === "version") request[name] = [0, 2, 4, 6].map((part) => view.getUint16(at + part, true)).join(".");
    else if (typeof takes === "number") {
      request[name] = String.fromCharCode(...record.subarray(at, at + takes)).trimEnd();
    } else if (typeof takes[0] === "number") request[name] = getInteger(view, at, { bytes, low: takes[0] });
    else request[name] = takes[view.getUint8(at) - 1];
  }
  const counters: unknown[] = [];
  for (let slot = 0; slot < COUNTER_SLOTS; slot += 1) {
    if (!(view.getUint32(4, true) & (1 << slot))) continue;
    const at = COUNTERS_AT + slot * COUNTER_BYTES;
    const wide = { bytes: 8, low: -1 };
    counters.push({
      slot,
      amount_minor: getInteger(view, at, wide),
      count: view.getInt32(at + 16, true),
      taken_at_utc_s: getInteger(view, at + 8, wide),
    });
  }
  if (counters.length > 0) request["counters"] = counters;
  return request as Request;
}
