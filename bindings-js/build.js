// Makes the package of the module and the glue in `build/`: types from the schemas, one file an entry, declarations.
// `cargo xtask npm` calls it after cargo and wasm-bindgen.

import { execFileSync } from "node:child_process";
import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { build } from "esbuild";
import { compile } from "json-schema-to-typescript";

const read = (path) => readFileSync(path, "utf8");
const run = (tool, ...words) => execFileSync(process.execPath, [`node_modules/${tool}`, ...words], { stdio: "inherit" });

// Forms of data, from the same schemas as schemas/*.json.
const BRAND = `// Written by build.js from forms.schema.json.

declare const minorUnits: unique symbol;
/** An amount in minor units of its currency, such as fen: see {@link minor}. */
export type Minor = number & { readonly [minorUnits]: true };

/** A position, in 1e-7 degrees. */
export interface Point {
  readonly lat_e7: number;
  readonly lon_e7: number;
}

/** A reason, with what it says to a reader and the steps against it. */
export interface ReasonText {
  readonly number: number;
  readonly name: Reason;
  readonly family: string;
  /** The ISO 8583 response code that it has where the policy does not say otherwise. */
  readonly de39: string;
  readonly who: Who;
  /** What support looks up, such as \`PC0801\`. */
  readonly code: string;
  /** What it says, behind its code. */
  readonly text: string;
  readonly steps: readonly string[];
}

/** Why a text is no identifier, in words too. */
export type IdentifierFault = Fault & { readonly message: string };

/** A readiness whose steps and refusals say in words what is to be done. */
export type SaidReadiness = Omit<Readiness, "steps" | "refusals"> & {
  readonly steps: readonly (ReadinessStep & { readonly text: string })[];
  readonly refusals: readonly (Refusal & { readonly text: string })[];
};
`;
const schema = JSON.parse(read("forms.schema.json"));
const root = { title: "AllForms", type: "object", definitions: schema.definitions, additionalProperties: false };
const types = await compile(root, "AllForms", {
  additionalProperties: false,
  bannerComment: BRAND,
  unreachableDefinitions: true,
});
writeFileSync("js/forms.ts", types.replace(/export interface AllForms \{\}\n/, ""));

// The entries. Node reads the module from disk at once, so that the package is one instance however it is asked for.
rmSync("pkg", { recursive: true, force: true });
mkdirSync("pkg");
run("typescript/bin/tsc", "--project", "tsconfig.json");
const common = { bundle: true, minify: true, target: "es2022", legalComments: "none", logLevel: "warning" };
await build({ ...common, entryPoints: ["js/web.ts"], format: "esm", outfile: "pkg/web.js" });
await build({
  ...common,
  entryPoints: ["js/node.ts"],
  format: "cjs",
  platform: "node",
  outfile: "pkg/node.cjs",
  // The way of the web entry, which Node never takes.
  define: { "import.meta.url": "undefined" },
});
const { createRequire } = await import("node:module");

// Nothing stands in the first kilobyte of memory, where the stack ends, so that offsets below that fold into loads and stores.
// What is called once is inlined only where that saves something by itself; a second round finds what the first left over.
const WASM_OPT = [
  "--low-memory-unused",
  "--one-caller-inline-max-function-size=20",
  "--merge-similar-functions",
  "-Oz",
  "-Oz",
  "--reorder-functions",
  "--strip-debug",
  "--strip-producers",
];
const FEATURES = ["reference-types", "multivalue", "bulk-memory", "bulk-memory-opt", "nontrapping-float-to-int", "sign-ext"];
const enabled = [...FEATURES, "mutable-globals"].map((feature) => `--enable-${feature}`);
run("binaryen/bin/wasm-opt", ...WASM_OPT, ...enabled, "build/poscond_bg.wasm", "-o", "pkg/poscond.wasm");

// What CommonJS exports, said again for modules.
const names = Object.keys(createRequire(import.meta.url)("./pkg/node.cjs"));
writeFileSync("pkg/node.mjs", `import poscond from "./node.cjs";\nexport const { ${names.join(", ")} } = poscond;\n`);

// The same declarations for both kinds of module, told apart by the folder's own manifest.
for (const [folder, type] of [["types", "module"], ["types-cjs", "commonjs"]]) {
  cpSync("build/types", `pkg/${folder}`, { recursive: true });
  writeFileSync(`pkg/${folder}/package.json`, `${JSON.stringify({ type })}\n`);
}
const { version } = JSON.parse(execFileSync("cargo", ["metadata", "--no-deps", "--format-version", "1"])).packages.find(
  (one) => one.name === "poscond-js",
);
const types_of = (entry) => `./types/${entry}.d.ts`;
const manifest = {
  name: "poscond",
  version,
  description: "Are the conditions for a payment met at this service point, and if not, why, and who can cure it?",
  keywords: ["payment", "pos", "terminal", "iso8583", "policy", "decision", "wasm"],
  license: "Apache-2.0 OR MIT",
  type: "module",
  sideEffects: ["./node.cjs", "./node.mjs"],
  engines: { node: ">=20" },
  main: "./node.cjs",
  types: "./types-cjs/node.d.ts",
  exports: {
    ".": {
      node: {
        import: { types: types_of("node"), default: "./node.mjs" },
        require: { types: "./types-cjs/node.d.ts", default: "./node.cjs" },
      },
      types: types_of("web"),
      default: "./web.js",
    },
    "./poscond.wasm": "./poscond.wasm",
    "./package.json": "./package.json",
  },
};
writeFileSync("pkg/package.json", `${JSON.stringify(manifest, null, 2)}\n`);
for (const file of ["README.md", "../LICENSE-APACHE", "../LICENSE-MIT"]) cpSync(file, `pkg/${file.replace("../", "")}`);
