// What is missing before the shop can sell, who has to act, and by when: told by the engine, never worked out here.
import { useMemo } from "preact/hooks";
import { readiness, type Readiness, type Step } from "../../engine";
import { nowUtcS } from "../../state/app";
import { useApp } from "../../ui/context";
import { Icon, Panel } from "../../ui/controls";
import { sentence, wordOf } from "../../i18n";

type Mark = "done" | "open" | "waiting";

const WAITING = new Set(["pending", "overdue", "not_yet_valid", "expiring"]);

const markOf = (step: Step): Mark =>
  step.state === "done" ? "done" : WAITING.has(step.state) ? "waiting" : "open";

export function useReadiness(): Readiness | null {
  const { state } = useApp();
  return useMemo(() => {
    try {
      return readiness(state.point, nowUtcS(state), state.language);
    } catch {
      return null;
    }
  }, [state.point, state.daysAhead, state.language]);
}

export function ReadinessList() {
  const { t } = useApp();
  const told = useReadiness();
  if (!told) return <Panel title={t.ready.title} class="readiness"><p>{t.ready.cannot}</p></Panel>;
  const marks: Record<Mark, Step[]> = { open: [], waiting: [], done: [] };
  for (const step of told.steps) marks[markOf(step)].push(step);
  const total = told.steps.length;
  const blocking = told.steps.filter((step) => step.is_blocking && step.state !== "done" && step.state !== "expiring").length;
  return (
    <Panel title={t.ready.title} class="readiness">
      <p class={`ready-banner ${told.ready ? "is-ready" : "is-open"}`} role="status" aria-live="polite">
        <Icon name={told.ready ? "tick" : "dots"} />
        <strong>{told.ready ? t.ready.ready : blocking > 0 ? t.ready.notReady(blocking) : t.ready.refusedNow}</strong>
      </p>
      {!told.ready && blocking === 0 && (
        <ul class="ready-steps">
          {told.refusals.map((refusal, at) => (
            <li key={at} class="waiting">
              <Icon name="clock" />
              <p>{sentence(refusal.text)}</p>
            </li>
          ))}
        </ul>
      )}
      <div class="progress" aria-hidden="true">
        <progress max={total} value={marks.done.length} tabIndex={-1} />
        <span>{t.ready.progress(marks.done.length, total)}</span>
      </div>
      <StepList title={t.ready.open} mark="open" steps={marks.open} />
      <StepList title={t.ready.waiting} mark="waiting" steps={marks.waiting} />
      {marks.done.length > 0 && (
        <details>
          <summary>{t.ready.done(marks.done.length)}</summary>
          <StepList title="" mark="done" steps={marks.done} />
        </details>
      )}
    </Panel>
  );
}

function StepList(props: { title: string; mark: Mark; steps: readonly Step[] }) {
  const { t } = useApp();
  if (props.steps.length === 0) return null;
  const icon = props.mark === "done" ? "tick" : props.mark === "waiting" ? "clock" : "arrow";
  return (
    <>
      {props.title && <h3>{props.title}</h3>}
      <ul class="ready-steps">
        {props.steps.map((step) => (
          <li key={`${step.rule} ${step.step} ${step.subject ?? ""}`} class={props.mark}>
            <Icon name={icon} />
            <div>
              <p>{sentence(step.text)}</p>
              {props.mark !== "done" && (
                <p class="meta">
                  {step.who && <span class="who">{wordOf(t.words.who, step.who)}</span>}
                  {step.due && <span>{t.ready.due(step.due)}</span>}
                  {!step.is_blocking && <span>{t.ready.optional}</span>}
                </p>
              )}
            </div>
          </li>
        ))}
      </ul>
    </>
  );
}
