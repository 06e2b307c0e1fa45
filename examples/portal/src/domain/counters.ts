// The counters that a plan asks for, with what of each the page lets the visitor fill in.
import { policy, type Plan, type ServicePoint } from "../engine";
import { DAY_S, MINUTE_S, offsetAtS } from "./time";

export type Counter = Plan["counters"][number];

/** Whether any rule of the policy looks at a counter of this window and subject in this measure: what nobody looks at is not asked. */
export const isAsked = (counter: Counter, measure: "amount" | "count"): boolean =>
  policy.rules.some(({ condition: { usage } }) => usage?.window === counter.window && usage.subject === counter.subject && usage.measure === measure);

/** Names the window of an instant; business days start at the policy's offset from local midnight. */
export function windowOf(counter: Counter, point: ServicePoint, utcS: number): string {
  const offsetMin = policy.business_day_offset_min ?? 0;
  const localS = utcS + offsetAtS(point, utcS) - offsetMin * MINUTE_S;
  const day = new Date(Math.floor(localS / DAY_S) * DAY_S * 1000).toISOString();
  return counter.window === "day" ? day.slice(0, 10) : day.slice(0, 7);
}

export type Used = Record<string, { amountMinor: number; count: number }>;

