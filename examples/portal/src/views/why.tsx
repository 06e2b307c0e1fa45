// Why was it refused? A request of a terminal, or the slip that it printed.
import { useMemo, useState } from "preact/hooks";
import { compile, problemsOf, reasonsByCode, type Language, type Plan, type Problem, type Request, type ServicePoint } from "../engine";
import { Requests } from "../domain/scenario";
import { placeOfJsonError, readSlip, type Slip } from "../domain/slip";
import { EXAMPLES } from "../state/examples";
import { useApp } from "../ui/context";
import { Choice, Field, Icon, Panel } from "../ui/controls";
import { Causes, Outcome, useExplanation } from "../ui/explained";
import { langOf } from "../i18n";
import { ProblemList } from "./exchange";
import { Engineer } from "./simulate/engineer";

type Read =
  | { kind: "nothing" }
  | { kind: "problems"; problems: readonly Problem[] }
  | { kind: "request"; request: Request; plan: Plan; point: ServicePoint; isOther: boolean; hasMoreCounters: boolean }
  | { kind: "slip"; slip: Slip };

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** Lines of a log may be pasted: the first request counts. */
function firstJson(text: string): string {
  const lines = text.trim().split("\n");
  return lines.length > 1 && lines.every((line) => !line.trim() || /^\s*\{.*\}\s*$/.test(line)) ? (lines[0] ?? "") : text.trim();
}

