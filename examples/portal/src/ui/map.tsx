// A schematic town around a place: streets, a canal and a park laid out in metres, with a scale. No map service is asked,
// since nothing may leave the browser; the distances are true.
import type { ComponentChildren } from "preact";
import { useRef, useState } from "preact/hooks";
import type { Point } from "../engine";
import { moved, offsetOf, type GroundArea, type Offset } from "../domain/geo";

const WIDTH = 640;
const HEIGHT = 420;
/** Half the width of the map, in metres. */
const ZOOMS_M = [120, 300, 1200, 3000, 8000] as const;

interface Street {
  at: number;
  width: number;
}
// The town repeats every 600 m, so that there are streets wherever one looks.
const ACROSS: readonly Street[] = [
  { at: -210, width: 9 },
  { at: -65, width: 5 },
  { at: 90, width: 16 },
  { at: 235, width: 5 },
];
const ALONG: readonly Street[] = [
  { at: -240, width: 5 },
  { at: -90, width: 13 },
  { at: 60, width: 5 },
  { at: 180, width: 7 },
];
const TOWN_M = 600;

export interface Ghost {
  at: Point;
  label: string;
}

export interface MapProps {
  label: string;
  help: string;
  centre: Point;
  areas: readonly GroundArea[];
  marker: Point | null;
  accuracyM?: number | undefined;
  ghosts?: readonly Ghost[] | undefined;
  zoom: number;
  onMove: (to: Point) => void;
  words: { zoomIn: string; zoomOut: string; north: string; metres: (m: number) => string };
  children?: ComponentChildren;
}

const niceLength = (most: number): number => {
  const power = 10 ** Math.floor(Math.log10(most));
  return ([5, 2, 1].find((step) => step * power <= most) ?? 1) * power;
};

export function TownMap(props: MapProps) {
  const [zoom, setZoom] = useState(props.zoom);
  const isDragging = useRef(false);
  const svg = useRef<SVGSVGElement>(null);
  const halfM = ZOOMS_M[zoom] ?? 300;
  const pxPerM = WIDTH / 2 / halfM;

  const x = (eastM: number): number => WIDTH / 2 + eastM * pxPerM;
  const y = (northM: number): number => HEIGHT / 2 - northM * pxPerM;
  const at = (point: Point): { x: number; y: number } => {
    const offset = offsetOf(props.centre, point);
    return { x: x(offset.eastM), y: y(offset.northM) };
  };

  const moveTo = (event: PointerEvent): void => {
    const box = svg.current?.getBoundingClientRect();
    if (!box) return;
    const scale = WIDTH / box.width;
    const eastM = ((event.clientX - box.left) * scale - WIDTH / 2) / pxPerM;
    const northM = (HEIGHT / 2 - (event.clientY - box.top) * scale) / pxPerM;
    props.onMove(moved(props.centre, { eastM, northM }));
  };

  const onKeyDown = (event: KeyboardEvent): void => {
    const stepM = halfM / (event.shiftKey ? 6 : 60);
    const steps: Record<string, Offset> = {
      ArrowUp: { eastM: 0, northM: stepM },
      ArrowDown: { eastM: 0, northM: -stepM },
      ArrowLeft: { eastM: -stepM, northM: 0 },
      ArrowRight: { eastM: stepM, northM: 0 },
    };
    const step = steps[event.key];
    if (!step) return;
    event.preventDefault();
    props.onMove(moved(props.marker ?? props.centre, step));
  };

  const scaleM = niceLength(halfM / 2);
  const marker = props.marker && at(props.marker);

  return (
    <figure class="map">
      <svg
        ref={svg}
        viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
        role="application"
        tabindex={0}
        aria-label={`${props.label}. ${props.help}`}
        onKeyDown={onKeyDown}
        onPointerDown={(event) => {
          isDragging.current = true;
          event.currentTarget.setPointerCapture(event.pointerId);
          moveTo(event);
        }}
        onPointerMove={(event) => isDragging.current && moveTo(event)}
        onPointerUp={() => (isDragging.current = false)}
        onPointerCancel={() => (isDragging.current = false)}
      >
        <Town halfM={halfM} x={x} y={y} pxPerM={pxPerM} />
        {props.areas.map((area, index) =>
          area.kind === "circle" ? (
            <circle key={index} class="map-area" cx={at(area.centre).x} cy={at(area.centre).y} r={area.radiusM * pxPerM} />
          ) : (
            <polygon
              key={index}
              class="map-area"
              points={area.corners.map((corner) => `${at(corner).x},${at(corner).y}`).join(" ")}
            />
          ),
        )}
        {marker &&
          props.ghosts?.map((ghost) => {
            const there = at(ghost.at);
            const inside = { x: Math.min(WIDTH - 12, Math.max(12, there.x)), y: Math.min(HEIGHT - 34, Math.max(20, there.y)) };
            const isLeft = inside.x > WIDTH * 0.6;
            return (
              <g key={ghost.label} class="map-ghost">
                <line x1={marker.x} y1={marker.y} x2={there.x} y2={there.y} />
                <circle cx={there.x} cy={there.y} r={7} />
                <text x={inside.x + (isLeft ? -12 : 12)} y={inside.y + 4} text-anchor={isLeft ? "end" : "start"}>
                  {ghost.label}
                </text>
              </g>
            );
          })}
        {marker && props.accuracyM !== undefined && (
          <circle class="map-accuracy" cx={marker.x} cy={marker.y} r={Math.max(2, props.accuracyM * pxPerM)} />
        )}
        {marker && (
          <g class="map-marker" transform={`translate(${marker.x} ${marker.y})`}>
            <circle r={15} class="halo" />
            <path d="M0 -13v26M-13 0h26" />
            <circle r={6} class="dot" />
          </g>
        )}
        <g class="map-scale" transform={`translate(20 ${HEIGHT - 20})`}>
          <path d={`M0 -6v6h${scaleM * pxPerM}v-6`} />
          <text x={scaleM * pxPerM + 8} y={2}>
            {props.words.metres(scaleM)}
          </text>
        </g>
        <g class="map-north" transform={`translate(${WIDTH - 26} ${HEIGHT - 30})`}>
          <path d="M0 -14L6 6L0 2L-6 6Z" />
          <text y={20} text-anchor="middle">
            {props.words.north}
          </text>
        </g>
      </svg>
      <div class="map-zoom">
        <button type="button" aria-label={props.words.zoomIn} disabled={zoom === 0} onClick={() => setZoom(zoom - 1)}>
          +
        </button>
        <button
          type="button"
          aria-label={props.words.zoomOut}
          disabled={zoom === ZOOMS_M.length - 1}
          onClick={() => setZoom(zoom + 1)}
        >
          −
        </button>
      </div>
      {props.children && <figcaption>{props.children}</figcaption>}
    </figure>
  );
}

