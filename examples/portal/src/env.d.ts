// What the plugin in vite.config.ts makes of a policy; the engine checks it.
declare module "*.toml" {
  const form: unknown;
  export default form;
}