export function Why() {
  const { state, t } = useApp();
  const [text, setText] = useState("");
  const [language, setLanguage] = useState<Language | null>(null);
  const shown = language ?? state.language;

  const read = useMemo((): Read => {
    if (!text.trim()) return { kind: "nothing" };
    if (!/^\s*[[{]/.test(text)) {
      const slip = readSlip(text);
      return slip.codes.length > 0 || slip.de39
        ? { kind: "slip", slip }
        : { kind: "problems", problems: [{ path: "", message: t.why.neither(text.trim().slice(0, 24)) }] };
    }
    const json = firstJson(text);
    let form: unknown;
    try {
      form = JSON.parse(json);
    } catch (error) {
      const place = placeOfJsonError(json, error);
      return { kind: "problems", problems: [{ path: place ? t.why.lineColumn(place.line, place.column) : "", message: t.why.notJson }] };
    }
    if (!isRecord(form)) return { kind: "problems", problems: [{ path: "", message: t.why.notObject }] };
    // Which fields it may have, and which values, the engine says below.
    const request = form as Request;
    const own = state.point.merchant_id === request.merchant_id ? state.point : undefined;
    const other = own ?? EXAMPLES.find((example) => example.merchant_id === request.merchant_id);
    const point = other ?? state.point;
    try {
      const plan = compile(point);
      plan.evaluate(request);
      const hasMoreCounters = (request.counters ?? []).some((counter) => counter.slot >= plan.counters.length);
      return { kind: "request", request, plan, point, isOther: point !== state.point, hasMoreCounters };
    } catch (error) {
      return { kind: "problems", problems: problemsOf(error) };
    }
  }, [text, state.point, t]);

  const example = (): void => {
    const noodles = EXAMPLES[0];
    if (!noodles) return;
    const late = { ...state.scenario, date: "2026-11-18", minute: 10 * 60 + 5, entryMode: "qr_code" as const, cardKind: "account" as const };
    setText(JSON.stringify(new Requests(late, noodles, compile(noodles).counters).now(), null, 2));
  };

  return (
    <>
      <div class="intro">
        <h1>{t.why.title}</h1>
        <p>{t.why.intro}</p>
      </div>
      <div class="columns why">
        <Panel title={t.why.paste}>
          <Field label={t.why.label} hint={t.why.hint}>
            {({ id, describedBy }) => (
              <textarea
                id={id}
                rows={16}
                spellcheck={false}
                value={text}
                aria-invalid={read.kind === "problems"}
                aria-describedby={[describedBy, read.kind === "problems" && "why-problems"].filter(Boolean).join(" ")}
                onInput={(event) => setText(event.currentTarget.value)}
              />
            )}
          </Field>
          <div class="row">
            <button type="button" class="plain" onClick={example}>
              {t.why.exampleRequest}
            </button>
            <button type="button" class="plain" onClick={() => setText(t.why.sampleSlip)}>
              {t.why.exampleSlip}
            </button>
            <button type="button" class="link" onClick={() => setText("")}>
              {t.why.clear}
            </button>
          </div>
        </Panel>
        <div>
          <Choice
            label={t.why.language}
            compact
            value={shown}
            options={[
              ["zh-CN", "中文"],
              ["en", "English"],
            ]}
            onValue={setLanguage}
          />
          <div aria-live="polite">
            {read.kind === "nothing" && <p class="empty">{t.why.nothing}</p>}
            {read.kind === "problems" && <ProblemList id="why-problems" title={t.why.refusedRequest} problems={read.problems} />}
            {read.kind === "request" && <ToldRequest {...read} language={shown} />}
            {read.kind === "slip" && <ToldSlip slip={read.slip} language={shown} />}
          </div>
        </div>
      </div>
    </>
  );
}

function ToldRequest(props: { request: Request; plan: Plan; point: ServicePoint; isOther: boolean; hasMoreCounters: boolean; language: Language }) {
  const { state, t } = useApp();
  const told = useExplanation(props.plan, props.request, props.language, state.reader);
  const de39 = props.plan.evaluate(props.request).de39 ?? null;
  return (
    <section class="panel decided" aria-label={t.simulate.outcome}>
      <h2>{t.why.answer}</h2>
      <Outcome told={told} de39={de39} />
      <p class="about">{told.about}</p>
      {props.isOther && (
        <p class="meta">
          {t.why.decidedFor}{" "}
          <span lang={langOf(props.point.name ?? "")}>{props.point.name ?? props.point.id}</span>
        </p>
      )}
      {props.hasMoreCounters && <p class="note">{t.why.moreCounters}</p>}
      <Causes told={told} language={props.language} />
      {state.reader === "engineer" && <Engineer plan={props.plan} request={props.request} />}
    </section>
  );
}

function ToldSlip({ slip, language }: { slip: Slip; language: Language }) {
  const { state, t } = useApp();
  const known = useMemo(() => reasonsByCode(language), [language]);
  const lang = language === state.language ? undefined : language;
  return (
    <section class="panel decided" aria-label={t.why.slip}>
      <h2>{t.why.slip}</h2>
      <dl class="foresight">
        {slip.de39 && (
          <div>
            <dt>DE39</dt>
            <dd>{slip.de39}</dd>
          </div>
        )}
        {slip.policy && (
          <div>
            <dt>{t.why.policy}</dt>
            <dd>
              {slip.policy.id} v{slip.policy.version}
            </dd>
          </div>
        )}
        {slip.servicePoint && (
          <div>
            <dt>{t.why.servicePoint}</dt>
            <dd>
              {slip.servicePoint.id} r{slip.servicePoint.revision}
            </dd>
          </div>
        )}
      </dl>
      <ul class="causes">
        {slip.codes.map((code) => {
          const reason = known.get(code);
          return (
            <li key={code}>
              <p lang={reason ? lang : undefined}>
                <code class="code">{code}</code> {reason?.text ?? t.why.unknownCode(code)}
                {reason && state.reader === "engineer" && <code class="rule">{reason.name}</code>}
              </p>
              {reason && reason.steps.length > 0 && (
                <ul class="cause-steps" lang={lang}>
                  {reason.steps.map((step) => (
                    <li key={step}>{step}</li>
                  ))}
                </ul>
              )}
            </li>
          );
        })}
      </ul>
      <p class="meta">
        <Icon name="note" /> {t.why.slipNote}
      </p>
    </section>
  );
}
