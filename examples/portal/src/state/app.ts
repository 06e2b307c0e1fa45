// What the page remembers. All of it stays in this browser.
import { compile, type Language, type Reader, type ServicePoint } from "../engine";
import { ordinary, Requests, type Scenario } from "../domain/scenario";
import { DAY_S, localOf } from "../domain/time";

export interface AppState {
  language: Language;
  reader: Reader;
  point: ServicePoint;
  /** The latest revision that left the page; what changes afterwards is a later one. */
  issuedRevision: number;
  /** Typed before a position was picked: a place without one cannot be said. */
  address: string;
  /** The demonstration's own clock: days ahead of today. */
  daysAhead: number;
  step: number;
  scenario: Scenario;
}

export const emptyPoint = (): ServicePoint => ({
  id: "my-shop",
  revision: 1,
  merchant_id: "898331000000001",
  merchant_kind: "restaurant",
  mcc: "5812",
  region: "330106",
  status: "active",
  utc_offset: "+08:00",
});

export function nowUtcS(state: Pick<AppState, "daysAhead">): number {
  return Math.floor(Date.now() / 1000) + state.daysAhead * DAY_S;
}

export const todayOf = (state: AppState): string => localOf(state.point, nowUtcS(state)).date;

export function freshState(): AppState {
  const point = emptyPoint();
  const { date } = localOf(point, Math.floor(Date.now() / 1000));
  return {
    language: navigator.languages.some((language) => language.toLowerCase().startsWith("zh")) ? "zh-CN" : "en",
    reader: "merchant",
    point,
    issuedRevision: 0,
    address: "",
    daysAhead: 0,
    step: 0,
    scenario: ordinary(date, 12 * 60),
  };
}

const KEY = "poscond-portal";
const VERSION = 1;

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** Takes what has the type of the default; what is damaged or unknown is left behind. */
function salvage<T extends object>(defaults: T, saved: unknown): T {
  if (!isRecord(saved)) return defaults;
  const kept = Object.entries(defaults).map(([key, value]) => {
    const other = saved[key];
    const isSame = typeof other === typeof value && isRecord(other) === isRecord(value);
    return [key, isSame && (typeof other !== "number" || Number.isFinite(other)) ? other : value];
  });
  return Object.fromEntries(kept) as T;
}

const LANGUAGES: readonly Language[] = ["zh-CN", "en"];
const READERS: readonly Reader[] = ["merchant", "cardholder", "engineer"];

export function load(): AppState {
  const fresh = freshState();
  try {
    const saved: unknown = JSON.parse(localStorage.getItem(KEY) ?? "null");
    if (!isRecord(saved) || saved["version"] !== VERSION) return fresh;
    const state = salvage(fresh, saved["state"]);
    state.scenario = salvage(fresh.scenario, state.scenario);
    if (!LANGUAGES.includes(state.language)) state.language = fresh.language;
    if (!READERS.includes(state.reader)) state.reader = fresh.reader;
    const plan = compile(state.point); // throws where it is not a service point any more
    try {
      plan.evaluate(new Requests(state.scenario, state.point, plan.counters).now());
    } catch {
      state.scenario = fresh.scenario;
    }
    return state;
  } catch {
    return fresh;
  }
}

export function save(state: AppState): void {
  try {
    localStorage.setItem(KEY, JSON.stringify({ version: VERSION, state }));
  } catch {
    // A browser that keeps nothing still shows everything.
  }
}

/** A changed service point: one that already left the page gets the next revision. */
export function changed(state: AppState, change: (point: ServicePoint) => ServicePoint): AppState {
  const point = change(state.point);
  const revision = Math.max(point.revision, state.issuedRevision + 1);
  return { ...state, point: { ...point, revision } };
}

/** A step of the acquirer: always a revision of its own. */
export function stepped(state: AppState, change: (point: ServicePoint) => ServicePoint): AppState {
  const point = change(state.point);
  const revision = Math.max(state.point.revision, state.issuedRevision) + 1;
  return { ...state, point: { ...point, revision }, issuedRevision: revision };
}

export function loaded(state: AppState, point: ServicePoint): AppState {
  const fresh = ordinary(state.scenario.date, state.scenario.minute);
  return { ...state, point, issuedRevision: point.revision, address: point.place?.address ?? "", scenario: fresh };
}
