// Enough geometry to draw a map of a few kilometres. Whether a fix lies in an area is for the engine to say.
import { convertDatum, type Datum, type Place, type Point } from "../engine";

export const DATUMS: readonly Datum[] = ["wgs84", "gcj02", "bd09"];

const METRES_PER_E7 = 0.0111319491;

export interface Offset {
  eastM: number;
  northM: number;
}

const shrink = (latE7: number): number => Math.cos((latE7 / 1e7) * (Math.PI / 180));

/** From `from` to `to`, on a plane that touches the ground at `from`. */
export function offsetOf(from: Point, to: Point): Offset {
  return {
    eastM: (to.lon_e7 - from.lon_e7) * METRES_PER_E7 * shrink(from.lat_e7),
    northM: (to.lat_e7 - from.lat_e7) * METRES_PER_E7,
  };
}

export function moved(from: Point, by: Offset): Point {
  return {
    lat_e7: Math.round(from.lat_e7 + by.northM / METRES_PER_E7),
    lon_e7: Math.round(from.lon_e7 + by.eastM / (METRES_PER_E7 * shrink(from.lat_e7))),
  };
}

export const distanceM = (from: Point, to: Point): number => {
  const { eastM, northM } = offsetOf(from, to);
  return Math.hypot(eastM, northM);
};

export type Bearing = "n" | "ne" | "e" | "se" | "s" | "sw" | "w" | "nw";
const BEARINGS: readonly Bearing[] = ["n", "ne", "e", "se", "s", "sw", "w", "nw"];

export function bearing({ eastM, northM }: Offset): Bearing {
  const eighth = Math.round(Math.atan2(eastM, northM) / (Math.PI / 4));
  return BEARINGS[(eighth + 8) % 8] ?? "n";
}

export const toGround = (point: Point, datum: Datum): Point =>
  datum === "wgs84" ? point : convertDatum(point, datum, "wgs84");
export const fromGround = (point: Point, datum: Datum): Point =>
  datum === "wgs84" ? point : convertDatum(point, "wgs84", datum);

/** An area as the map draws it, on the ground. */
export type GroundArea = { kind: "circle"; centre: Point; radiusM: number } | { kind: "polygon"; corners: Point[] };

export function groundAreas(place: Place | null | undefined): GroundArea[] {
  if (!place) return [];
  return place.areas.flatMap((area): GroundArea[] => {
    if (area.circle) {
      return [{ kind: "circle", centre: toGround(area.circle, place.datum), radiusM: area.circle.radius_m }];
    }
    if (area.polygon) {
      const corners = area.polygon.map((corner) =>
        toGround({ lat_e7: corner[0] ?? 0, lon_e7: corner[1] ?? 0 }, place.datum),
      );
      return [{ kind: "polygon", corners }];
    }
    return [];
  });
}

export function centreOf(area: GroundArea): Point {
  if (area.kind === "circle") return area.centre;
  const sum = area.corners.reduce((a, c) => ({ lat_e7: a.lat_e7 + c.lat_e7, lon_e7: a.lon_e7 + c.lon_e7 }), {
    lat_e7: 0,
    lon_e7: 0,
  });
  const count = Math.max(1, area.corners.length);
  return { lat_e7: Math.round(sum.lat_e7 / count), lon_e7: Math.round(sum.lon_e7 / count) };
}

/** The middle of what is registered, on the ground. */
export function centreOfPlace(place: Place | null | undefined): Point | null {
  const first = groundAreas(place)[0];
  return first ? centreOf(first) : null;
}

/** West Lake's north shore: where an empty application starts. */
export const DEFAULT_CENTRE: Point = { lat_e7: 302_772_000, lon_e7: 1_201_268_000 };

export const degrees = (e7: number): string => (e7 / 1e7).toFixed(7);

/** Degrees as typed, in units of 1e-7; null for what is no number within ±`most`. */
export function e7Of(text: string, most: number): number | null {
  const trimmed = text.trim().replace(",", ".");
  if (!/^[+-]?\d{1,3}(\.\d{1,15})?$/.test(trimmed)) return null;
  const value = Number(trimmed);
  return Math.abs(value) <= most ? Math.round(value * 1e7) : null;
}
