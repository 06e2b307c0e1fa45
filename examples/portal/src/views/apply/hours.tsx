import { useId, useState } from "preact/hooks";
import type { Hours } from "../../engine";
import { closeAfter, closingClock, minutesOf, spanOf, WEEKDAYS, weeklyOf, type Weekday } from "../../domain/hours";
import { clock, isDate } from "../../domain/time";
import { useApp } from "../../ui/context";
import { Choice, Field, Panel } from "../../ui/controls";
import { useChange } from "./business";

export function HoursStep() {
  const { state, t } = useApp();
  const change = useChange();
  const hours = state.point.hours ?? null;
  const set = (part: Partial<Hours>): void => change((point) => ({ ...point, hours: { ...point.hours, ...part } }));
  const setDay = (day: Weekday, spans: string[]): void => set({ weekly: { ...hours?.weekly, [day]: spans } });
  const holidays = hours?.holidays;
  const makeup = hours?.makeup_workdays;
  return (
    <>
      <Panel title={t.hours.title}>
        <p class="note">{t.hours.note}</p>
        <ul class="week-editor">
          {WEEKDAYS.map((day, index) => (
            <li key={day}>
              <h3>{t.words.weekday[index]}</h3>
              <DayBar spans={weeklyOf(hours, day)} />
              <Spans name={t.words.weekday[index] ?? day} spans={weeklyOf(hours, day)} onSpans={(spans) => setDay(day, spans)} />
            </li>
          ))}
        </ul>
        <button
          type="button"
          class="plain"
          onClick={() => {
            const monday = weeklyOf(hours, "mon");
            set({ weekly: Object.fromEntries(WEEKDAYS.map((day) => [day, monday])) });
          }}
        >
          {t.hours.copyMonday}
        </button>
      </Panel>
      <Panel title={t.hours.special}>
        <Choice
          label={t.hours.holidays}
          value={holidays === undefined || holidays === null ? "weekday" : holidays.length === 0 ? "closed" : "own"}
          options={[
            ["weekday", t.hours.asWeekday],
            ["closed", t.hours.closed],
            ["own", t.hours.own],
          ]}
          onValue={(choice) =>
            set({ holidays: choice === "weekday" ? undefined : choice === "closed" ? [] : ["11:00-20:00"] })
          }
        />
        {holidays && holidays.length > 0 && (
          <Spans name={t.hours.holidays} spans={holidays} onSpans={(spans) => set({ holidays: spans })} />
        )}
        <Choice
          label={t.hours.makeup}
          value={makeup === "as_weekday" ? "as_weekday" : makeup ? "own" : "date"}
          options={[
            ["date", t.hours.makeupAsDate],
            ["as_weekday", t.hours.makeupAsWeekday],
            ["own", t.hours.own],
          ]}
          onValue={(choice) =>
            set({ makeup_workdays: choice === "date" ? undefined : choice === "own" ? ["09:00-18:00"] : "as_weekday" })
          }
        />
        {Array.isArray(makeup) && (
          <Spans name={t.hours.makeup} spans={makeup} onSpans={(spans) => set({ makeup_workdays: spans })} />
        )}
        <Exceptions hours={hours} onExceptions={(exceptions) => set({ exceptions })} />
      </Panel>
    </>
  );
}

