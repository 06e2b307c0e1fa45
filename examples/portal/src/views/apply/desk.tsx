// The acquirer's desk, for the demonstration: one visitor plays both sides, and every step is a revision of its own.
import { deskItems, nextItem, type DeskItem } from "../../domain/desk";
import { stepped, todayOf } from "../../state/app";
import { useApp } from "../../ui/context";
import { Icon, Panel } from "../../ui/controls";
import { wordOf } from "../../i18n";
import { ExportButtons } from "../exchange";

const GROUPS: readonly DeskItem["group"][] = ["papers", "review", "terminal", "visit"];

export function Desk() {
  const { state, t, update } = useApp();
  const today = todayOf(state);
  const items = deskItems(state.point, today);
  const next = nextItem(items);
  const set = (item: DeskItem, to: string): void => update((before) => stepped(before, (point) => item.set(point, to)));
  const named = (item: DeskItem): string => wordOf(t.desk.items, item.id);
  const stateName = (item: DeskItem, each: string): string => (item.choices.length === 0 ? each : wordOf(t.words.deskState, each));
  return (
    <>
      <Panel title={t.desk.title} class="desk">
        <p class="note">{t.desk.note}</p>
        <dl class="desk-facts">
          <div>
            <dt>{t.desk.today}</dt>
            <dd>{today}</dd>
          </div>
          <div>
            <dt>{t.desk.revision}</dt>
            <dd>{state.point.revision}</dd>
          </div>
        </dl>
        <div class="row">
          {next?.next ? (
            <button type="button" class="primary" onClick={() => next.next && set(next, next.next)}>
              {t.desk.next(named(next), stateName(next, next.next))} <Icon name="arrow" />
            </button>
          ) : (
            <p class="meta">{t.desk.nothing}</p>
          )}
          <button type="button" class="plain" onClick={() => update((before) => ({ ...before, daysAhead: before.daysAhead + 1 }))}>
            {t.desk.dayPasses}
          </button>
        </div>
        {GROUPS.map((group) => (
          <div key={group}>
            <h3>{t.desk.groups[group]}</h3>
            <ul class="desk-items">
              {items
                .filter((item) => item.group === group)
                .map((item) => (
                  <li key={item.id}>
                    <label for={`desk-${item.id}`}>{named(item)}</label>
                    {item.choices.length === 0 ? (
                      <output id={`desk-${item.id}`}>{item.state ?? t.desk.unsaid}</output>
                    ) : (
                      <select
                        id={`desk-${item.id}`}
                        value={item.state ?? ""}
                        onChange={(event) => event.currentTarget.value && set(item, event.currentTarget.value)}
                      >
                        {item.state === null && (
                          <option value="" selected>
                            {t.desk.unsaid}
                          </option>
                        )}
                        {item.choices.map((choice) => (
                          <option key={choice} value={choice} selected={choice === item.state}>
                            {wordOf(t.words.deskState, choice)}
                          </option>
                        ))}
                      </select>
                    )}
                  </li>
                ))}
            </ul>
          </div>
        ))}
      </Panel>
      <Panel title={t.exchange.exportTitle}>
        <p class="note">{t.exchange.exportNote}</p>
        <ExportButtons />
      </Panel>
    </>
  );
}
