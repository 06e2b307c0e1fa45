// One decision, told: the outcome, its causes with what to do, what would let it proceed, when, and up to how much.
import { useMemo } from "preact/hooks";
import type { Explanation, Language, Plan, Reader, Request } from "../engine";
import { useApp } from "./context";
import { Icon } from "./controls";

const MARKS = { proceed: "tick", refer: "question", decline: "cross" } as const;

export function useExplanation(plan: Plan, request: Request, language: Language, reader: Reader): Explanation {
  return useMemo(() => plan.explain(request, { lang: language, reader }), [plan, request, language, reader]);
}

export function Outcome(props: { told: Explanation; de39: string | null; live?: boolean }) {
  const { t } = useApp();
  const { told } = props;
  return (
    <div class={`outcome ${told.outcome}`} role={props.live ? "status" : undefined} aria-live={props.live ? "polite" : undefined}>
      <span class="outcome-mark">
        <Icon name={MARKS[told.outcome]} />
      </span>
      <div>
        <p class="outcome-word">
          {t.words.outcome[told.outcome]}
          {props.de39 && <span class="de39">DE39 {props.de39}</span>}
        </p>
        <p class="outcome-headline">{told.headline}</p>
      </div>
    </div>
  );
}

export function Causes(props: { told: Explanation; language: Language }) {
  const { t, state } = useApp();
  const { told } = props;
  const lang = props.language === state.language ? undefined : props.language;
  const blocking = told.causes.filter((cause) => cause.is_blocking);
  const beside = told.causes.filter((cause) => !cause.is_blocking);
  return (
    <div class="explained" lang={lang}>
      {blocking.length > 0 && <CauseList title={t.told.why} causes={blocking} />}
      {beside.length > 0 && <CauseList title={t.told.beside} causes={beside} />}
      {told.cure && (
        <div class="cure">
          <h3>{t.told.cure}</h3>
          {told.cure.changes.length > 0 && (
            <ol>
              {told.cure.changes.map((change) => (
                <li key={change}>{change}</li>
              ))}
            </ol>
          )}
          <p class="meta">{told.cure.text}</p>
        </div>
      )}
      {(told.next_allowed_at || told.max_amount || told.stable_until) && (
        <dl class="foresight">
          {told.next_allowed_at && (
            <div>
              <dt>{t.told.nextAllowed}</dt>
              <dd>{told.next_allowed_at}</dd>
            </div>
          )}
          {told.max_amount && (
            <div>
              <dt>{t.told.maxAmount}</dt>
              <dd>{told.max_amount}</dd>
            </div>
          )}
          {told.stable_until && (
            <div>
              <dt>{t.told.stableUntil}</dt>
              <dd>{told.stable_until}</dd>
            </div>
          )}
        </dl>
      )}
      {told.advice.length > 0 && (
        <div class="advice">
          <h3>{t.told.advice}</h3>
          <ul>
            {told.advice.map((advice) => (
              <li key={advice}>
                <Icon name="note" /> <span>{advice}</span>
              </li>
            ))}
          </ul>
        </div>
      )}
    </div>
  );
}

/** The text as the code's neighbour: some readers are told the code within it. */
const withoutCode = ({ code, text }: { code: string; text: string }): string =>
  text.startsWith(`${code} `) ? text.slice(code.length + 1) : text;

function CauseList(props: { title: string; causes: Explanation["causes"] }) {
  return (
    <>
      <h3>{props.title}</h3>
      <ul class="causes">
        {props.causes.map((cause, at) => (
          <li key={at}>
            <p>
              <code class="code">{cause.code}</code> {withoutCode(cause)}
            </p>
            {cause.steps.length > 0 && (
              <ul class="cause-steps">
                {cause.steps.map((step) => (
                  <li key={step}>{step}</li>
                ))}
              </ul>
            )}
          </li>
        ))}
      </ul>
    </>
  );
}
