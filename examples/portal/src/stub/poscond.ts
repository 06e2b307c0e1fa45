// TEMPORARY: stands in for what the package does not have yet.
import type { Policy, ReasonName, ServicePoint } from "poscond";
export interface Readiness { ready: boolean; steps: { step: string; subject: string | null; state: string; who: string; due: string | null; is_blocking: boolean; rule: string; reason: ReasonName | null; text: string }[]; refusals: unknown[] }
export function readiness(_p: Policy, _s: ServicePoint, _n: number, _lang?: string): Readiness { return { ready: false, refusals: [], steps: ["Identity document", "Bank card", "Shop photo, inside", "Review"].map((text, i) => ({ step: "material", subject: "x" + i, state: i === 0 ? "done" : "missing", who: i === 3 ? "acquirer" : "merchant", due: i === 3 ? "2026-12-02" : null, is_blocking: true, rule: "materials", reason: null, text })) }; }
export function checkIdentifier(_k: string, text: string): null | { code: string; message: string } { return text.length > 3 ? null : { code: "LENGTH", message: "too short" }; }
