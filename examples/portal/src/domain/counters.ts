// The counters that a plan asks for, in the order of their slots: by window and subject, then by what counts. A test
// holds this against what the engine accrues.
import { policy, type Rule, type ServicePoint } from "../engine";
import { concerns } from "./policy";
import { DAY_S, MINUTE_S, offsetAtS } from "./time";

export interface Counter {
  slot: number;
  window: "day" | "month";
  subject: "terminal" | "service_point" | "card";
  /** Measures that rules look at. */
  isMoney: boolean;
  isNumber: boolean;
}

const SUBJECTS = ["terminal", "service_point", "card"];
const ENTRY_MODES = ["manual", "magstripe", "chip", "contactless", "qr_code", "fallback", "stored"];
const CARD_KINDS = ["debit", "credit", "quasi_credit", "prepaid", "account"];

const mask = (names: readonly string[], list: readonly string[] | null | undefined): number =>
  list ? list.reduce((sum, name) => sum + 2 ** (names.indexOf(name) + 1), 0) : -1;

function orderOf(rule: Rule): number[] {
  const { usage } = rule.condition;
  if (!usage) return [];
  return [
    usage.window === "day" ? 0 : 1,
    SUBJECTS.indexOf(usage.subject),
    mask(ENTRY_MODES, rule.scope?.entry_modes),
    mask(CARD_KINDS, rule.scope?.card_kinds),
    usage.refunds === "restore" ? 1 : 0,
  ];
}

const compareLists = (a: number[], b: number[]): number => {
  for (const [at, value] of a.entries()) {
    const difference = value - (b[at] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
};

export function countersOf(point: ServicePoint): Counter[] {
  const rules = policy.rules
    .filter((rule) => rule.condition.usage && concerns(rule, point))
    .map((rule) => ({ rule, order: orderOf(rule) }))
    .sort((a, b) => compareLists(a.order, b.order));
  const counters: Counter[] = [];
  let last: number[] | null = null;
  for (const { rule, order } of rules) {
    const usage = rule.condition.usage;
    if (!usage) continue;
    const same = last && compareLists(last, order) === 0 ? counters[counters.length - 1] : undefined;
    const isMoney = usage.measure === "amount";
    if (same) {
      same.isMoney ||= isMoney;
      same.isNumber ||= !isMoney;
    } else {
      counters.push({ slot: counters.length, window: usage.window, subject: usage.subject, isMoney, isNumber: !isMoney });
    }
    last = order;
  }
  return counters;
}

/** Names the window of an instant; business days start at the policy's offset from local midnight. */
export function windowOf(counter: Counter, point: ServicePoint, utcS: number): string {
  const offsetMin = policy.business_day_offset_min ?? 0;
  const localS = utcS + offsetAtS(point, utcS) - offsetMin * MINUTE_S;
  const day = new Date(Math.floor(localS / DAY_S) * DAY_S * 1000).toISOString();
  return counter.window === "day" ? day.slice(0, 10) : day.slice(0, 7);
}

export type Used = Record<string, { amountMinor: number; count: number }>;

