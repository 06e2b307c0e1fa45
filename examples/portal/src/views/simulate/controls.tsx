import { isAsked, type Counter } from "../../domain/counters";
import { PARTS, type Scenario } from "../../domain/scenario";
import { currencyOf } from "../../domain/policy";
import { useApp } from "../../ui/context";
import { Choice, NumberField, Panel, Select } from "../../ui/controls";
import { currencyName, pairs } from "../../i18n";

interface Props {
  scenario: Scenario;
  set: (part: Partial<Scenario>) => void;
}

export function SaleControls({ scenario, set }: Props) {
  const { state, t } = useApp();
  return (
    <Panel title={t.simulate.sale}>
      <div class="grid two">
        <NumberField
          label={t.simulate.amount}
          value={scenario.amountMinor}
          min={0}
          max={999_999_999_999}
          decimals={2}
          unit={currencyName(currencyOf(state.point))}
          wrong={t.outOfRange}
          onValue={(amountMinor) => set({ amountMinor })}
        />
        <Select label={t.simulate.transaction} value={scenario.transaction} options={pairs(t.words.transaction)} onValue={(transaction) => set({ transaction })} />
        <Select label={t.simulate.entryMode} value={scenario.entryMode} options={pairs(t.words.entryMode)} onValue={(entryMode) => set({ entryMode })} />
        <Select label={t.simulate.cardKind} value={scenario.cardKind} options={pairs(t.words.cardKind)} onValue={(cardKind) => set({ cardKind })} />
      </div>
    </Panel>
  );
}

export function NetworkControls({ scenario, set }: Props) {
  const { t } = useApp();
  return (
    <Panel title={t.simulate.network}>
      <Choice label={t.simulate.host} value={scenario.host} options={pairs(t.words.host)} onValue={(host) => set({ host })} />
      <Choice label={t.simulate.link} value={scenario.link} options={pairs(t.words.link)} onValue={(link) => set({ link })} />
    </Panel>
  );
}

export function TerminalControls({ scenario, set }: Props) {
  const { t } = useApp();
  return (
    <Panel title={t.simulate.parts}>
        <div class="grid three">
          {PARTS.map((part) => (
            <Select key={part} label={t.words.part[part]} value={scenario[part]} options={pairs(t.words.component)} onValue={(state) => set({ [part]: state })} />
          ))}
          <Select label={t.simulate.power} value={scenario.power} options={pairs(t.words.power)} onValue={(power) => set({ power })} />
          <NumberField label={t.simulate.battery} value={scenario.batteryPercent} min={0} max={100} unit="%" wrong={t.outOfRange} onValue={(batteryPercent) => set({ batteryPercent })} />
          <Select label={t.simulate.tamper} value={scenario.tamper} options={pairs(t.words.tamper)} onValue={(tamper) => set({ tamper })} />
          <Select label={t.simulate.damage} value={scenario.damage} options={pairs(t.words.damage)} onValue={(damage) => set({ damage })} />
          <Select label={t.simulate.state} value={scenario.terminal} options={pairs(t.words.terminal)} onValue={(terminal) => set({ terminal })} />
          <Select label={t.simulate.operator} value={scenario.operator} options={pairs(t.words.operator)} onValue={(operator) => set({ operator })} />
          <Select label={t.simulate.clock} value={scenario.clock} options={pairs(t.words.clock)} onValue={(clock) => set({ clock })} />
          <Select label={t.simulate.data} value={scenario.data} options={pairs(t.words.data)} onValue={(data) => set({ data })} />
          <Select
            label={t.simulate.app}
            value={scenario.appVersion}
            options={["3.5.2", "3.4.0", "3.2.0", "3.1.9"].map((version) => [version, version] as const)}
            onValue={(appVersion) => set({ appVersion })}
          />
          <NumberField label={t.simulate.signOn} value={scenario.signOnAgeH} min={0} max={2000} unit={t.hourUnit} wrong={t.outOfRange} onValue={(signOnAgeH) => set({ signOnAgeH })} />
          <NumberField label={t.simulate.profile} value={scenario.profileAgeDays} min={0} max={2000} unit={t.dayUnit} wrong={t.outOfRange} onValue={(profileAgeDays) => set({ profileAgeDays })} />
        </div>
    </Panel>
  );
}

export function UsageControls({ scenario, set, counters }: Props & { counters: readonly Counter[] }) {
  const { state, t } = useApp();
  const currency = currencyName(currencyOf(state.point));
  const zero = { amountMinor: 0, count: 0 };
  return (
    <Panel title={t.simulate.usage}>
      <div class="grid two">
        {counters.flatMap((counter) => {
          const used = scenario.used[counter.slot] ?? zero;
          const put = (part: Partial<typeof used>): void => set({ used: { ...scenario.used, [counter.slot]: { ...used, ...part } } });
          const name = t.simulate.counter(t.words.window[counter.window], t.words.subject[counter.subject]);
          return [
            isAsked(counter, "amount") && (
              <NumberField key={`${counter.slot}a`} label={t.simulate.usedAmount(name)} value={used.amountMinor} min={0} max={999_999_999_999} decimals={2} unit={currency} wrong={t.outOfRange} onValue={(amountMinor) => put({ amountMinor })} />
            ),
            isAsked(counter, "count") && (
              <NumberField key={`${counter.slot}n`} label={t.simulate.usedCount(name)} value={used.count} min={0} max={1_000_000} wrong={t.outOfRange} onValue={(count) => put({ count })} />
            ),
          ];
        })}
        <NumberField label={t.simulate.offlineAmount} value={scenario.offlineAmountMinor} min={0} max={999_999_999_999} decimals={2} unit={currency} wrong={t.outOfRange} onValue={(offlineAmountMinor) => set({ offlineAmountMinor })} />
        <NumberField label={t.simulate.offlineCount} value={scenario.offlineCount} min={0} max={1_000_000} wrong={t.outOfRange} onValue={(offlineCount) => set({ offlineCount })} />
      </div>
    </Panel>
  );
}
