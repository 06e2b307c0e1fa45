// A week of one sale: when it would pass, found by asking afresh every five minutes.
import type { Plan, ServicePoint } from "../engine";
import { registeredOn, type Minutes } from "./hours";
import type { Requests } from "./scenario";
import { addDays, utcOf, weekdayOf } from "./time";

export const STEP_MIN = 5;
export const DAY_MIN = 1440;

export interface Window {
  fromMin: number;
  toMin: number;
}

export interface Day {
  date: string;
  weekday: number;
  /** Registered hours, cut to the day: last night's tail included. */
  open: Window[];
  /** When the sale would pass. */
  passes: Window[];
}

/** Monday of the week that holds a date. */
export const mondayOf = (date: string): string => addDays(date, -weekdayOf(date));

const cut = ({ open, close }: Minutes, shift: number): Window => ({
  fromMin: Math.max(0, open - shift),
  toMin: Math.min(DAY_MIN, close - shift),
});

export function openOn(point: ServicePoint, date: string): Window[] {
  const weekday = weekdayOf(date);
  const tails = registeredOn(point.hours, addDays(date, -1), (weekday + 6) % 7).map((span) => cut(span, DAY_MIN));
  const own = registeredOn(point.hours, date, weekday).map((span) => cut(span, 0));
  return [...tails, ...own].filter((window) => window.toMin > window.fromMin);
}

function passesOn(plan: Plan, requests: Requests, point: ServicePoint, date: string): Window[] {
  const windows: Window[] = [];
  for (let minute = 0; minute < DAY_MIN; minute += STEP_MIN) {
    if (plan.evaluate(requests.at(utcOf(point, date, minute))).outcome !== "proceed") continue;
    const last = windows[windows.length - 1];
    if (last && last.toMin === minute) last.toMin = minute + STEP_MIN;
    else windows.push({ fromMin: minute, toMin: minute + STEP_MIN });
  }
  return windows;
}

export function dayOf(plan: Plan, requests: Requests, point: ServicePoint, date: string): Day {
  return { date, weekday: weekdayOf(date), open: openOn(point, date), passes: passesOn(plan, requests, point, date) };
}