function Town(props: { halfM: number; x: (m: number) => number; y: (m: number) => number; pxPerM: number }) {
  const { x, y, pxPerM, halfM } = props;
  const reach = Math.ceil(halfM / TOWN_M) + 1;
  const towns = Array.from({ length: reach * 2 + 1 }, (_, index) => (index - reach) * TOWN_M);
  // From afar only the avenues are seen.
  const isSeen = (street: Street): boolean => halfM < 1500 || street.width > 12;
  const canal = (shift: number): string => {
    const points = [-1, -0.5, 0, 0.5, 1].map((part) => `${x(part * reach * TOWN_M + shift)},${y(part * part * 180 + 320 + part * 260)}`);
    return `M${points.join(" L")}`;
  };
  return (
    <g aria-hidden="true">
      <rect class="map-land" width={WIDTH} height={HEIGHT} />
      {halfM < 3000 &&
        towns.map((east) =>
          towns.map((north) => (
            <rect
              key={`${east},${north}`}
              class="map-park"
              x={x(east + 105)}
              y={y(north + 172)}
              width={122 * pxPerM}
              height={104 * pxPerM}
              rx={10 * pxPerM}
            />
          )),
        )}
      <path class="map-water" d={canal(0)} stroke-width={Math.max(4, 34 * pxPerM)} />
      {towns.flatMap((town) =>
        ALONG.filter(isSeen).map((street) => (
          <line key={`h${town}${street.at}`} class="map-street" x1={0} x2={WIDTH} y1={y(town + street.at)} y2={y(town + street.at) - 18} stroke-width={Math.max(1.2, street.width * pxPerM)} />
        )),
      )}
      {towns.flatMap((town) =>
        ACROSS.filter(isSeen).map((street) => (
          <line key={`v${town}${street.at}`} class="map-street" y1={0} y2={HEIGHT} x1={x(town + street.at)} x2={x(town + street.at) - 14} stroke-width={Math.max(1.2, street.width * pxPerM)} />
        )),
      )}
    </g>
  );
}
