/** The module's memory, which moves when it grows. */

import * as glue from "../build/poscond.js";
import { PoscondError } from "./error.js";

interface Memory {
  readonly bytes: Uint8Array;
  readonly view: DataView;
}

let exported: WebAssembly.Memory | undefined;
let seen: Memory = { bytes: new Uint8Array(), view: new DataView(new ArrayBuffer(0)) };
let record = 0;
let answer = 0;

/** Called once the module has been instantiated. */
export function ready(memory: WebAssembly.Memory): void {
  exported = memory;
  record = glue.record();
  answer = glue.answer();
}

/** Whether the module has been instantiated. */
export const isReady = (): boolean => exported !== undefined;

/** Throws where nobody has awaited `init`. */
export function requireReady(): void {
  if (exported === undefined) {
    throw new PoscondError("not_initialised", "", "the module is not there yet; accepted: after `await init()`");
  }
}

/** The memory as it stands now. */
export function memory(): Memory {
  const buffer = (exported as WebAssembly.Memory).buffer;
  if (seen.bytes.buffer !== buffer) seen = { bytes: new Uint8Array(buffer), view: new DataView(buffer) };
  return seen;
}

/** Where a request's record is written. */
export const recordAt = (): number => record;

/** Where an answer is read. */
export const answerAt = (): number => answer;

/** Throws where an argument is not bytes. */
export function requireBytes(bytes: Uint8Array): void {
  if (!(bytes instanceof Uint8Array)) throw new PoscondError("argument", "bytes", "accepted: a Uint8Array");
}

/** Throws where an argument is not an integer of a range. */
export function requireInteger(path: string, value: number, low: number, high: number): void {
  if (!Number.isInteger(value) || value < low || value > high) {
    throw new PoscondError("argument", path, `\`${String(value)}\`; accepted: an integer from ${low} to ${high}`);
  }
}
