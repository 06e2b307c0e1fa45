"""Makes core/tests/fixtures/geo/*.csv from public libraries; none of the code under test is used.

    pip install geographiclib==2.1 eviltransform==0.1.1 mpmath==1.3.0 && npm install gcoord@1.0.7
    python3 geo.py path/to/node_modules

Positions are in 1e-7 degrees, lengths in mm. The random seed is fixed: a rerun changes nothing.
"""

import json
import math
import pathlib
import random
import subprocess
import sys

import eviltransform
import mpmath
from geographiclib.geodesic import Geodesic

HERE = pathlib.Path(__file__).parent
OUT = HERE.parent.parent / "core/tests/fixtures/geo"
WGS84 = Geodesic.WGS84
DEG = 10_000_000
TOOL = "made by host-tests/reference/geo.py"

rng = random.Random(20240607)


def write(name, header, columns, rows):
    lines = [f"# {line}" for line in header] + ["# " + columns] + [",".join(map(str, row)) for row in rows]
    (OUT / name).write_text("\n".join(lines) + "\n")
    print(name, len(rows))


def e7(degrees):
    return round(degrees * DEG)


def wrap(lon_e7):
    return (lon_e7 + 180 * DEG) % (360 * DEG) - 180 * DEG


def geodesic_mm(lat_a, lon_a, lat_b, lon_b):
    line = WGS84.Inverse(lat_a / DEG, lon_a / DEG, lat_b / DEG, lon_b / DEG, Geodesic.DISTANCE)
    return line["s12"] * 1000


def sphere():
    return math.degrees(math.asin(rng.uniform(-1, 1))), rng.uniform(-180, 180)


# ---- sine ---------------------------------------------------------------------------------------


def sines():
    mpmath.mp.dps = 40
    phases = {k << 27 for k in range(32)} | {0, 1, 2**32 - 1, 2**30 - 1, 2**30 + 1, 2**31 - 1, 2**31 + 1}
    phases |= {rng.randrange(2**32) for _ in range(260)}
    rows = [(p, int(mpmath.nint(2**30 * mpmath.sin(2 * mpmath.pi * p / mpmath.mpf(2**32))))) for p in sorted(phases)]
    write("sine.csv", [f"round(2^30 sin(2 pi phase / 2^32)), mpmath {mpmath.__version__}, 40 digits; {TOOL}"], "phase,sine_q30", rows)


# ---- geodesics ----------------------------------------------------------------------------------


def geodesics():
    starts = [("world", *sphere()) for _ in range(230)]
    starts += [("north pole", 90 - 10 ** rng.uniform(-6, 0), rng.uniform(-180, 180)) for _ in range(30)]
    starts += [("south pole", -90 + 10 ** rng.uniform(-6, 0), rng.uniform(-180, 180)) for _ in range(30)]
    starts += [("pole itself", 90 * (-1) ** k, 36.0 * k) for k in range(8)]
    starts += [("antimeridian", rng.uniform(-70, 70), rng.choice([180, -180]) + rng.uniform(-0.3, 0.3)) for _ in range(30)]
    starts += [("equator", rng.uniform(-0.3, 0.3), rng.uniform(-180, 180)) for _ in range(30)]
    starts += [("Hangzhou", 30.27 + rng.uniform(-0.3, 0.3), 120.15 + rng.uniform(-0.3, 0.3)) for _ in range(60)]
    rows = []
    for place, lat, lon in starts:
        metres = 10 ** rng.uniform(0, math.log10(250_000))
        end = WGS84.Direct(lat, lon, rng.uniform(0, 360), metres)
        a = e7(lat), wrap(e7(lon))
        b = e7(end["lat2"]), wrap(e7(end["lon2"]))
        rows.append((place, *a, *b, round(geodesic_mm(*a, *b))))
    # Along meridians, along parallels, and a little over 100 km: the edges of a large circle.
    for lat in range(-85, 90, 10):
        for azimuth in (0, 90, 180, 225):
            for metres in (100_050, 199_000):
                end = WGS84.Direct(lat, 179.9, azimuth, metres)
                a = e7(lat), e7(179.9)
                b = e7(end["lat2"]), wrap(e7(end["lon2"]))
                rows.append(("large circle", *a, *b, round(geodesic_mm(*a, *b))))
    write("geodesic.csv", [f"WGS-84 geodesics by Karney's algorithm, Python geographiclib 2.1, Geodesic.WGS84.Inverse; {TOOL}"], "place,lat_a,lon_a,lat_b,lon_b,distance_mm", rows)


# ---- datums -------------------------------------------------------------------------------------

LAT, LON = (0.8293, 55.8271), (72.004, 137.8347)


