import { useState } from "preact/hooks";
import type { Adjustment } from "../../engine";
import { limitRules } from "../../domain/policy";
import { addDays, isDate } from "../../domain/time";
import { todayOf } from "../../state/app";
import { useApp } from "../../ui/context";
import { Icon, NumberField, Panel, Select, TextField } from "../../ui/controls";
import { amountOf, wordOf } from "../../i18n";
import { useChange } from "./business";

export function Limits() {
  const { state, t } = useApp();
  const change = useChange();
  const rules = limitRules(state.point);
  const today = todayOf(state);
  const [chosen, setChosen] = useState(rules[0]?.id ?? "");
  const rule = rules.find((each) => each.id === chosen) ?? rules[0];
  const [max, setMax] = useState((rule?.max ?? 1) * 2);
  const [from, setFrom] = useState(today);
  const [through, setThrough] = useState(addDays(today, 6));
  const adjustments = state.point.adjustments ?? [];
  const date = (text: string): string | null => (isDate(text) ? null : t.documents.wrongDate(text));
  const isTurned = from > through;
  return (
    <Panel title={t.limits.title}>
      <p class="note">{t.limits.note}</p>
      <table class="plain-table">
        <caption>{t.limits.caption}</caption>
        <thead>
          <tr>
            <th scope="col">{t.limits.limit}</th>
            <th scope="col" class="number">{t.limits.now}</th>
          </tr>
        </thead>
        <tbody>
          {rules.map((each) => (
            <tr key={each.id}>
              <th scope="row">{wordOf(t.words.limit, each.id)}</th>
              <td class="number">{each.isMoney ? amountOf(t, state.point, each.max) : t.times(each.max)}</td>
            </tr>
          ))}
        </tbody>
      </table>
      {adjustments.length > 0 && (
        <>
          <h3>{t.limits.asked}</h3>
          <ul class="asked">
            {adjustments.map((adjustment, at) => (
              <li key={at}>
                <span class={`state ${adjustment.status}`}>
                  <Icon name={adjustment.status === "approved" ? "tick" : adjustment.status === "requested" ? "clock" : "cross"} />
                  {wordOf(t.words.adjustmentState, adjustment.status)}
                </span>
                <span>{describe(adjustment)}</span>
                <button
                  type="button"
                  class="link"
                  onClick={() => change((point) => ({ ...point, adjustments: adjustments.filter((_, index) => index !== at) }))}
                >
                  {t.limits.withdraw}
                </button>
              </li>
            ))}
          </ul>
        </>
      )}
      {rule && (
        <fieldset class="choice">
          <legend>{t.limits.ask}</legend>
          <div class="grid two">
            <Select
              label={t.limits.limit}
              value={rule.id}
              options={rules.map((each) => [each.id, wordOf(t.words.limit, each.id)] as const)}
              onValue={(id) => {
                setChosen(id);
                setMax((rules.find((each) => each.id === id)?.max ?? 1) * 2);
              }}
            />
            <NumberField
              key={rule.id}
              label={t.limits.to}
              value={max}
              min={1}
              max={999_999_999_999}
              decimals={rule.isMoney ? 2 : 0}
              unit={rule.isMoney ? t.currency(state.point.region.startsWith("84") ? "USD" : "CNY") : undefined}
              wrong={t.outOfRange}
              onValue={setMax}
            />
            <TextField label={t.documents.from} type="date" value={from} validate={date} onValue={setFrom} />
            <TextField label={t.documents.through} type="date" value={through} validate={date} onValue={setThrough} />
          </div>
          {isTurned && <p class="error">{t.limits.turned}</p>}
          <button
            type="button"
            class="plain"
            disabled={isTurned || !isDate(from) || !isDate(through)}
            onClick={() =>
              change((point) => ({
                ...point,
                adjustments: [...adjustments, { status: "requested", from, through, grant: { limit: { rule: rule.id, max } } }],
              }))
            }
          >
            {t.limits.send}
          </button>
        </fieldset>
      )}
    </Panel>
  );

  function describe(adjustment: Adjustment): string {
    const { limit, hours, place } = adjustment.grant;
    const dates = `${adjustment.from} – ${adjustment.through}`;
    if (limit) {
      const isMoney = rules.find((each) => each.id === limit.rule)?.isMoney ?? true;
      return `${wordOf(t.words.limit, limit.rule)}: ${isMoney ? amountOf(t, state.point, limit.max) : t.times(limit.max)}, ${dates}`;
    }
    if (hours) return `${t.limits.hours}: ${hours.join(", ")}, ${dates}`;
    return `${t.limits.place}: ${place?.address ?? ""} ${dates}`;
  }
}
