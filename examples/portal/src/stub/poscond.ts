// TEMPORARY: stands in for the npm package `poscond` until it is built. Decides nothing.
import type { Request, Datum } from "./request";
import type { ServicePoint } from "./service-point";
import type { Policy } from "./policy";
import type { Decision, Finding, Advice, Foresight, Accrual, Reason } from "./decision";
export type { Request, Datum, ServicePoint, Policy, Decision, Finding, Advice, Foresight, Accrual };
export type ReasonName = Reason;
export interface Explanation { outcome: Decision["outcome"]; headline: string; about: string; causes: { code: string; text: string; rule?: string; steps: string[]; is_blocking: boolean }[]; cure: { text: string; changes: string[] } | null; next_allowed_at: string | null; max_amount: string | null; stable_until: string | null; advice: string[] }
export interface Readiness { ready: boolean; steps: { step: string; subject: string | null; state: string; who: string; due: string | null; is_blocking: boolean; rule: string; reason: ReasonName | null; text: string }[]; refusals: unknown[] }
export class Plan {
  constructor(readonly point: ServicePoint) {}
  readonly bytes = new Uint8Array(12); readonly digest = "00"; 
  get servicePointId(): string { return this.point.id; }
  get revision(): number { return this.point.revision; }
  readonly policyId = "stub"; readonly policyVersion = 0;
  evaluate(request: Request): Decision { const h = ((request.now_utc_s ?? 0) / 3600 + 8) % 24; const ok = h > 10.5 && h < 21; return { outcome: ok ? "proceed" : "refer", reason: ok ? null : "HOURS_CLOSED", reason_number: 901, de39: ok ? null : "58", failed: "0000000000000000", unknown: "0000000000000000", guards: [] }; }
  findings(_r: Request): Finding[] { return []; }
  advice(_r: Request): Advice[] { return []; }
  foresee(r: Request): Foresight { return { stable_until_utc_s: (r.now_utc_s ?? 0) + 7200, next_allowed_at_utc_s: (r.now_utc_s ?? 0) + 3600, max_amount_minor: 1000000 }; }
  accrue(_r: Request): Accrual[] { return []; }
  explain(r: Request, _o?: { lang?: string; reader?: string }): Explanation { const d = this.evaluate(r); return { outcome: d.outcome, headline: "Stub headline", about: "Stub · about", causes: d.outcome === "proceed" ? [] : [{ code: "PC0901", text: "Stub: closed", steps: ["Stub: wait", "Stub: ask for longer hours"], is_blocking: true, rule: "hours-shop" }], cure: null, next_allowed_at: "2026-11-18 10:30", max_amount: "CNY 10.00", stable_until: null, advice: ["PA01 stub advice"] }; }
  receipt(_r: Request, _o?: { lang?: string; reader?: string }): string { return "stub"; }
  report(_r: Request): string { return "{}"; }
}
export async function init(): Promise<void> {}
export function compile(_p: Policy, s: ServicePoint, _o?: { forExport?: boolean }): Plan { return new Plan(s); }
export function encodeRequest(_r: Request): Uint8Array { return new Uint8Array(); }
export function readiness(_p: Policy, _s: ServicePoint, _n: number, _lang?: string): Readiness { return { ready: false, refusals: [], steps: ["Identity document", "Bank card", "Shop photo, inside", "Review"].map((text, i) => ({ step: "material", subject: "x" + i, state: i === 0 ? "done" : "missing", who: i === 3 ? "acquirer" : "merchant", due: i === 3 ? "2026-12-02" : null, is_blocking: true, rule: "materials", reason: null, text })) }; }
export function checkIdentifier(_k: string, text: string): null | { code: string; message: string } { return text.length > 3 ? null : { code: "LENGTH", message: "too short" }; }
export function convertDatum(p: { lat_e7: number; lon_e7: number }, from: Datum, to: Datum): { lat_e7: number; lon_e7: number } { const k = { wgs84: 0, gcj02: 1, bd09: 2 }; const d = k[to] - k[from]; return { lat_e7: p.lat_e7 - d * 23000, lon_e7: p.lon_e7 + d * 47000 }; }
export function reasons(_lang?: string): { number: number; name: string; code: string; family: string; text: string; steps: string[] }[] { return [{ number: 901, name: "HOURS_CLOSED", code: "PC0901", family: "hours", text: "Outside the registered opening hours", steps: ["Wait"] }]; }
