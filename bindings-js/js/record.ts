/** A request's object to its record and back. The catalogue says where each fact stands; the engine checks the record again. */

import { COUNTERS_AT, COUNTER_SLOTS, FACTS, LAYOUT_VERSION, RECORD_BYTES } from "./catalogue.js";
import { PoscondError } from "./error.js";
import type { Request } from "./forms.js";

const TWO_32 = 4_294_967_296;
const COUNTER_BYTES = 24;

const enum Kind {
  Integer,
  Word,
  Version,
  Text,
}

/** A fact's place in the record, and what it takes. */
interface Row {
  readonly name: string;
  readonly kind: Kind;
  readonly at: number;
  readonly bytes: number;
  /** Its presence bit: the byte of the record that it is in, and the mask. */
  readonly presentAt: number;
  readonly presentMask: number;
  readonly low: number;
  readonly high: number;
  readonly words: ReadonlyMap<unknown, number>;
  readonly names: readonly string[];
}

const NO_WORDS: ReadonlyMap<unknown, number> = new Map();

const LIST: readonly Row[] = FACTS.map(([name, bit, at, bytes, takes]) => {
  const place = { name, at, bytes, presentAt: 8 + (bit >> 3), presentMask: 1 << (bit & 7) };
  const plain = { low: 0, high: 0, words: NO_WORDS, names: [] };
  if (takes === "version") return { ...place, ...plain, kind: Kind.Version };
  if (typeof takes === "number") return { ...place, ...plain, kind: Kind.Text, high: takes };
  if (typeof takes[0] === "number") return { ...place, ...plain, kind: Kind.Integer, low: takes[0], high: takes[1] as number };
  const names = takes as readonly string[];
  return { ...place, ...plain, kind: Kind.Word, names, words: new Map(names.map((word, index) => [word, index + 1])) };
});

const ROWS: ReadonlyMap<string, Row> = new Map(LIST.map((row) => [row.name, row]));

