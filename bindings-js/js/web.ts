/** The entry for browsers, bundlers and workers: the module is fetched once, by `await init()`. */

import load from "../build/poscond.js";
import { isReady, ready } from "./memory.js";

export * from "./api.js";

let started: Promise<void> | undefined;

/**
 * Brings the module in; await it once before anything else. Later calls give the first one's promise.
 *
 * Without `source` it is fetched from beside this file, where bundlers put it.
 */
export function init(source?: URL | Request | Response | BufferSource | WebAssembly.Module): Promise<void> {
  if (isReady()) return Promise.resolve();
  started ??= (async () => {
    try {
      const from = source ?? new URL("./poscond.wasm", import.meta.url);
      ready((await load({ module_or_path: from })).memory);
    } catch (error) {
      started = undefined;
      throw error;
    }
  })();
  return started;
}
