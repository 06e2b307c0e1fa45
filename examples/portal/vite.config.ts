import { defineConfig, type Plugin } from "vite";
import { publicPolicy } from "./build/policy.mjs";

/** `import policy from "….toml"`: one source for the page and for all others who read the example. */
const toml: Plugin = {
  name: "policy-toml",
  load(id) {
    if (!id.endsWith(".toml")) return null;
    this.addWatchFile(id);
    return `export default ${JSON.stringify(publicPolicy(id))}`;
  },
};

/** Only in what is built: while developing, Vite puts styles into the page by script. */
const contentSecurityPolicy: Plugin = {
  name: "content-security-policy",
  apply: "build",
  transformIndexHtml: () => [
    {
      tag: "meta",
      injectTo: "head-prepend",
      attrs: {
        "http-equiv": "Content-Security-Policy",
        content: [
          "default-src 'none'",
          "script-src 'self' 'wasm-unsafe-eval'",
          "style-src 'self'",
          "img-src 'self' blob: data:",
          "connect-src 'self'",
          "base-uri 'none'",
          "form-action 'none'",
        ].join("; "),
      },
    },
  ],
};

export default defineConfig({
  // Relative, so that the page runs from any folder of any server.
  base: "./",
  plugins: [toml, contentSecurityPolicy],
  esbuild: { jsx: "automatic", jsxImportSource: "preact" },
  build: { target: "es2022", assetsInlineLimit: 0, modulePreload: { polyfill: false } },
  optimizeDeps: { exclude: ["poscond"] },
  server: { fs: { allow: ["../.."] } },
});