/** A value as an error shows it. */
function shown(value: unknown): string {
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

/** How many letters two words do not share in order: small for a slip of the finger. */
function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i += 1) {
    const next = [i];
    for (let j = 1; j <= b.length; j += 1) {
      const change = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min(change, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row[b.length] ?? 0;
}

function unknownField(path: string, key: string, known: readonly string[]): never {
  const nearest = [...known].sort((a, b) => distance(key, a) - distance(key, b))[0] ?? "";
  const near = distance(key, nearest) <= Math.max(2, key.length / 3);
  const hint = near ? `perhaps \`${nearest}\` was meant` : "the facts of a request";
  throw new PoscondError("request", path, `${path}: unknown field \`${key}\`; accepted: ${hint}`);
}

const integers = (low: number, high: number): string => `an integer from ${low} to ${high}`;

function integer(value: unknown, low: number, high: number, path: string): number {
  if (typeof value === "number" && value >= low && value <= high && Number.isInteger(value)) return value;
  return refuse(path, value, integers(low, high));
}

function putInteger(view: DataView, at: number, bytes: number, value: number): void {
  if (bytes === 8) {
    // Both halves are taken modulo 2^32, which is right below zero too.
    view.setInt32(at, value, true);
    view.setInt32(at + 4, Math.floor(value / TWO_32), true);
  } else if (bytes === 4) view.setInt32(at, value, true);
  else if (bytes === 2) view.setInt16(at, value, true);
  else view.setInt8(at, value);
}

function putVersion(view: DataView, at: number, value: unknown, path: string): void {
  const accepted = "a version of one to four numbers from 0 to 65535, such as 3.2.0";
  if (typeof value !== "string" || !/^\d{1,5}(\.\d{1,5}){0,3}$/.test(value)) return refuse(path, value, accepted);
  const parts = value.split(".");
  for (const [index, part] of parts.entries()) {
    if (Number(part) > 65_535) return refuse(path, value, accepted);
    view.setUint16(at + 2 * index, Number(part), true);
  }
}

function putText(view: DataView, at: number, length: number, value: unknown, path: string): void {
  if (typeof value !== "string" || value.length > length || !/^[ -~]*[!-~][ -~]*$/.test(value)) {
    return refuse(path, value, `1 to ${length} printable ASCII characters, not all spaces`);
  }
  for (let index = 0; index < length; index += 1) {
    view.setUint8(at + index, index < value.length ? value.charCodeAt(index) : 32);
  }
}

const COUNTER_KEYS = ["slot", "amount_minor", "count", "taken_at_utc_s"] as const;

function putCounters(view: DataView, base: number, counters: unknown): void {
  if (!Array.isArray(counters)) return refuse("counters", counters, "a list");
  let present = 0;
  for (const [index, counter] of (counters as unknown[]).entries()) {
    const path = `counters[${index}]`;
    if (typeof counter !== "object" || counter === null || Array.isArray(counter)) refuse(path, counter, "an object");
    const held = counter as Readonly<Record<string, unknown>>;
    for (const key in held) {
      if (!(COUNTER_KEYS as readonly string[]).includes(key)) unknownField(`${path}.${key}`, key, COUNTER_KEYS);
    }
    const part = (key: (typeof COUNTER_KEYS)[number], low: number, high: number): number =>
      integer(held[key], low, high, `${path}.${key}`);
    const slot = part("slot", 0, COUNTER_SLOTS - 1);
    if (present & (1 << slot)) refuse(`${path}.slot`, slot, "each slot once");
    present |= 1 << slot;
    const at = base + COUNTERS_AT + slot * COUNTER_BYTES;
    putInteger(view, at, 8, part("amount_minor", -Number.MAX_SAFE_INTEGER, Number.MAX_SAFE_INTEGER));
    putInteger(view, at + 8, 8, part("taken_at_utc_s", 0, 7_258_118_399));
    putInteger(view, at + 16, 4, part("count", -2_147_483_648, 2_147_483_647));
  }
  view.setUint32(base + 4, present, true);
}

/** Writes a request's record into zeroed memory. Throws where a fact is unknown or has a value that it cannot have. */
export function write(request: Request, view: DataView, base: number): void {
  if (typeof request !== "object" || request === null || Array.isArray(request)) {
    throw new PoscondError("request", "", `${shown(request)}; accepted: an object of facts`);
  }
  view.setUint16(base, RECORD_BYTES, true);
  view.setUint16(base + 2, LAYOUT_VERSION, true);
  const facts = request as Readonly<Record<string, unknown>>;
  for (const key in facts) {
    const value = facts[key];
    if (value === undefined) continue;
    const row = ROWS.get(key);
    if (row === undefined) {
      if (key !== "counters") unknownField(key, key, [...ROWS.keys(), "counters"]);
      putCounters(view, base, value);
      continue;
    }
    const at = base + row.at;
    if (row.kind === Kind.Integer) {
      if (typeof value !== "number" || !(value >= row.low && value <= row.high) || !Number.isInteger(value)) {
        refuse(key, value, integers(row.low, row.high));
      }
      putInteger(view, at, row.bytes, value as number);
    } else if (row.kind === Kind.Word) {
      const number = row.words.get(value);
      if (number === undefined) refuse(key, value, `one of ${row.names.join(", ")}`);
      view.setUint8(at, number as number);
    } else if (row.kind === Kind.Version) putVersion(view, at, value, key);
    else putText(view, at, row.high, value, key);
    const present = base + row.presentAt;
    view.setUint8(present, view.getUint8(present) | row.presentMask);
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
  for (const row of LIST) {
    if (!(view.getUint8(row.presentAt) & row.presentMask)) continue;
    if (row.kind === Kind.Integer) request[row.name] = getInteger(view, row.at, row);
    else if (row.kind === Kind.Word) request[row.name] = row.names[view.getUint8(row.at) - 1];
    else if (row.kind === Kind.Version) {
      request[row.name] = [0, 2, 4, 6].map((part) => view.getUint16(row.at + part, true)).join(".");
    } else {
      const bytes = record.subarray(row.at, row.at + row.high);
      request[row.name] = String.fromCharCode(...bytes).trimEnd();
    }
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
