// The one place where the page touches the engine: the npm package `poscond`, WebAssembly that decides in the browser.
import {
  checkIdentifier as check,
  compile as compileWith,
  convertDatum,
  init,
  minor,
  readiness as readinessOf,
  reasons,
  Plan,
  PoscondError,
  type Decision,
  type DatumName as Datum,
  type Explanation,
  type LanguageName as Language,
  type Point,
  type Policy,
  type Problem as EngineProblem,
  type ReaderName as Reader,
  type ReasonText,
  type Request,
  type SaidReadiness as Readiness,
  type ServicePoint,
} from "poscond";
import policyForm from "../../data/policy.toml";

export { convertDatum, minor, Plan };
export type { Datum, Decision, Explanation, Language, Point, Policy, Reader, Readiness, Request, ServicePoint };

export type Place = NonNullable<ServicePoint["place"]>;
export type Hours = NonNullable<ServicePoint["hours"]>;
export type Weekly = NonNullable<Hours["weekly"]>;
export type Application = NonNullable<ServicePoint["application"]>;
export type DocumentCopy = NonNullable<ServicePoint["documents"]>[number];
export type Adjustment = NonNullable<ServicePoint["adjustments"]>[number];
export type Rule = Policy["rules"][number];
export type Step = Readiness["steps"][number];
export type IdentifierKind = "uscc" | "resident_id" | "bank_card" | "mobile" | "mcc";
export type Problem = Pick<EngineProblem, "path" | "message">;

/** The example policy without what is not for browsers (build/policy.mjs). */
export const policy = policyForm as Policy;

/** Once, before anything else. */
export const start = (): Promise<void> => init();

/** A plan to decide with here: it knows remedies and cures. Rules for the engineer's eyes only are not in `policy`. */
export const compile = (point: ServicePoint): Plan => compileWith(policy, point);

/** The bytes of a plan as it may leave the acquirer's hands. */
export function exportPlan(point: ServicePoint): Uint8Array<ArrayBuffer> {
  const plan = compileWith(policy, point, { forExport: true });
  try {
    return new Uint8Array(plan.bytes);
  } finally {
    plan[Symbol.dispose]();
  }
}

/** Every reason by its code, as a merchant reads it. */
export const reasonsByCode = (language: Language): ReadonlyMap<string, ReasonText> =>
  new Map(reasons({ lang: language, reader: "merchant" }).map((reason) => [reason.code, reason]));

export const readiness = (point: ServicePoint, nowUtcS: number, language: Language): Readiness =>
  readinessOf(policy, point, nowUtcS, { lang: language });

/** Null where it is right; else the code of what is wrong, and a sentence in English. */
export const checkIdentifier = (kind: IdentifierKind, text: string): { code: string; message: string } | null =>
  check(kind, text, new Date().toISOString().slice(0, 10));

/** What an error of the engine complains of, a problem each with its path. */
export function problemsOf(error: unknown): readonly Problem[] {
  if (!(error instanceof PoscondError)) return [{ path: "", message: String(error) }];
  return error.problems.length > 0 ? error.problems : [{ path: error.path, message: error.message }];
}
