// Seven days of one sale: when the shop is open, and when the sale would pass. Columns, a list for screen readers, and
// a time to pick by pointer or by arrow keys.
import { useEffect, useMemo, useState } from "preact/hooks";
import type { Plan, ServicePoint } from "../../engine";
import { Requests, type Scenario } from "../../domain/scenario";
import { addDays, clock } from "../../domain/time";
import { DAY_MIN, dayOf, mondayOf, openOn, STEP_MIN, type Day, type Window } from "../../domain/week";
import { useApp } from "../../ui/context";
import { Panel } from "../../ui/controls";
import { weekdayOf } from "../../domain/time";

const HEIGHT = 360;
const TOP = 44;
const y = (minute: number): number => TOP + (minute / DAY_MIN) * HEIGHT;

/** Columns that leave the letters legible on a telephone. */
const WIDE = { left: 46, column: 104, gap: 6, inset: 22 };
const NARROW = { left: 38, column: 44, gap: 2, inset: 9 };

function useIsNarrow(): boolean {
  const query = useMemo(() => matchMedia("(max-width: 40rem)"), []);
  const [isNarrow, setNarrow] = useState(query.matches);
  useEffect(() => {
    const onChange = (): void => setNarrow(query.matches);
    query.addEventListener("change", onChange);
    return () => query.removeEventListener("change", onChange);
  }, [query]);
  return isNarrow;
}
const ROUND_MIN = 15;
const HOURS = [0, 3, 6, 9, 12, 15, 18, 21, 24];

/** Days are worked out one after the other, so that a hand on a slider never waits for a week. */
function useWeek(plan: Plan, scenario: Scenario, point: ServicePoint): { days: Day[]; isWhole: boolean } {
  const monday = mondayOf(scenario.date);
  const blank = (): Day[] =>
    Array.from({ length: 7 }, (_, at) => {
      const date = addDays(monday, at);
      return { date, weekday: weekdayOf(date), open: openOn(point, date), passes: [] };
    });
  const [found, setFound] = useState<{ days: Day[]; isWhole: boolean }>({ days: blank(), isWhole: false });
  useEffect(() => {
    const requests = new Requests(scenario, point, plan.counters);
    const days: Day[] = [];
    let timer = setTimeout(function next() {
      try {
        days.push(dayOf(plan, requests, point, addDays(monday, days.length)));
      } catch {
        return; // a request that the engine refuses is told beside the outcome
      }
      if (days.length < 7) timer = setTimeout(next, 0);
      else setFound({ days, isWhole: true });
    }, 60);
    setFound((old) => (old.days[0]?.date === monday ? { ...old, isWhole: false } : { days: blank(), isWhole: false }));
    return () => clearTimeout(timer);
  }, [plan, scenario, point, monday]);
  return found;
}

