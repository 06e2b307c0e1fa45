// The application: seven steps, and beside them what is still missing.
import type { FunctionComponent } from "preact";
import { useRef } from "preact/hooks";
import { useApp } from "../../ui/context";
import { Icon } from "../../ui/controls";
import { Business } from "./business";
import { Materials } from "./materials";
import { Position } from "./position";
import { HoursStep } from "./hours";
import { Documents } from "./documents";
import { Limits } from "./limits";
import { Desk } from "./desk";
import { ReadinessList } from "./readiness";

const STEPS: readonly FunctionComponent[] = [Business, Materials, Position, HoursStep, Documents, Limits, Desk];

export function Apply() {
  const { state, t, update } = useApp();
  const top = useRef<HTMLDivElement>(null);
  const at = Math.min(Math.max(0, state.step), STEPS.length - 1);
  const Step = STEPS[at] ?? Business;
  const go = (step: number): void => {
    update((before) => ({ ...before, step }));
    top.current?.focus();
  };
  return (
    <>
      <div class="intro">
        <h1>{t.apply.title}</h1>
        <p>{t.apply.intro}</p>
      </div>
      <nav aria-label={t.apply.steps} class="steps">
        <ol>
          {t.apply.stepNames.map((name, index) => (
            <li key={name}>
              <button type="button" aria-current={index === at ? "step" : undefined} onClick={() => go(index)}>
                <span class="number" aria-hidden="true">
                  {index + 1}
                </span>
                {name}
              </button>
            </li>
          ))}
        </ol>
      </nav>
      <div class="columns apply">
        <div>
          <div ref={top} tabIndex={-1} class="step-body" aria-live="off">
            <Step />
          </div>
          <div class="step-buttons">
            {at > 0 && (
              <button type="button" class="plain" onClick={() => go(at - 1)}>
                {t.apply.back}
              </button>
            )}
            {at < STEPS.length - 1 && (
              <button type="button" class="primary" onClick={() => go(at + 1)}>
                {t.apply.next} <Icon name="arrow" />
              </button>
            )}
          </div>
        </div>
        <ReadinessList />
      </div>
    </>
  );
}
