/** What every entry of the package exports, but for how the module comes in. */

import * as glue from "../build/poscond.js";
import { RECORD_BYTES } from "./catalogue.js";
import type { DatumName, IdentifierKindName } from "./catalogue.js";
import { PoscondError, throwing } from "./error.js";
import type {
  Fault,
  IdentifierFault,
  Minor,
  Point,
  Policy,
  Readiness,
  ReasonText,
  Request,
  SaidReadiness,
  ServicePoint,
} from "./forms.js";
import { requireBytes, requireInteger, requireReady } from "./memory.js";
import { Plan, text } from "./plan.js";
import type { Audience } from "./plan.js";
import * as record from "./record.js";

export { Plan } from "./plan.js";
export type { Audience, Expect, PlanCounter } from "./plan.js";
export { Decision } from "./decision.js";
export type { DecisionForm } from "./decision.js";
export { PoscondError } from "./error.js";
export type { ErrorCode, Problem } from "./error.js";
export { RECORD_BYTES } from "./catalogue.js";
export type { DatumName, IdentifierKindName, LanguageName, OutcomeName, ReaderName, ReasonName } from "./catalogue.js";
export type * from "./forms.js";

/** Makes a plan: see {@link Plan.compile}. */
export const compile: typeof Plan.compile = (policy, servicePoint, options) => Plan.compile(policy, servicePoint, options);

/**
 * An amount in minor units, such as fen: `minor(6300)` is ¥63.00. The type keeps yuan from being passed for fen.
 *
 * Throws where it is not an integer that every host keeps exactly.
 */
export function minor(amount: number): Minor {
  if (!Number.isSafeInteger(amount)) {
    throw new PoscondError("argument", "amount", `\`${amount}\`; accepted: an integer within ±(2^53 − 1)`);
  }
  return amount as Minor;
}

/** A request's record, {@link RECORD_BYTES} bytes: what terminals send. Throws where the request is malformed. */
export function encodeRequest(request: Request): Uint8Array {
  requireReady();
  const bytes = new Uint8Array(RECORD_BYTES);
  record.write(request, new DataView(bytes.buffer), 0);
  return throwing(() => glue.normalise(bytes));
}

/** The request of a record, shorter and longer ones of other engines included. Throws where it is not one. */
export function decodeRequest(bytes: Uint8Array): Request {
  requireReady();
  requireBytes(bytes);
  return record.read(throwing(() => glue.normalise(bytes)));
}

/** Every reason, with what it says to a reader and the steps against it. */
export function reasons({ reader = "merchant", lang = "zh-CN" }: Audience = {}): ReasonText[] {
  requireReady();
  return JSON.parse(throwing(() => glue.reasons(String(reader), String(lang)))) as ReasonText[];
}

/**
 * How far the application of a service point has come at an instant: the steps that the policy asks for, in their order, with
 * who acts and by when, and what would refuse a sale now if it went live. Objects, or their JSON text.
 */
export function readiness(
  policy: Policy | string,
  servicePoint: ServicePoint | string,
  nowUtcS: number,
  { lang = "zh-CN" }: Pick<Audience, "lang"> = {},
): SaidReadiness {
  requireReady();
  if (!Number.isSafeInteger(nowUtcS)) {
    throw new PoscondError("argument", "nowUtcS", `\`${nowUtcS}\`; accepted: whole seconds UTC`);
  }
  const forms = [text("policy", policy), text("service_point", servicePoint)] as const;
  const said = JSON.parse(throwing(() => glue.readiness(...forms, nowUtcS, String(lang)))) as {
    readiness: Readiness;
    steps: string[];
    refusals: string[];
  };
  const { steps, refusals, ...rest } = said.readiness;
  return {
    ...rest,
    steps: steps.map((step, place) => ({ ...step, text: said.steps[place] ?? "" })),
    refusals: refusals.map((refusal, place) => ({ ...refusal, text: said.refusals[place] ?? "" })),
  };
}

/**
 * Why a text is no identifier of a kind; null where it can be one. What is said never repeats the text.
 *
 * With `today` (YYYY-MM-DD) a resident id's date of birth may not lie ahead.
 */
export function checkIdentifier(kind: IdentifierKindName, value: string, today?: string): IdentifierFault | null {
  requireReady();
  const said = JSON.parse(throwing(() => glue.check_identifier(String(kind), String(value), today))) as {
    fault: Fault;
    message: string;
  } | null;
  return said === null ? null : { ...said.fault, message: said.message };
}

/** An identifier as people may see it: all but a few characters hidden. */
export function maskIdentifier(kind: IdentifierKindName, value: string): string {
  requireReady();
  return throwing(() => glue.mask_identifier(String(kind), String(value)));
}

/** A point of one datum in another. Throws where it is not on the globe. */
export function convertDatum(point: Point, from: DatumName, to: DatumName): Point {
  requireReady();
  requirePoint(point);
  const [lat_e7, lon_e7] = throwing(() => glue.convert_datum(point.lat_e7, point.lon_e7, String(from), String(to)));
  return { lat_e7: lat_e7 as number, lon_e7: lon_e7 as number };
}

/** The way between two points in WGS 84 along the ellipsoid, in metres; beyond 100 km it is not exact. */
export function distanceM(from: Point, to: Point): number {
  requireReady();
  requirePoint(from);
  requirePoint(to);
  return glue.distance_mm(from.lat_e7, from.lon_e7, to.lat_e7, to.lon_e7) / 1000;
}

/** Throws where a point is not on the globe, or is in degrees. */
function requirePoint({ lat_e7, lon_e7 }: Point): void {
  requireInteger("lat_e7", lat_e7, -900_000_000, 900_000_000);
  requireInteger("lon_e7", lon_e7, -1_800_000_000, 1_800_000_000);
}
