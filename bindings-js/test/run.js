// Everything that must hold of the package in `pkg/`, as somebody else would install and use it.

import { execFileSync } from "node:child_process";
import { cpSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { join } from "node:path";
import * as poscond from "../pkg/node.mjs";
import { page, served } from "./chromium.js";
import { run } from "./vectors.js";

const home = fileURLToPath(new URL("..", import.meta.url));
const vectorsFolder = fileURLToPath(new URL("../../host-tests/vectors", import.meta.url));
const families = readdirSync(vectorsFolder).filter((name) => name.endsWith(".json") && name !== "schema.json");
const command = (folder, program, ...words) =>
  execFileSync(program, words, { cwd: folder, encoding: "utf8", stdio: ["ignore", "pipe", "inherit"] });
const node = (folder, ...words) => command(folder, process.execPath, ...words);
const tool = (name) => join(home, "node_modules", name);

function passed(host, { executed, numberOfTests, differences }) {
  for (const difference of differences.slice(0, 10)) console.error(`${host}: ${difference}`);
  const relation = executed === numberOfTests ? "==" : "!=";
  console.log(`${host}: executed == numberOfTests: ${executed} ${relation} ${numberOfTests}`);
  if (executed === 0 || executed !== numberOfTests || differences.length > 0) {
    throw new Error(`${host}: ${differences.length} differ`);
  }
}

function equal(what, found, expected) {
  if (found !== expected) throw new Error(`${what}: ${found}; expected ${expected}`);
  console.log(`${what}: ${found}`);
}

// The golden vectors.
const files = families.map((name) => JSON.parse(readFileSync(join(vectorsFolder, name), "utf8")));
passed(`Node ${process.versions.node}`, run(poscond, files));
await served({ "/pkg/": join(home, "pkg"), "/vectors/": vectorsFolder, "/test/": join(home, "test") }, (url) =>
  page(`${url}/test/empty.html`, async (opened) => {
    const found = await opened.evaluate(async (names) => {
      const web = await import("/pkg/web.js");
      await web.init();
      const { run } = await import("/test/vectors.js");
      const files = await Promise.all(names.map(async (name) => (await fetch(`/vectors/${name}`)).json()));
      return run(web, files);
    }, families);
    passed(`Chromium ${opened.context().browser().version()}`, found);
  }),
);

// Input that is not what it should be.
execFileSync(process.execPath, ["--test", "--test-reporter=dot", "test/bad_input.test.js"], { cwd: home, stdio: "inherit" });
console.log("bad input: refused, each with code and path");

// The package as it would be published, installed where nothing else of this repository is.
const projects = join(home, "build/projects");
rmSync(projects, { recursive: true, force: true });
mkdirSync(projects, { recursive: true });
const [{ filename }] = JSON.parse(command(home, "npm", "pack", "./pkg", "--json", "--pack-destination", projects));
for (const name of ["node-esm", "node-cjs", "typescript", "vite", "plain"]) {
  const folder = join(projects, name);
  cpSync(join(home, "test/projects", name), folder, { recursive: true });
  cpSync(join(home, "test/projects/shop.mjs"), join(folder, "shop.mjs"));
  writeFileSync(join(folder, "package.json"), '{ "private": true, "type": "module" }\n');
  command(folder, "npm", "install", "--no-audit", "--no-fund", "--offline", `../${filename}`);
}
const expected = JSON.stringify({ outcome: "decline", reason: "AMOUNT_ABOVE_LIMIT", de39: "61" });
equal("Node, import", node(join(projects, "node-esm"), "main.mjs").trim(), expected);
equal("Node, require", node(join(projects, "node-cjs"), "main.cjs").trim(), expected);
const typed = join(projects, "typescript");
node(typed, tool("typescript/bin/tsc"));
equal("TypeScript, strict, modules of Node", node(typed, "out/main.js").trim(), `${expected} true`);
node(typed, tool("typescript/bin/tsc"), "--module", "esnext", "--moduleResolution", "bundler", "--noEmit");
const vite = join(projects, "vite");
node(vite, tool("vite/bin/vite.js"), "build", "--target", "es2022", "--logLevel", "warn");
for (const [what, folder] of [["Vite, built", join(vite, "dist")], ["plain script", join(projects, "plain")]]) {
  const title = await served({ "/": folder }, (url) =>
    page(`${url}/`, async (opened) => {
      await opened.waitForFunction(() => document.title !== "", undefined, { timeout: 20_000 });
      return opened.title();
    }),
  );
  equal(`${what}, in Chromium`, title, expected);
}

// Types without holes, and what those say who know what others get wrong.
for (const name of readdirSync(join(home, "pkg/types"))) {
  const text = readFileSync(join(home, "pkg/types", name), "utf8");
  const holes = text.replaceAll(/\/\*[^]*?\*\//g, "").match(/\bany\b/g);
  if (holes !== null) throw new Error(`pkg/types/${name} says \`any\` ${holes.length} times`);
}
node(home, tool("publint/src/cli.js"), "run", "pkg", "--strict");
console.log("publint: nothing to complain about");
node(home, tool("@arethetypeswrong/cli/dist/index.js"), join(projects, filename), "--quiet", "--exclude-entrypoints", "./poscond.wasm");
console.log("attw: nothing to complain about");
