// The example policy as the page may have it. Vite's plugin and the tests share this, so that the tool under test reads
// the same rules as the browser.
import { readFileSync } from "node:fs";
import { parse } from "smol-toml";

/**
 * Reads a policy in TOML and leaves out what must not leave the acquirer's hands: rules for the engineer's eyes only
 * (`disclosure = "internal"`), and the notes, which say why a rule is there.
 */
export function publicPolicy(path) {
  // Dates of TOML become `YYYY-MM-DD` on the way through JSON.
  const policy = JSON.parse(JSON.stringify(parse(readFileSync(path, "utf8"))));
  const withoutNote = ({ note: _note, ...rest }) => rest;
  const { description: _description, ...rest } = policy;
  return {
    ...rest,
    ...(policy.directives ? { directives: policy.directives.map(withoutNote) } : {}),
    rules: policy.rules.filter((rule) => rule.disclosure !== "internal").map(withoutNote),
  };
}