def datums():
    # 2.1 km inside the rim, at its shortest.
    dlat, dlon = 2.1 / 110.5, lambda lat: 2.1 / (111.2 * math.cos(math.radians(lat)))
    points = [("box", rng.uniform(LAT[0] + 0.05, LAT[1] - 0.05), rng.uniform(LON[0] + 0.05, LON[1] - 0.05)) for _ in range(400)]
    for _ in range(20):
        lat, lon = rng.uniform(LAT[0] + 0.05, LAT[1] - 0.05), rng.uniform(LON[0] + 0.05, LON[1] - 0.05)
        points += [("rim", LAT[0] + dlat, lon), ("rim", LAT[1] - dlat, lon)]
        points += [("rim", lat, LON[0] + dlon(lat)), ("rim", lat, LON[1] - dlon(lat))]
    # The square root's kink at 105 degrees east, and cities.
    points += [("kink", rng.uniform(1, 55), 105 + rng.choice([-1, 1]) * 10 ** rng.uniform(-7, -1)) for _ in range(40)]
    points += [("Hangzhou", 30.2741, 120.1551), ("Beijing", 39.9042, 116.4074), ("Urumqi", 43.8256, 87.6168), ("Sanya", 18.2528, 109.5119), ("Mohe", 53.4806, 122.3706)]
    wgs = [(name, e7(lat), e7(lon)) for name, lat, lon in points]
    shifted = json.loads(
        subprocess.run(
            ["node", HERE / "gcoord.mjs", sys.argv[1]],
            input=json.dumps([[lon / DEG, lat / DEG] for _, lat, lon in wgs]),
            capture_output=True, text=True, check=True,
        ).stdout
    )
    rows, apart = [], 0
    for (name, lat, lon), (gcj_lon, gcj_lat, bd_lon, bd_lat) in zip(wgs, shifted, strict=True):
        other_gcj = eviltransform.wgs2gcj(lat / DEG, lon / DEG)
        other_bd = eviltransform.gcj2bd(*other_gcj)
        for ours, other in (((gcj_lat, gcj_lon), other_gcj), ((bd_lat, bd_lon), other_bd)):
            apart = max(apart, WGS84.Inverse(*ours, *other)["s12"])
        rows.append((name, lat, lon, e7(gcj_lat), e7(gcj_lon), e7(bd_lat), e7(bd_lon)))
    assert apart < 0.03, apart
    write(
        "datum.csv",
        [
            f"Forward conversions by gcoord 1.0.7 (a = 6378245 m); {TOOL} with gcoord.mjs",
            f"eviltransform 0.1.1 (a = 6378137 m) agrees within {apart * 1000:.0f} mm on every row",
        ],
        "place,wgs_lat,wgs_lon,gcj_lat,gcj_lon,bd_lat,bd_lon",
        rows,
    )


# ---- polygons -----------------------------------------------------------------------------------


def frame(ring):
    return [(lat, wrap(lon - ring[0][1])) for lat, lon in ring]


def is_inside(ring, fix):
    """Exact, by integers: on an edge, or a winding number other than zero."""
    flat, (fy, fx) = frame(ring), (fix[0], wrap(fix[1] - ring[0][1]))
    winding = 0
    for (ay, ax), (by, bx) in zip(flat, flat[1:] + flat[:1]):
        side = (bx - ax) * (fy - ay) - (fx - ax) * (by - ay)
        if side == 0 and min(ax, bx) <= fx <= max(ax, bx) and min(ay, by) <= fy <= max(ay, by):
            return True
        if ay <= fy < by and side > 0:
            winding += 1
        if by <= fy < ay and side < 0:
            winding -= 1
    return winding != 0


def ecef(lat, lon):
    lat, lon, e2 = math.radians(lat), math.radians(lon), 0.0066943799901413165
    n = 6378137 / math.sqrt(1 - e2 * math.sin(lat) ** 2)
    return n * math.cos(lat) * math.cos(lon), n * math.cos(lat) * math.sin(lon), n * (1 - e2) * math.sin(lat)


def distance_mm(ring, fix, samples=2000):
    """2,000 samples an edge by chords in space, then geodesics about the best of each near edge."""
    if is_inside(ring, fix):
        return 0
    flat, lon0, here = frame(ring), ring[0][1], ecef(fix[0] / DEG, fix[1] / DEG)
    near = []
    for a, b in zip(flat, flat[1:] + flat[:1]):
        at = lambda t, a=a, b=b: ((a[0] + t * (b[0] - a[0])) / DEG, (lon0 + a[1] + t * (b[1] - a[1])) / DEG)
        near.append((*min((math.dist(here, ecef(*at(k / samples))), k / samples) for k in range(samples + 1)), at))
    least, best = min(metres for metres, _, _ in near), math.inf
    for metres, t, at in near:
        if metres > least * 1.01 + 100:
            continue
        f = lambda t: WGS84.Inverse(fix[0] / DEG, fix[1] / DEG, *at(t), Geodesic.DISTANCE)["s12"]
        lo, hi = max(t - 1 / samples, 0), min(t + 1 / samples, 1)
        best = min(best, f(lo), f(hi))
        for _ in range(60):
            u, v = lo + (hi - lo) / 3, hi - (hi - lo) / 3
            lo, hi = (lo, v) if f(u) < f(v) else (u, hi)
        best = min(best, f(lo))
    return max(round(best * 1000), 1)


