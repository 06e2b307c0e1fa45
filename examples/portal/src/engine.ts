// The one place where the page touches the engine: the npm package `poscond`, WebAssembly that decides in the browser.
import {
  checkIdentifier as check,
  compile as compileWith,
  convertDatum,
  encodeRequest,
  init,
  readiness as readinessOf,
  reasons,
  Plan,
  type Datum,
  type Decision,
  type Explanation,
  type Foresight,
  type Policy,
  type Readiness,
  type Request,
  type ServicePoint,
} from "./stub/poscond";
import policyForm from "../../data/policy.toml";

export { convertDatum, encodeRequest, reasons, Plan };
export type { Datum, Decision, Explanation, Foresight, Policy, Readiness, Request, ServicePoint };

export type Language = "zh-CN" | "en";
export type Reader = "merchant" | "cardholder" | "engineer";
export type Place = NonNullable<ServicePoint["place"]>;
export type Hours = NonNullable<ServicePoint["hours"]>;
export type Weekly = NonNullable<Hours["weekly"]>;
export type Application = NonNullable<ServicePoint["application"]>;
export type DocumentCopy = NonNullable<ServicePoint["documents"]>[number];
export type Adjustment = NonNullable<ServicePoint["adjustments"]>[number];
export type Rule = Policy["rules"][number];
export type Step = Readiness["steps"][number];
export type IdentifierKind = "uscc" | "resident_id" | "bank_card" | "mobile" | "mcc";
export interface Point {
  lat_e7: number;
  lon_e7: number;
}

export interface Problem {
  input: string;
  path: string;
  message: string;
}

/** The example policy without what is not for browsers (build/policy.mjs). */
export const policy = policyForm as Policy;

/** Once, before anything else. */
export const start = (): Promise<void> => init();

/** A plan as a browser may have it: the rules for the engineer's eyes only are left out. */
export const compile = (point: ServicePoint): Plan => compileWith(policy, point, { forExport: true });

export const readiness = (point: ServicePoint, nowUtcS: number, language: Language): Readiness =>
  readinessOf(policy, point, nowUtcS, language);

/** Null where it is right; else the code of what is wrong, and a sentence in English. */
export const checkIdentifier = (kind: IdentifierKind, text: string): { code: string; message: string } | null =>
  check(kind, text);

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === "object" && value !== null;
const textOf = (value: unknown): string => (typeof value === "string" ? value : "");

/** What an error of the engine complains of, a problem each with its path. */
export function problemsOf(error: unknown): Problem[] {
  if (isRecord(error) && Array.isArray(error["problems"]) && error["problems"].length > 0) {
    return error["problems"].filter(isRecord).map((problem) => ({
      input: textOf(problem["input"]),
      path: textOf(problem["path"]),
      message: textOf(problem["message"]),
    }));
  }
  if (isRecord(error)) return [{ input: "", path: textOf(error["path"]), message: textOf(error["message"]) }];
  return [{ input: "", path: "", message: String(error) }];
}
