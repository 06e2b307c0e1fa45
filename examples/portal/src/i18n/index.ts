import type { IdentifierKind, Language, ServicePoint } from "../engine";
import { currencyOf } from "../domain/policy";
import { en, type Dictionary } from "./en";
import { zh } from "./zh";

export const DICTIONARIES: Record<Language, Dictionary> = { en, "zh-CN": zh };

/** A word of the policy by its id; ids that no dictionary knows stand for themselves. */
export const wordOf = (words: Record<string, string>, id: string): string => words[id] ?? id;

/** The words of a form as options. */
export const pairs = <T extends string>(words: Record<T, string>): (readonly [T, string])[] =>
  (Object.keys(words) as T[]).map((key) => [key, words[key]] as const);

/** Names are written in whatever language they have. */
export const langOf = (text: string): string | undefined => (/[\u4e00-\u9fff]/.test(text) ? "zh-CN" : undefined);

export const currencyName = (currency: number): string => (currency === 840 ? "USD" : "CNY");

export function amountOf(t: Dictionary, point: ServicePoint, minor: number): string {
  const major = (minor / 100).toLocaleString("en-US", { minimumFractionDigits: 2, maximumFractionDigits: 2 });
  return t.money(major, currencyName(currencyOf(point)));
}

export function identifierError(
  t: Dictionary,
  kind: IdentifierKind,
  found: { code: string; message: string } | null,
): string | null {
  if (!found) return null;
  const words: Record<string, string> = t.identity.wrong;
  return words[`${kind}.${found.code}`] ?? words[found.code] ?? t.identity.wrongKind[kind];
}

export const sentence = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

export const mapWords = (t: Dictionary) => ({
  zoomIn: t.position.zoomIn,
  zoomOut: t.position.zoomOut,
  north: t.position.north,
  metres: t.metres,
});