function Exceptions(props: { hours: Hours | null; onExceptions: (exceptions: NonNullable<Hours["exceptions"]>) => void }) {
  const { t } = useApp();
  const [date, setDate] = useState("");
  const exceptions = props.hours?.exceptions ?? {};
  const without = (gone: string) => Object.fromEntries(Object.entries(exceptions).filter(([each]) => each !== gone));
  return (
    <fieldset class="choice">
      <legend>{t.hours.exceptions}</legend>
      {Object.entries(exceptions)
        .sort(([a], [b]) => a.localeCompare(b))
        .map(([each, spans]) => (
          <div key={each} class="exception">
            <strong>{each}</strong>
            <Spans name={each} spans={spans} onSpans={(next) => props.onExceptions({ ...exceptions, [each]: next })} />
            <button type="button" class="link" onClick={() => props.onExceptions(without(each))}>
              {t.hours.removeDate(each)}
            </button>
          </div>
        ))}
      <div class="row end">
        <Field label={t.hours.date}>
          {({ id }) => <input id={id} type="date" value={date} onInput={(event) => setDate(event.currentTarget.value)} />}
        </Field>
        <button
          type="button"
          class="plain"
          disabled={!isDate(date) || date in exceptions}
          onClick={() => {
            props.onExceptions({ ...exceptions, [date]: [] });
            setDate("");
          }}
        >
          {t.hours.addDate}
        </button>
      </div>
    </fieldset>
  );
}

/** The spans of one day as a bar of 24 hours; what runs into the next day is drawn at its end. */
function DayBar({ spans }: { spans: readonly string[] }) {
  return (
    <svg class="day-bar" viewBox="0 0 1560 20" preserveAspectRatio="none" aria-hidden="true">
      <rect class="day-back" width="1440" height="20" rx="4" />
      {spans.flatMap((span) => {
        const minutes = minutesOf(span);
        return minutes ? (
          <rect class="day-open" x={minutes.open} width={Math.min(1560, minutes.close) - minutes.open} height="20" rx="4" />
        ) : (
          []
        );
      })}
    </svg>
  );
}

export function Spans(props: { name: string; spans: readonly string[]; onSpans: (spans: string[]) => void }) {
  const { t } = useApp();
  const id = useId();
  const replace = (at: number, span: string): void => props.onSpans(props.spans.map((old, index) => (index === at ? span : old)));
  const last = minutesOf(props.spans[props.spans.length - 1] ?? "");
  const nextOpen = last && last.close < 1380 ? last.close + 60 : 540;
  return (
    <div class="spans">
      {props.spans.length === 0 && <span class="meta">{t.hours.closed}</span>}
      {props.spans.map((span, at) => {
        const minutes = minutesOf(span);
        if (!minutes) return null;
        const typed = (text: string): number | null => {
          const found = /^(\d{2}):(\d{2})/.exec(text);
          return found ? Number(found[1]) * 60 + Number(found[2]) : null;
        };
        return (
          <div key={at} class="span">
            <input
              type="time"
              aria-label={t.hours.opens(props.name, at + 1)}
              value={clock(minutes.open)}
              onChange={(event) => {
                const open = typed(event.currentTarget.value);
                if (open !== null) replace(at, spanOf({ open, close: closeAfter(open, minutes.close % 1440) }));
              }}
            />
            <span aria-hidden="true">–</span>
            <input
              type="time"
              aria-label={t.hours.closes(props.name, at + 1)}
              aria-describedby={minutes.close > 1440 ? `${id}-${at}` : undefined}
              value={closingClock(minutes.close)}
              onChange={(event) => {
                const close = typed(event.currentTarget.value);
                if (close !== null) replace(at, spanOf({ open: minutes.open, close: closeAfter(minutes.open, close) }));
              }}
            />
            {minutes.close >= 1440 && (
              <span class="next-day" id={`${id}-${at}`}>
                {minutes.close === 1440 ? t.hours.midnight : t.hours.nextDay(closingClock(minutes.close))}
              </span>
            )}
            <button type="button" class="icon-button" aria-label={t.hours.remove(props.name, at + 1)} onClick={() => props.onSpans(props.spans.filter((_, index) => index !== at))}>
              ×
            </button>
          </div>
        );
      })}
      <button
        type="button"
        class="link"
        aria-label={t.hours.addTo(props.name)}
        onClick={() => props.onSpans([...props.spans, spanOf({ open: nextOpen, close: closeAfter(nextOpen, (nextOpen + 480) % 1440) })])}
      >
        + {t.hours.add}
      </button>
    </div>
  );
}
