// The native tool, to hold the page against: the same policy, the same service points, the same requests.
import { execFileSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { publicPolicy } from "../../build/policy.mjs";
import { PORTAL } from "./site.mjs";

export const DATA = join(PORTAL, "../data");
export const SERVICE_POINTS = join(DATA, "service-points");

function tool() {
  const path = process.env.POSCOND_TOOL;
  if (!path || !existsSync(path)) {
    throw new Error(`POSCOND_TOOL is \`${path ?? ""}\`; accepted: the path of the tool that cargo build --release makes`);
  }
  return path;
}

export class Desk {
  #folder = mkdtempSync(join(tmpdir(), "poscond-portal-"));
  policy = join(this.#folder, "policy.json");

  constructor() {
    writeFileSync(this.policy, JSON.stringify(publicPolicy(join(DATA, "policy.toml"))));
  }

  file(name, content) {
    const path = join(this.#folder, name);
    writeFileSync(path, typeof content === "string" || content instanceof Uint8Array ? content : JSON.stringify(content));
    return path;
  }

  /** Decisions, one for each request, in order. */
  decide(servicePoints, requests) {
    const lines = this.file("requests.ndjson", requests.map((request) => JSON.stringify(request)).join("\n"));
    const args = ["decide", "-p", this.policy, "-s", servicePoints, lines, "--format", "ndjson", "--decision-only"];
    // Codes below 64 say what was decided; they are not errors.
    const out = run(args);
    return out.trim().split("\n").map((line) => JSON.parse(line));
  }

  compile(servicePoint) {
    const path = join(this.#folder, "out.plan");
    run(["compile", "-p", this.policy, "-s", servicePoint, "-o", path]);
    return readFileSync(path);
  }

  close() {
    rmSync(this.#folder, { recursive: true, force: true });
  }
}

function run(args) {
  try {
    return execFileSync(tool(), args, { encoding: "utf8", maxBuffer: 64 * 1024 * 1024 });
  } catch (error) {
    if (error.stdout && !error.stderr) return error.stdout;
    throw new Error(`${args.join(" ")}: ${error.stderr || error.message}`);
  }
}
