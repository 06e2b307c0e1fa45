"""Datums, distances along the WGS-84 ellipsoid, and areas (location.circle, .polygon, .regions, .datum).

Positions are pairs (latitude, longitude) in units of 1e-7 degrees; those that were converted are not whole numbers.
"""

from __future__ import annotations

import functools
import math

Position = tuple[float, float]

E7 = 10_000_000
HALF_TURN = 180 * E7
FULL_TURN = 360 * E7

#: From here on a distance is "far" and is not told apart (location.outside).
FAR_M = 100_000

# ---------------------------------------------------------------- datums

# The public formulae: the Krasovsky ellipsoid, and the box outside of which nothing is shifted.
KRASOVSKY_A = 6_378_245.0
KRASOVSKY_EE = 0.00669342162296594323
BD_PI = math.pi * 3000.0 / 180.0


def in_china_box(lat: float, lon: float) -> bool:
    return 72.004 <= lon <= 137.8347 and 0.8293 <= lat <= 55.8271


def _shift_lat(x: float, y: float) -> float:
    shift = -100.0 + 2.0 * x + 3.0 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * math.sqrt(abs(x))
    shift += (20.0 * math.sin(6.0 * x * math.pi) + 20.0 * math.sin(2.0 * x * math.pi)) * 2.0 / 3.0
    shift += (20.0 * math.sin(y * math.pi) + 40.0 * math.sin(y / 3.0 * math.pi)) * 2.0 / 3.0
    shift += (160.0 * math.sin(y / 12.0 * math.pi) + 320.0 * math.sin(y * math.pi / 30.0)) * 2.0 / 3.0
    return shift


def _shift_lon(x: float, y: float) -> float:
    shift = 300.0 + x + 2.0 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * math.sqrt(abs(x))
    shift += (20.0 * math.sin(6.0 * x * math.pi) + 20.0 * math.sin(2.0 * x * math.pi)) * 2.0 / 3.0
    shift += (20.0 * math.sin(x * math.pi) + 40.0 * math.sin(x / 3.0 * math.pi)) * 2.0 / 3.0
    shift += (150.0 * math.sin(x / 12.0 * math.pi) + 300.0 * math.sin(x / 30.0 * math.pi)) * 2.0 / 3.0
    return shift


def wgs84_to_gcj02(lat: float, lon: float) -> tuple[float, float]:
    """Degrees; the public formula."""
    if not in_china_box(lat, lon):
        return lat, lon
    shift_lat = _shift_lat(lon - 105.0, lat - 35.0)
    shift_lon = _shift_lon(lon - 105.0, lat - 35.0)
    radians = lat / 180.0 * math.pi
    magic = 1.0 - KRASOVSKY_EE * math.sin(radians) ** 2
    root = math.sqrt(magic)
    shift_lat = shift_lat * 180.0 / (KRASOVSKY_A * (1.0 - KRASOVSKY_EE) / (magic * root) * math.pi)
    shift_lon = shift_lon * 180.0 / (KRASOVSKY_A / root * math.cos(radians) * math.pi)
    return lat + shift_lat, lon + shift_lon


def gcj02_to_bd09(lat: float, lon: float) -> tuple[float, float]:
    """Degrees; the public formula."""
    if not in_china_box(lat, lon):
        return lat, lon
    radius = math.hypot(lon, lat) + 0.00002 * math.sin(lat * BD_PI)
    angle = math.atan2(lat, lon) + 0.000003 * math.cos(lon * BD_PI)
    return radius * math.sin(angle) + 0.006, radius * math.cos(angle) + 0.0065


def _inverse(formula, lat: float, lon: float) -> tuple[float, float]:
    """The position that a formula takes to the given one, by iteration until nothing moves."""
    if not in_china_box(lat, lon):
        return lat, lon
    guess_lat, guess_lon = lat, lon
    for _ in range(100):
        there_lat, there_lon = formula(guess_lat, guess_lon)
        guess_lat += lat - there_lat
        guess_lon += lon - there_lon
        if abs(lat - there_lat) < 1e-13 and abs(lon - there_lon) < 1e-13:
            break
    return guess_lat, guess_lon


