/** Values into a record, one by one. Each throws where it is none that the fact can have. */

import { refuse_field } from "../build/poscond.js";
import { COUNTERS_AT, COUNTER_BYTES, COUNTER_SLOTS, INSTANT_UTC_S_MAX } from "./catalogue.js";
import { PoscondError, throwing } from "./error.js";

export const TWO_32 = 4_294_967_296;
const TWO_31 = 2_147_483_648;
const GREATEST = Number.MAX_SAFE_INTEGER;

/** A value as an error shows it. */
export function shown(value: unknown): string {
  let text: string | undefined;
  try {
    text = typeof value === "bigint" ? `${value}n` : JSON.stringify(value);
  } catch {
    // Neither rings nor what hides from JSON can be shown.
  }
  text ??= String(value);
  if (typeof value === "number") text = String(value);
  return `\`${text.length > 60 ? `${text.slice(0, 60)}…` : text}\``;
}

function refuse(path: string, value: unknown, accepted: string): never {
  throw new PoscondError("request", path, `${path}: ${shown(value)}; accepted: ${accepted}`);
}

/** Throws where a field is none of a request, or of a counter of one. */
export function unknownField(path: string, key: string): never {
  throwing(() => refuse_field(path, key));
  throw new Error("the engine refuses every unknown field");
}

const integers = (low: number, high: number): string => `an integer from ${low} to ${high}`;

const isWithin = (value: unknown, low: number, high: number): value is number =>
  typeof value === "number" && value >= low && value <= high && Number.isInteger(value);

export function putI64(view: DataView, at: number, value: unknown, low: number, high: number, path: string): void {
  if (!isWithin(value, low, high)) return refuse(path, value, integers(low, high));
  // Both halves are taken modulo 2^32, which is right below zero too.
  view.setInt32(at, value, true);
  view.setInt32(at + 4, Math.floor(value / TWO_32), true);
}

export function putI32(view: DataView, at: number, value: unknown, low: number, high: number, path: string): void {
  if (!isWithin(value, low, high)) return refuse(path, value, integers(low, high));
  view.setInt32(at, value, true);
}

export function putU16(view: DataView, at: number, value: unknown, low: number, high: number, path: string): void {
  if (!isWithin(value, low, high)) return refuse(path, value, integers(low, high));
  view.setUint16(at, value, true);
}

export function putU8(view: DataView, at: number, value: unknown, low: number, high: number, path: string): void {
  if (!isWithin(value, low, high)) return refuse(path, value, integers(low, high));
  view.setUint8(at, value);
}

/** A word by its number; few enough words that a look at each is faster than a table. */
export function putWord(view: DataView, at: number, value: unknown, words: readonly string[], path: string): void {
  const place = words.indexOf(value as string);
  if (place < 0) return refuse(path, value, `one of ${words.join(", ")}`);
  view.setUint8(at, place + 1);
}

/** Reads by hand what `/^\d{1,5}(\.\d{1,5}){0,3}$/` describes, since a pattern costs as much as the whole decision. */
export function putVersion(view: DataView, at: number, value: unknown, path: string): void {
  const length = typeof value === "string" ? value.length : 0;
  let part = 0;
  let digits = 0;
  let parts = 0;
  for (let index = 0; index <= length; index += 1) {
    const code = index < length ? (value as string).charCodeAt(index) : DOT;
    if (code === DOT && digits > 0 && digits <= 5 && part <= 65_535 && parts < 4) {
      view.setUint16(at + 2 * parts, part, true);
      parts += 1;
      part = 0;
      digits = 0;
    } else if (code >= ZERO && code <= ZERO + 9) {
      part = part * 10 + code - ZERO;
      digits += 1;
    } else refuse(path, value, "a version of one to four numbers from 0 to 65535, such as 3.2.0");
  }
}

const DOT = 46;
const ZERO = 48;
const SPACE = 32;
const TILDE = 126;

export function putText(view: DataView, at: number, value: unknown, length: number, path: string): void {
  if (typeof value !== "string" || value.length > length) return refuseText(path, value, length);
  let isSaid = false;
  // Four characters a store; a sixteenth byte is zero.
  for (let index = 0; index < length; index += 4) {
    let four = 0;
    for (let byte = 0; byte < 4; byte += 1) {
      const place = index + byte;
      const code = place < value.length ? value.charCodeAt(place) : SPACE;
      if (code < SPACE || code > TILDE) return refuseText(path, value, length);
      if (code !== SPACE) isSaid = true;
      if (place < length) four |= code << (byte * 8);
    }
    view.setInt32(at + index, four, true);
  }
  if (!isSaid) refuseText(path, value, length);
}

const refuseText = (path: string, value: unknown, length: number): never =>
  refuse(path, value, `1 to ${length} printable ASCII characters, not all spaces`);

const COUNTER_KEYS: readonly string[] = ["slot", "amount_minor", "count", "taken_at_utc_s"];

export function putCounters(view: DataView, base: number, counters: unknown): void {
  if (!Array.isArray(counters)) return refuse("counters", counters, "a list");
  let present = 0;
  for (let index = 0; index < counters.length; index += 1) present |= putCounter(view, base, counters, index, present);
  view.setUint32(base + 4, present, true);
}

function lookForUnknown(counter: object, index: number): void {
  for (const key in counter) {
    if (!COUNTER_KEYS.includes(key)) unknownField(`counters[${index}].${key}`, key);
  }
}

/** Writes one counter, and tells its presence bit. */
function putCounter(view: DataView, base: number, counters: readonly unknown[], index: number, present: number): number {
  const counter = counters[index] as { slot: unknown; amount_minor: unknown; count: unknown; taken_at_utc_s: unknown };
  if (typeof counter !== "object" || counter === null || Array.isArray(counter)) {
    return refuse(`counters[${index}]`, counter, "an object");
  }
  let keys = 0;
  for (const _ in counter) keys += 1;
  if (keys !== COUNTER_KEYS.length) lookForUnknown(counter, index);
  const { slot, amount_minor, count, taken_at_utc_s } = counter;
  const path = (key: string): string => `counters[${index}].${key}`;
  if (!isWithin(slot, 0, COUNTER_SLOTS - 1)) return refuse(path("slot"), slot, integers(0, COUNTER_SLOTS - 1));
  if (present & (1 << slot)) refuse(path("slot"), slot, "each slot once");
  const at = base + COUNTERS_AT + slot * COUNTER_BYTES;
  if (!isWithin(amount_minor, -GREATEST, GREATEST)) refuse(path("amount_minor"), amount_minor, integers(-GREATEST, GREATEST));
  putI64(view, at, amount_minor, -GREATEST, GREATEST, "");
  if (!isWithin(taken_at_utc_s, 0, INSTANT_UTC_S_MAX)) refuse(path("taken_at_utc_s"), taken_at_utc_s, integers(0, INSTANT_UTC_S_MAX));
  putI64(view, at + 8, taken_at_utc_s, 0, INSTANT_UTC_S_MAX, "");
  if (!isWithin(count, -TWO_31, TWO_31 - 1)) refuse(path("count"), count, integers(-TWO_31, TWO_31 - 1));
  putI32(view, at + 16, count, -TWO_31, TWO_31 - 1, "");
  return 1 << slot;
}
