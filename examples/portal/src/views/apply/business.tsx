import { checkIdentifier, type Application, type IdentifierKind, type ServicePoint } from "../../engine";
import { allowedMccs, merchantKinds } from "../../domain/policy";
import { changed } from "../../state/app";
import { useApp } from "../../ui/context";
import { Icon, Panel, Select, TextField } from "../../ui/controls";
import { identifierError, wordOf } from "../../i18n";

export const withApplication = (point: ServicePoint, part: Partial<Application>): ServicePoint => ({
  ...point,
  application: { ...point.application, ...part },
});

export const withForm = (point: ServicePoint, field: string, isFilled: boolean): ServicePoint => {
  const { [field]: _old, ...rest } = point.application?.form ?? {};
  return withApplication(point, { form: isFilled ? { ...rest, [field]: "submitted" } : rest });
};

export const withMaterial = (point: ServicePoint, material: string, isThere: boolean): ServicePoint => {
  const { [material]: _old, ...rest } = point.application?.materials ?? {};
  return withApplication(point, { materials: isThere ? { ...rest, [material]: "submitted" } : rest });
};

const withRegistration = (point: ServicePoint, field: string, isFilled: boolean): ServicePoint => {
  const { [field]: _old, ...rest } = point.registration ?? {};
  return { ...point, registration: isFilled ? { ...rest, [field]: "unchecked" } : rest };
};

export function useChange(): (change: (point: ServicePoint) => ServicePoint) => void {
  const { update } = useApp();
  return (change) => update((state) => changed(state, change));
}

export function Business() {
  const { state, t, update } = useApp();
  const change = useChange();
  const { point } = state;
  const isMcc = (text: string): string | null => identifierError(t, "mcc", checkIdentifier("mcc", text));
  return (
    <>
      <Panel title={t.business.title}>
        <div class="grid two">
          <TextField
            label={t.business.shopName}
            value={point.name ?? ""}
            autoComplete="organization"
            onValue={(name) =>
              change((before) => {
                const named = withRegistration(withForm(before, "shop_name", name !== ""), "shop_name", name !== "");
                const { name: _old, ...rest } = named;
                return name ? { ...rest, name } : rest;
              })
            }
          />
          <TextField
            label={t.business.address}
            hint={t.business.addressHint}
            value={state.address}
            autoComplete="street-address"
            onValue={(address) =>
              update((before) => ({
                ...changed(before, (old) => {
                  const filled = withForm(old, "address", address !== "");
                  return filled.place ? { ...filled, place: { ...filled.place, address } } : filled;
                }),
                address,
              }))
            }
          />
          <Select
            label={t.business.kind}
            value={point.merchant_kind}
            options={merchantKinds.map((kind) => [kind, wordOf(t.words.merchantKind, kind)] as const)}
            onValue={(merchant_kind) =>
              change((before) => withRegistration(withForm({ ...before, merchant_kind }, "business_type", true), "scope", true))
            }
          />
          <TextField
            label={t.business.mcc}
            hint={t.business.mccHint(wordOf(t.words.mcc, point.mcc), allowedMccs.join(", "))}
            value={point.mcc}
            inputMode="numeric"
            validate={isMcc}
            onValue={(mcc) =>
              mcc && change((before) => withRegistration(withForm({ ...before, mcc }, "business_type", true), "scope", true))
            }
          />
          <TextField
            label={t.business.region}
            hint={t.business.regionHint}
            value={point.region}
            inputMode="numeric"
            validate={(text) => (/^\d{2}(\d{2}){0,2}$/.test(text) ? null : t.business.regionWrong(text))}
            onValue={(region) => region && change((before) => ({ ...before, region }))}
          />
          <TextField
            label={t.business.merchantId}
            hint={t.business.merchantIdHint}
            value={point.merchant_id}
            validate={(text) => (/^[ -~]{1,15}$/.test(text) && text.trim() ? null : t.business.merchantIdWrong(text))}
            onValue={(merchant_id) => merchant_id && change((before) => ({ ...before, merchant_id }))}
          />
        </div>
        {!point.application?.form?.["business_type"] && (
          <button
            type="button"
            class="plain"
            onClick={() => change((before) => withRegistration(withForm(before, "business_type", true), "scope", true))}
          >
            <Icon name="tick" /> {t.business.confirmKind}
          </button>
        )}
      </Panel>
      <Panel title={t.identity.title}>
        <p class="note">{t.identity.note}</p>
        <div class="grid two">
          <Identifier kind="uscc" />
          <Identifier kind="resident_id" />
          <Identifier kind="bank_card" />
          <Identifier
            kind="mobile"
            onRight={(isRight) =>
              change((before) => withRegistration(withMaterial(before, "phone", isRight), "phone", isRight))
            }
            isHandedIn={Boolean(point.application?.materials?.["phone"])}
          />
        </div>
      </Panel>
    </>
  );
}

/** Numbers that tell who somebody is: looked at, and forgotten when the step is left. */
function Identifier(props: { kind: IdentifierKind; onRight?: (isRight: boolean) => void; isHandedIn?: boolean }) {
  const { t } = useApp();
  return (
    <TextField
      label={t.identity.labels[props.kind]}
      hint={props.isHandedIn ? t.identity.phoneGiven : t.identity.hints[props.kind]}
      value=""
      inputMode={props.kind === "mobile" || props.kind === "bank_card" ? "numeric" : "text"}
      validate={(text) => identifierError(t, props.kind, checkIdentifier(props.kind, text))}
      onValue={(text) => props.onRight?.(text !== "")}
    />
  );
}
