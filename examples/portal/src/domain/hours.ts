// Spans of opening hours: `18:00-26:00` in the file, 18:00 to next day 02:00 to the eye.
import type { Hours, Weekly } from "../engine";
import { clock } from "./time";

export const WEEKDAYS = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"] as const;
export type Weekday = (typeof WEEKDAYS)[number];

export interface Minutes {
  open: number;
  close: number;
}

const SPAN = /^(\d{2}):(\d{2})-(\d{2}):(\d{2})$/;

export function minutesOf(span: string): Minutes | null {
  const found = SPAN.exec(span);
  if (!found) return null;
  return {
    open: Number(found[1]) * 60 + Number(found[2]),
    close: Number(found[3]) * 60 + Number(found[4]),
  };
}

const text = (minute: number): string =>
  `${String(Math.floor(minute / 60)).padStart(2, "0")}:${String(minute % 60).padStart(2, "0")}`;

export const spanOf = ({ open, close }: Minutes): string => `${text(open)}-${text(close)}`;

/** What a clock of 24 hours shows for the end of a span. */
export const closingClock = (close: number): string => (close === 1440 ? "00:00" : clock(close % 1440));

/** The end of a span as typed on a clock: at or before the opening, it is the next day's. */
export function closeAfter(open: number, typed: number): number {
  return typed > open ? typed : typed + 1440;
}

export const weeklyOf = (hours: Hours | null | undefined, day: Weekday): string[] => {
  const weekly: Weekly = hours?.weekly ?? {};
  return weekly[day] ?? [];
};

/** The spans of a local date by the registered weekdays and dates; holidays are not looked up here. */
export function registeredOn(hours: Hours | null | undefined, date: string, weekday: number): Minutes[] {
  const day = WEEKDAYS[weekday] ?? "mon";
  const spans = hours?.exceptions?.[date] ?? weeklyOf(hours, day);
  return spans.flatMap((span) => minutesOf(span) ?? []);
}