@functools.lru_cache(maxsize=10_000)
def to_wgs84(position: Position, datum: str) -> Position:
    """From the datum that is declared; WGS-84 numbers stay the whole numbers that they are."""
    if datum == "wgs84":
        return position
    lat, lon = position[0] / E7, position[1] / E7
    if datum == "bd09":
        lat, lon = _inverse(gcj02_to_bd09, lat, lon)
    lat, lon = _inverse(wgs84_to_gcj02, lat, lon)
    return lat * E7, lon * E7


def from_wgs84(position: Position, datum: str) -> tuple[int, int]:
    """The other way, rounded to whole units: for whoever makes up positions."""
    lat, lon = position[0] / E7, position[1] / E7
    if datum in ("gcj02", "bd09"):
        lat, lon = wgs84_to_gcj02(lat, lon)
    if datum == "bd09":
        lat, lon = gcj02_to_bd09(lat, lon)
    return round(lat * E7), round(lon * E7)


# ---------------------------------------------------------------- distances

WGS84_A = 6_378_137.0
WGS84_F = 1 / 298.257223563
WGS84_B = WGS84_A * (1 - WGS84_F)


def geodesic_m(one: Position, other: Position) -> float:
    """Metres along the WGS-84 ellipsoid, by Vincenty's inverse formula.

    >>> round(geodesic_m((0, 0), (0, E7)), 3)
    111319.491
    """
    if one == other:
        return 0.0
    lat1, lon1 = math.radians(one[0] / E7), math.radians(one[1] / E7)
    lat2, lon2 = math.radians(other[0] / E7), math.radians(other[1] / E7)
    difference = math.remainder(lon2 - lon1, 2 * math.pi)
    u1 = math.atan((1 - WGS84_F) * math.tan(lat1))
    u2 = math.atan((1 - WGS84_F) * math.tan(lat2))
    sin_u1, cos_u1 = math.sin(u1), math.cos(u1)
    sin_u2, cos_u2 = math.sin(u2), math.cos(u2)
    lam = difference
    for _ in range(200):
        sin_sigma = math.hypot(
            cos_u2 * math.sin(lam), cos_u1 * sin_u2 - sin_u1 * cos_u2 * math.cos(lam)
        )
        if sin_sigma == 0:
            return 0.0
        cos_sigma = sin_u1 * sin_u2 + cos_u1 * cos_u2 * math.cos(lam)
        sigma = math.atan2(sin_sigma, cos_sigma)
        sin_alpha = cos_u1 * cos_u2 * math.sin(lam) / sin_sigma
        cos2_alpha = 1 - sin_alpha**2
        cos_2sm = cos_sigma - 2 * sin_u1 * sin_u2 / cos2_alpha if cos2_alpha > 0 else 0.0
        c = WGS84_F / 16 * cos2_alpha * (4 + WGS84_F * (4 - 3 * cos2_alpha))
        before = lam
        lam = difference + (1 - c) * WGS84_F * sin_alpha * (
            sigma + c * sin_sigma * (cos_2sm + c * cos_sigma * (-1 + 2 * cos_2sm**2))
        )
        if abs(lam - before) < 1e-13:
            break
    else:
        return 20_000_000.0  # nearly antipodal, where the formula does not settle
    u_squared = cos2_alpha * (WGS84_A**2 - WGS84_B**2) / WGS84_B**2
    a = 1 + u_squared / 16384 * (4096 + u_squared * (-768 + u_squared * (320 - 175 * u_squared)))
    b = u_squared / 1024 * (256 + u_squared * (-128 + u_squared * (74 - 47 * u_squared)))
    inner = cos_sigma * (-1 + 2 * cos_2sm**2)
    inner -= b / 6 * cos_2sm * (-3 + 4 * sin_sigma**2) * (-3 + 4 * cos_2sm**2)
    return WGS84_B * a * (sigma - b * sin_sigma * (cos_2sm + b / 4 * inner))


def circle_distance_m(centre: Position, radius_m: int, fix: Position) -> float:
    """0 within the radius of the centre (location.circle)."""
    return max(0.0, geodesic_m(centre, fix) - radius_m)


