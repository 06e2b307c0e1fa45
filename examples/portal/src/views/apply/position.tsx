// Where the shop is: picked on the map or typed, always with the datum that the numbers refer to.
import { useEffect, useState } from "preact/hooks";
import type { Datum, Place, Point } from "../../engine";
import {
  bearing,
  centreOf,
  DATUMS,
  DEFAULT_CENTRE,
  degrees,
  distanceM,
  e7Of,
  fromGround,
  groundAreas,
  offsetOf,
  toGround,
} from "../../domain/geo";
import { changed } from "../../state/app";
import { useApp } from "../../ui/context";
import { NumberField, Panel, Select, TextField } from "../../ui/controls";
import { TownMap } from "../../ui/map";
import { mapWords } from "../../i18n";

const DEFAULT_RADIUS_M = 60;

export function Position() {
  const { state, t, update } = useApp();
  const place = state.point.place ?? null;
  const circle = place?.areas[0]?.circle ?? null;
  const datum: Datum = place?.datum ?? "gcj02";
  const areas = groundAreas(place);
  const firstArea = areas[0];
  const ground = circle ? toGround(circle, datum) : null;
  const marker = ground ?? (firstArea ? centreOf(firstArea) : null);
  const [centre, setCentre] = useState<Point>(marker ?? DEFAULT_CENTRE);
  const [nextDatum, setNextDatum] = useState<Datum>(datum);
  const readAs = place ? datum : nextDatum;

  // What was typed, or loaded, may lie off the map.
  useEffect(() => {
    if (marker && distanceM(centre, marker) > 2_000) setCentre(marker);
  }, [marker?.lat_e7, marker?.lon_e7]);

  const put = (at: Point, as: Datum, radiusM: number): void =>
    update((before) =>
      changed(before, (point) => {
        const others: Place["areas"] = point.place?.areas.slice(1) ?? [];
        const address = point.place?.address ?? (before.address || null);
        const first = { circle: { lat_e7: at.lat_e7, lon_e7: at.lon_e7, radius_m: radiusM } };
        return { ...point, place: { ...(address ? { address } : {}), datum: as, areas: [first, ...others] } };
      }),
    );
  const radiusM = circle?.radius_m ?? DEFAULT_RADIUS_M;
  const isOtherShape = Boolean(place && !circle);

  const ghosts =
    circle && ground
      ? DATUMS.filter((other) => other !== datum).map((other) => {
          const at = toGround(circle, other);
          return { datum: other, at, metres: Math.round(distanceM(ground, at)), way: bearing(offsetOf(ground, at)) };
        })
      : [];

  const degree = (most: number) => (text: string) => (e7Of(text, most) === null ? t.position.wrong(text, most) : null);
  const base = circle ?? fromGround(centre, readAs);

  return (
    <Panel title={t.position.title}>
      <p>{t.position.note}</p>
      <TownMap
        label={t.position.map}
        help={t.position.mapHelp}
        centre={centre}
        areas={areas}
        marker={marker}
        zoom={2}
        words={mapWords(t)}
        ghosts={ghosts.map((ghost) => ({ at: ghost.at, label: t.position.ghost(t.words.datum[ghost.datum], ghost.metres) }))}
        onMove={(to) => put(fromGround(to, readAs), readAs, radiusM)}
      >
        {t.position.schematic}
      </TownMap>
      {isOtherShape && <p class="note">{t.position.otherShape}</p>}
      <div class="grid four">
        <Select
          label={t.position.datum}
          value={readAs}
          options={DATUMS.map((each) => [each, t.words.datum[each]] as const)}
          hint={t.position.datumHint}
          onValue={(as) => {
            setNextDatum(as);
            // The same digits, read otherwise: this is what correcting a wrong datum does, and what a wrong one does.
            if (circle) put(circle, as, radiusM);
          }}
        />
        <TextField
          label={t.position.latitude}
          value={circle ? degrees(circle.lat_e7) : ""}
          inputMode="decimal"
          validate={degree(90)}
          onValue={(text) => {
            const lat_e7 = e7Of(text, 90);
            if (lat_e7 !== null) put({ ...base, lat_e7 }, readAs, radiusM);
          }}
        />
        <TextField
          label={t.position.longitude}
          value={circle ? degrees(circle.lon_e7) : ""}
          inputMode="decimal"
          validate={degree(180)}
          onValue={(text) => {
            const lon_e7 = e7Of(text, 180);
            if (lon_e7 !== null) put({ ...base, lon_e7 }, readAs, radiusM);
          }}
        />
        <NumberField
          label={t.position.radius}
          value={radiusM}
          min={1}
          max={100_000}
          unit="m"
          wrong={t.outOfRange}
          onValue={(metres) => circle && put(circle, datum, metres)}
        />
      </div>
      {ghosts.length > 0 && (
        <div class="callout" role="status">
          <h3>{t.position.wrongDatum}</h3>
          <ul>
            {ghosts.map((ghost) => (
              <li key={ghost.datum}>
                {ghost.metres === 0
                  ? t.position.noShift(t.words.datum[ghost.datum])
                  : t.position.shift(t.words.datum[ghost.datum], ghost.metres, t.words.bearing[ghost.way])}
              </li>
            ))}
          </ul>
        </div>
      )}
    </Panel>
  );
}
