/** The entry for Node: the module is read from beside this file at once. */

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { initSync } from "../build/poscond.js";
import { ready } from "./memory.js";

export * from "./api.js";

ready(initSync({ module: readFileSync(join(__dirname, "poscond.wasm")) }).memory);

/** Nothing is left to do in Node; it is there so that the same code runs in browsers. */
export function init(_source?: URL | Request | Response | BufferSource | WebAssembly.Module): Promise<void> {
  return Promise.resolve();
}
