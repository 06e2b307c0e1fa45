// "Will it pass?" One sale at one terminal, decided anew with every change, in this browser.
import { useMemo } from "preact/hooks";
import { compile, problemsOf, type Plan, type Request } from "../../engine";
import { fixOnGround, groundCentre, nowOf, Requests, withInstant, type Scenario } from "../../domain/scenario";
import { groundAreas, offsetOf } from "../../domain/geo";
import { clock, isDate } from "../../domain/time";
import { nowUtcS } from "../../state/app";
import { useApp } from "../../ui/context";
import { Choice, Icon, Panel, TextField } from "../../ui/controls";
import { Causes, Outcome, useExplanation } from "../../ui/explained";
import { TownMap } from "../../ui/map";
import { mapWords } from "../../i18n";
import { ProblemList } from "../exchange";
import { Engineer } from "./engineer";
import { NetworkControls, SaleControls, TerminalControls, UsageControls } from "./controls";
import { Week } from "./week";

export function Simulate() {
  const { state, t } = useApp();
  const compiled = useMemo(() => {
    try {
      return { plan: compile(state.point), problems: [] };
    } catch (error) {
      return { plan: null, problems: problemsOf(error) };
    }
  }, [state.point]);
  return (
    <>
      <div class="intro">
        <h1>{t.simulate.title}</h1>
        <p>{t.simulate.intro}</p>
      </div>
      {compiled.plan ? <Simulator plan={compiled.plan} /> : <ProblemList title={t.exchange.notCompiled} problems={compiled.problems} />}
    </>
  );
}

function Simulator({ plan }: { plan: Plan }) {
  const { state, t, update } = useApp();
  const { scenario, point } = state;
  const request = useMemo(() => new Requests(scenario, point, plan.counters).now(), [scenario, point, plan]);
  const set = (part: Partial<Scenario>): void => update((before) => ({ ...before, scenario: { ...before.scenario, ...part } }));
  const centre = groundCentre(point);
  const areas = useMemo(
    () => [
      ...groundAreas(point.place),
      ...(point.adjustments ?? [])
        .filter((each) => each.status === "approved" && each.from <= scenario.date && scenario.date <= each.through)
        .flatMap((each) => groundAreas(each.grant.place)),
    ],
    [point, scenario.date],
  );
  return (
    <>
      <div class="columns simulate">
        <div class="told" tabindex={0} role="group" aria-label={t.simulate.outcome}>
          <Told plan={plan} request={request} />
        </div>
        <div class="asked-of">
          <Panel title={t.simulate.when}>
            <div class="row end">
              <TextField
                label={t.simulate.date}
                type="date"
                value={scenario.date}
                validate={(text) => (isDate(text) ? null : t.documents.wrongDate(text))}
                onValue={(date) => date && set({ date })}
              />
              <div class="field grow">
                <label for="time-of-day">{t.simulate.time}</label>
                <div class="slider">
                  <input
                    id="time-of-day"
                    type="range"
                    min={0}
                    max={1435}
                    step={5}
                    value={scenario.minute}
                    aria-valuetext={clock(scenario.minute)}
                    onInput={(event) => set({ minute: Number(event.currentTarget.value) })}
                  />
                  <output for="time-of-day">{clock(scenario.minute)}</output>
                </div>
              </div>
              <button type="button" class="plain" onClick={() => update((before) => ({ ...before, scenario: withInstant(before.scenario, point, nowUtcS(before)) }))}>
                {t.simulate.now}
              </button>
            </div>
          </Panel>
          <Week plan={plan} scenario={scenario} point={point} onPick={(date, minute) => set({ date, minute })} />
          <div class="pair">
            <SaleControls scenario={scenario} set={set} />
            <NetworkControls scenario={scenario} set={set} />
          </div>
          <Panel title={t.simulate.where}>
            <TownMap
              label={t.simulate.map}
              help={t.position.mapHelp}
              centre={centre}
              areas={areas}
              marker={scenario.hasFix ? fixOnGround(scenario, point) : null}
              accuracyM={scenario.accuracyM}
              zoom={0}
              words={mapWords(t)}
              onMove={(to) => {
                const offset = offsetOf(centre, to);
                set({ hasFix: true, fixEastM: Math.round(offset.eastM), fixNorthM: Math.round(offset.northM) });
              }}
            >
              {point.place
                ? t.simulate.distance(Math.round(Math.hypot(scenario.fixEastM, scenario.fixNorthM)))
                : t.simulate.noPlace}
            </TownMap>
            <PlaceControls scenario={scenario} set={set} />
          </Panel>
          <UsageControls scenario={scenario} set={set} counters={plan.counters} />
          <TerminalControls scenario={scenario} set={set} />
        </div>
      </div>
    </>
  );
}

function PlaceControls(props: { scenario: Scenario; set: (part: Partial<Scenario>) => void }) {
  const { t } = useApp();
  const { scenario, set } = props;
  return (
    <div class="row end">
      <div class="field grow">
        <label for="accuracy">{t.simulate.accuracy}</label>
        <div class="slider">
          <input
            id="accuracy"
            type="range"
            min={0}
            max={600}
            step={5}
            value={scenario.accuracyM}
            aria-valuetext={t.metres(scenario.accuracyM)}
            onInput={(event) => set({ accuracyM: Number(event.currentTarget.value) })}
          />
          <output for="accuracy">{t.metres(scenario.accuracyM)}</output>
        </div>
      </div>
      <Choice
        label={t.simulate.fix}
        value={!scenario.hasFix ? "missing" : scenario.isMocked ? "mocked" : scenario.fixAgeS > 300 ? "stale" : "fresh"}
        options={(["fresh", "stale", "mocked", "missing"] as const).map((each) => [each, t.simulate.fixes[each]] as const)}
        onValue={(fix) => set({ hasFix: fix !== "missing", isMocked: fix === "mocked", fixAgeS: fix === "stale" ? 10_800 : 40 })}
      />
    </div>
  );
}

function Told(props: { plan: Plan; request: Request }) {
  const { state, t, update } = useApp();
  const decided = useMemo(() => {
    try {
      return { decision: props.plan.evaluate(props.request), problems: [] };
    } catch (error) {
      return { decision: null, problems: problemsOf(error) };
    }
  }, [props.plan, props.request]);
  if (!decided.decision) return <ProblemList title={t.why.refusedRequest} problems={decided.problems} />;
  return <Decided {...props} de39={decided.decision.de39 ?? null} language={state.language} onTime={(utcS) => update((before) => ({ ...before, scenario: withInstant(before.scenario, before.point, utcS) }))} />;
}

function Decided(props: { plan: Plan; request: Request; de39: string | null; language: "zh-CN" | "en"; onTime: (utcS: number) => void }) {
  const { state, t } = useApp();
  const { plan, request } = props;
  const told = useExplanation(plan, request, state.language, state.reader);
  const next = useMemo(() => plan.foresee(request).next_allowed_at_utc_s, [plan, request]);
  const isLater = typeof next === "number" && next > nowOf(state.scenario, state.point);
  return (
    <>
      <Outcome told={told} de39={props.de39} live />
      <section class="panel decided" aria-label={t.simulate.reasons}>
      <h2>{t.simulate.reasons}</h2>
      <p class="about">{told.about}</p>
      <Causes told={told} language={state.language} />
      {isLater && told.next_allowed_at && (
        <button type="button" class="plain" onClick={() => props.onTime(next)}>
          <Icon name="clock" /> {t.simulate.goThere}
        </button>
      )}
      {state.reader === "engineer" && <Engineer plan={plan} request={request} />}
      </section>
    </>
  );
}