def star(lat, lon, metres, corners, dent=0.5):
    """A ring about a point, every other corner drawn in."""
    ring = []
    for k in range(corners):
        r = metres * (dent if k % 2 else 1) * rng.uniform(0.9, 1)
        end = WGS84.Direct(lat, lon, -360 * k / corners, r)
        ring.append((e7(end["lat2"]), wrap(e7(end["lon2"]))))
    return ring


def polygons():
    d = lambda *corners: [(e7(lat), wrap(e7(lon))) for lat, lon in corners]
    rings = {
        "shop": d((30.2741, 120.1551), (30.2741, 120.1561), (30.2749, 120.1561), (30.2749, 120.1551)),
        "L": d((30.0, 120.0), (30.0, 120.1), (30.04, 120.1), (30.04, 120.03), (30.1, 120.03), (30.1, 120.0)),
        "city": star(30.27, 120.15, 30_000, 64),
        "comb": d(*[p for k in range(16) for p in ((31 + 0.01 * (k % 2), 121 + 0.002 * k), (31 + 0.01 * (1 - k % 2), 121 + 0.002 * k))], (30.99, 121.03), (30.99, 121.0)),
        "Fiji": d((-17.0, 179.6), (-17.0, -179.5), (-17.5, 179.9), (-18.1, -179.6), (-18.0, 179.5)),
        "Taveuni": d((-16.7, -179.9), (-17.0, -179.95), (-17.0, 179.9), (-16.7, 179.95)),
        "equator": d((-0.3, 30), (-0.2, 30.5), (0.3, 30.4), (0.35, 29.8)),
        "big edges": d((35.0, 110.0), (35.4, 110.7), (34.9, 111.4), (34.4, 110.6)),
        "Svalbard": d((77.0, 14.0), (77.2, 17.0), (78.3, 17.3), (78.4, 13.5)),
        "far north": d((84.6, -60.0), (84.5, -52.0), (85.1, -51.0), (85.2, -61.0)),
        "far south": d((-79.9, 170.0), (-79.9, 174.1), (-80.5, 174.3), (-80.5, 169.7)),
        "by the pole": d((89.2, -40.0), (89.2, 60.0), (89.6, 120.0), (89.9, 10.0)),
        "small by the pole": d((89.5, 10.0), (89.5, 11.0), (89.52, 11.0), (89.51, 10.0)),
        "country": d((20.0, 100.0), (22.0, 125.0), (45.0, 130.0), (50.0, 90.0), (35.0, 75.0)),
        "high city": star(60.1, 24.9, 8_000, 40, 0.7),
    }
    rows = []
    for name, ring in rings.items():
        fixes = []
        centre = (sum(c[0] for c in ring) // len(ring), ring[0][1] + sum(c[1] for c in frame(ring)) // len(ring))
        fixes += [(centre[0], wrap(centre[1])), ring[0], ring[len(ring) // 2]]
        a, b = ring[0], ring[1]
        half = ((a[0] + b[0]) // 2, wrap(a[1] + wrap(b[1] - a[1]) // 2))
        fixes += [half, (half[0] - 1, half[1]), (half[0] + 1, half[1]), (half[0], wrap(half[1] + 1))]
        for metres in (0.5, 3, 20, 150, 1_000, 5_000, 20_000, 60_000, 99_000, 130_000):
            # From a point on some edge, any way: often outside, at about that distance.
            k, t = rng.randrange(len(ring)), rng.random()
            a, b = ring[k], ring[(k + 1) % len(ring)]
            start = ((a[0] + t * (b[0] - a[0])) / DEG, (a[1] + t * wrap(b[1] - a[1])) / DEG)
            end = WGS84.Direct(*start, rng.uniform(0, 360), metres)
            fixes.append((e7(end["lat2"]), wrap(e7(end["lon2"]))))
        # Where parallels curve most, fixes all about.
        for _ in range(24 if abs(ring[0][0]) > 75 * DEG else 0):
            end = WGS84.Direct(centre[0] / DEG, centre[1] / DEG, rng.uniform(0, 360), rng.uniform(30_000, 140_000))
            fixes.append((e7(end["lat2"]), wrap(e7(end["lon2"]))))
        for fix in fixes:
            corners = " ".join(f"{lat} {lon}" for lat, lon in ring)
            rows.append((name, *fix, distance_mm(ring, fix), corners))
    write(
        "polygon.csv",
        [
            "Distance from a fix to a ring whose edges are straight in (longitude, latitude): 2,000 samples an edge,",
            f"then ternary search with geographiclib 2.1 geodesics; inside by exact winding number; {TOOL}",
        ],
        "ring,fix_lat,fix_lon,distance_mm,corners as lat lon",
        rows,
    )


OUT.mkdir(parents=True, exist_ok=True)
sines()
geodesics()
datums()
polygons()
