// Local time of a service point. The page shows times and draws calendars with it; what they mean for a decision, the
// engine settles by itself.
import type { ServicePoint } from "../engine";

export const MINUTE_S = 60;
export const HOUR_S = 3600;
export const DAY_S = 86_400;

const OFFSET = /^([+-])(\d{2}):(\d{2})$/;

function offsetS(text: string): number {
  const found = OFFSET.exec(text);
  if (!found) return 0;
  const size = Number(found[2]) * HOUR_S + Number(found[3]) * MINUTE_S;
  return found[1] === "-" ? -size : size;
}

/** The offset from UTC in force at an instant. */
export function offsetAtS(point: ServicePoint, utcS: number): number {
  let offset = point.utc_offset;
  for (const transition of point.offset_transitions ?? []) {
    if (Date.parse(transition.at) / 1000 > utcS) break;
    offset = transition.utc_offset;
  }
  return offsetS(offset);
}

export interface Local {
  /** `YYYY-MM-DD` */
  date: string;
  minute: number;
  /** 0 for Monday */
  weekday: number;
}

export function localOf(point: ServicePoint, utcS: number): Local {
  const local = new Date((utcS + offsetAtS(point, utcS)) * 1000);
  return {
    date: local.toISOString().slice(0, 10),
    minute: local.getUTCHours() * 60 + local.getUTCMinutes(),
    weekday: (local.getUTCDay() + 6) % 7,
  };
}

/** The instant of a local date and minute; where the clock is put back, the first of the two. */
export function utcOf(point: ServicePoint, date: string, minute: number): number {
  const asUtcS = Date.parse(`${date}T00:00:00Z`) / 1000 + minute * MINUTE_S;
  const early = asUtcS - offsetAtS(point, asUtcS - DAY_S);
  return localOf(point, early).minute === ((minute % 1440) + 1440) % 1440 ? early : asUtcS - offsetAtS(point, asUtcS);
}

export function addDays(date: string, days: number): string {
  return new Date(Date.parse(`${date}T00:00:00Z`) + days * DAY_S * 1000).toISOString().slice(0, 10);
}

export function weekdayOf(date: string): number {
  return (new Date(`${date}T00:00:00Z`).getUTCDay() + 6) % 7;
}

export const isDate = (text: string): boolean =>
  /^(19|20|21)\d{2}-\d{2}-\d{2}$/.test(text) && !Number.isNaN(Date.parse(`${text}T00:00:00Z`));

export function clock(minute: number): string {
  const within = minute === 1440 ? 1440 : minute % 1440;
  return `${String(Math.floor(within / 60)).padStart(2, "0")}:${String(within % 60).padStart(2, "0")}`;
}