def unwrapped(corners: list[Position]) -> list[Position]:
    """The corners with longitudes that run on, so that each edge goes the shorter way round (location.polygon)."""
    result = [corners[0]]
    for lat, lon in corners[1:]:
        while lon - result[-1][1] > HALF_TURN:
            lon -= FULL_TURN
        while lon - result[-1][1] < -HALF_TURN:
            lon += FULL_TURN
        result.append((lat, lon))
    return result


def polygon_holds(corners: list[Position], fix: Position) -> bool:
    """Whether a polygon of unwrapped corners holds a fix; its boundary belongs to it (location.inside)."""
    for turn in (-FULL_TURN, 0, FULL_TURN):
        y, x = fix[0], fix[1] + turn
        inside = False
        for (y1, x1), (y2, x2) in zip(corners, corners[1:] + corners[:1]):
            side = (x2 - x1) * (y - y1) - (y2 - y1) * (x - x1)
            if side == 0 and min(x1, x2) <= x <= max(x1, x2) and min(y1, y2) <= y <= max(y1, y2):
                return True
            if (y1 > y) != (y2 > y):
                # The edge crosses the parallel of the fix: to the east of it?
                if (side > 0) == (y2 > y1):
                    inside = not inside
        if inside:
            return True
    return False


#: An edge is searched at so many places before the search closes in.
STEPS = 8


def on_edge(start: Position, end: Position, share: float) -> Position:
    """A point of an edge, which is straight in (latitude, longitude)."""
    return start[0] + (end[0] - start[0]) * share, start[1] + (end[1] - start[1]) * share


def edge_distance_m(start: Position, end: Position, fix: Position) -> float:
    """From a fix to an edge: the nearest of a few places, then closing in between its neighbours."""

    def at(share: float) -> float:
        return geodesic_m(on_edge(start, end, share), fix)

    best = min(range(STEPS + 1), key=lambda step: at(step / STEPS))
    low, high = max(0.0, (best - 1) / STEPS), min(1.0, (best + 1) / STEPS)
    while high - low > 1e-5:
        third = (high - low) / 3
        if at(low + third) <= at(high - third):
            high -= third
        else:
            low += third
    return min(at(low), at(high))


@functools.lru_cache(maxsize=10_000)
def polygon_distance_m(polygon: tuple[Position, ...], fix: Position) -> float:
    """0 inside; else to the nearest edge (location.polygon)."""
    corners = unwrapped(list(polygon))
    if polygon_holds(corners, fix):
        return 0.0
    edges = list(zip(corners, corners[1:] + corners[:1]))
    distance = min(geodesic_m(corner, fix) for corner in corners)
    for start, end in edges:
        # An edge is nowhere nearer than its middle less half its length (and a little for the curved ground).
        middle = geodesic_m(on_edge(start, end, 0.5), fix)
        if middle - geodesic_m(start, end) * 0.51 < distance:
            distance = min(distance, edge_distance_m(start, end, fix))
    return distance


def area_distance_m(area: dict, datum: str, fix: Position) -> float:
    """From a fix, in WGS-84, to a circle or polygon in the datum that its place declares."""
    if "circle" in area:
        circle = area["circle"]
        centre = to_wgs84((circle["lat_e7"], circle["lon_e7"]), datum)
        return circle_distance_m(centre, circle["radius_m"], fix)
    corners = tuple(to_wgs84((lat, lon), datum) for lat, lon in area["polygon"])
    return polygon_distance_m(corners, fix)


def shown_m(distance: float) -> int:
    """Rounded up to whole metres; far is 100,000 m."""
    return min(FAR_M, math.ceil(distance))


# ---------------------------------------------------------------- regions


def region_holds(registered: str, code: int) -> bool:
    """A code lies in a region whose digits it starts with (location.regions).

    >>> region_holds("3301", 330106), region_holds("3301", 3301)
    (True, False)
    """
    return f"{code:06}".startswith(registered)


def region_may_hold(registered: str, code: int) -> bool:
    """Whether a code of a whole city or province holds a region without lying in it (location.coarse_region)."""
    text = f"{code:06}"
    if text.endswith("0000"):
        whole = text[:2]
    elif text.endswith("00"):
        whole = text[:4]
    else:
        return False
    return registered.startswith(whole) and not region_holds(registered, code)