export function Week(props: { plan: Plan; scenario: Scenario; point: ServicePoint; onPick: (date: string, minute: number) => void }) {
  const { t } = useApp();
  const { scenario, point } = props;
  const { days, isWhole } = useWeek(props.plan, scenario, point);
  const isNarrow = useIsNarrow();
  const { left: LEFT, column: COLUMN, gap: GAP, inset: INSET } = isNarrow ? NARROW : WIDE;
  const column = days.findIndex((day) => day.date === scenario.date);
  const name = (day: Day): string => t.words.weekday[day.weekday] ?? "";
  const span = (window: Window): string => `${clock(window.fromMin)}–${clock(window.toMin)}`;
  const list = (windows: readonly Window[]): string => windows.map(span).join(t.comma);

  const pickAt = (event: MouseEvent & { currentTarget: SVGSVGElement }): void => {
    const box = event.currentTarget.getBoundingClientRect();
    const across = ((event.clientX - box.left) / box.width) * (LEFT + 7 * COLUMN);
    const down = ((event.clientY - box.top) / box.height) * (TOP + HEIGHT + 12);
    const day = days[Math.floor((across - LEFT) / COLUMN)];
    if (!day) return;
    const minute = Math.round((((down - TOP) / HEIGHT) * DAY_MIN) / ROUND_MIN) * ROUND_MIN;
    props.onPick(day.date, Math.min(DAY_MIN - STEP_MIN, Math.max(0, minute)));
  };

  const onKeyDown = (event: KeyboardEvent): void => {
    const steps: Record<string, readonly [number, number]> = {
      ArrowUp: [0, -ROUND_MIN],
      ArrowDown: [0, ROUND_MIN],
      ArrowLeft: [-1, 0],
      ArrowRight: [1, 0],
      PageUp: [-7, 0],
      PageDown: [7, 0],
    };
    const step = steps[event.key];
    if (!step) return;
    event.preventDefault();
    const minutes = scenario.minute + step[1];
    const shift = step[0] + Math.floor(minutes / DAY_MIN);
    props.onPick(addDays(scenario.date, shift), ((minutes % DAY_MIN) + DAY_MIN) % DAY_MIN);
  };

  return (
    <Panel title={t.week.title} class="week">
      <div class="week-head">
        <p class="note">{t.week.note}</p>
        <ul class="legend">
          <li>
            <span class="swatch open" /> {t.week.open}
          </li>
          <li>
            <span class="swatch passes" /> {t.week.passes}
          </li>
        </ul>
      </div>
      <div class="week-nav">
        <button type="button" class="plain" onClick={() => props.onPick(addDays(scenario.date, -7), scenario.minute)}>
          ‹ {t.week.before}
        </button>
        <button type="button" class="plain" onClick={() => props.onPick(addDays(scenario.date, 7), scenario.minute)}>
          {t.week.after} ›
        </button>
      </div>
      <svg
        class={isWhole ? "week-grid" : "week-grid is-working"}
        viewBox={`0 0 ${LEFT + 7 * COLUMN} ${TOP + HEIGHT + 12}`}
        role="application"
        tabindex={0}
        aria-label={t.week.grid(scenario.date, clock(scenario.minute))}
        onClick={pickAt}
        onKeyDown={onKeyDown}
      >
        {HOURS.map((hour) => (
          <g key={hour} class="week-hour">
            <line x1={LEFT} x2={LEFT + 7 * COLUMN} y1={y(hour * 60)} y2={y(hour * 60)} />
            <text x={LEFT - 8} y={y(hour * 60) + 5} text-anchor="end">
              {hour}:00
            </text>
          </g>
        ))}
        {days.map((day, at) => (
          <g key={day.date} transform={`translate(${LEFT + at * COLUMN} 0)`} class={at === column ? "week-day is-picked" : "week-day"}>
            <text x={COLUMN / 2} y={18} text-anchor="middle" class="week-name">
              {isNarrow ? t.words.weekdayShort[day.weekday] : name(day)}
            </text>
            <text x={COLUMN / 2} y={35} text-anchor="middle" class="week-date">
              {day.date.slice(5)}
            </text>
            <rect class="week-column" x={GAP} y={TOP} width={COLUMN - 2 * GAP} height={HEIGHT} rx={6} />
            {day.open.map((window) => (
              <rect key={window.fromMin} class="week-open" x={GAP} y={y(window.fromMin)} width={COLUMN - 2 * GAP} height={y(window.toMin) - y(window.fromMin)} rx={5} />
            ))}
            {day.passes.map((window) => (
              <rect key={window.fromMin} class="week-passes" x={INSET} y={y(window.fromMin) + 1} width={COLUMN - 2 * INSET} height={Math.max(2, y(window.toMin) - y(window.fromMin) - 2)} rx={5} />
            ))}
          </g>
        ))}
        {column >= 0 && (
          <g class="week-now" transform={`translate(${LEFT + column * COLUMN} ${y(scenario.minute)})`}>
            <line x1={2} x2={COLUMN - 2} />
            <circle cx={2} r={5} />
            <circle cx={COLUMN - 2} r={5} />
          </g>
        )}
      </svg>
      <details class="week-text">
        <summary>{t.week.asText}</summary>
        <ul>
          {days.map((day) => (
            <li key={day.date}>
              <strong>
                {name(day)} {day.date}
              </strong>
              {t.colon}
              {day.open.length > 0 ? t.week.openText(list(day.open)) : t.week.closedText}{" "}
              {day.passes.length > 0 ? t.week.passesText(list(day.passes)) : t.week.neverText}
            </li>
          ))}
        </ul>
      </details>
    </Panel>
  );
}

