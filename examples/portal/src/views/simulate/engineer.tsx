// For the engineer: the decision as it goes over the wire, what each rule found, the slip.
import { useMemo } from "preact/hooks";
import type { Plan, Request } from "../../engine";
import { useApp } from "../../ui/context";

export function Engineer({ plan, request }: { plan: Plan; request: Request }) {
  const { state, t } = useApp();
  const decision = plan.evaluate(request);
  const findings = useMemo(() => plan.findings(request).filter((finding) => finding.verdict === "fail" || finding.verdict === "unknown"), [plan, request]);
  return (
    <details class="engineer">
      <summary>{t.told.engineer}</summary>
      <dl class="wire">
        <div>
          <dt>{t.told.reason}</dt>
          <dd>
            <code>{decision.reason ?? "–"}</code>
          </dd>
        </div>
        <div>
          <dt>{t.told.failed}</dt>
          <dd>
            <code>{decision.failed}</code>
          </dd>
        </div>
        <div>
          <dt>{t.told.unknown}</dt>
          <dd>
            <code>{decision.unknown}</code>
          </dd>
        </div>
        <div>
          <dt>{t.told.plan}</dt>
          <dd>
            {t.told.planOf(plan.policyId, plan.policyVersion, plan.bytes.length)}
          </dd>
        </div>
      </dl>
      {findings.length > 0 && (
        <div class="scroll" tabIndex={0} role="region" aria-label={t.told.findings}>
          <table class="plain-table">
            <caption>{t.told.findings}</caption>
            <thead>
              <tr>
                <th scope="col">{t.told.rule}</th>
                <th scope="col">{t.told.verdict}</th>
                <th scope="col">{t.told.reason}</th>
                <th scope="col">{t.told.observed}</th>
                <th scope="col">{t.told.required}</th>
              </tr>
            </thead>
            <tbody>
              {findings.map((finding) => (
                <tr key={finding.rule}>
                  <th scope="row">
                    <code>{finding.rule}</code>
                  </th>
                  <td>
                    <code>
                      {finding.verdict} → {finding.action}
                    </code>
                  </td>
                  <td>
                    <code>{finding.reason ?? "–"}</code>
                  </td>
                  <td>
                    <code>{finding.observed === null || finding.observed === undefined ? "–" : String(finding.observed)}</code>
                  </td>
                  <td>
                    <code>{finding.required ? JSON.stringify(finding.required) : "–"}</code>
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
      <h3>{t.told.request}</h3>
      <pre tabIndex={0} aria-label={t.told.request}>{JSON.stringify(request)}</pre>
      <h3>{t.told.slip}</h3>
      <pre tabIndex={0} aria-label={t.told.slip}>{plan.receipt(request, { lang: state.language, reader: "engineer" })}</pre>
    </details>
  );
}
