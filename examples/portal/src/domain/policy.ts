// What the wizard asks for follows from the policy: nothing of it is written down a second time here.
import { policy, type Rule, type ServicePoint } from "../engine";

const all = (values: (string[] | null | undefined)[]): string[] => [...new Set(values.flatMap((list) => list ?? []))];

export const merchantKinds: readonly string[] = all(policy.rules.map((rule) => rule.scope?.merchant_kinds));

const within = (range: string, mcc: string): boolean => {
  const [from = "", to = from] = range.split("-");
  return mcc >= from && mcc <= to;
};

/** Whether a rule concerns such a merchant. */
export function concerns(rule: Rule, point: Pick<ServicePoint, "merchant_kind" | "mcc" | "region" | "remote">): boolean {
  const scope = rule.scope ?? {};
  return (
    (scope.merchant_kinds?.includes(point.merchant_kind) ?? true) &&
    (scope.mccs?.some((range) => within(range, point.mcc)) ?? true) &&
    (scope.regions?.some((region) => point.region.startsWith(region)) ?? true) &&
    (scope.remote ?? point.remote ?? false) === (point.remote ?? false)
  );
}

export const allowedMccs: readonly string[] = policy.rules.find((rule) => rule.condition.mcc)?.condition.mcc?.allowed ?? [];

export const requiredMaterials = (point: ServicePoint): string[] =>
  all(policy.rules.filter((rule) => concerns(rule, point)).map((rule) => rule.condition.materials?.required));

export const requiredFormFields = (point: ServicePoint): string[] =>
  all(policy.rules.filter((rule) => concerns(rule, point)).map((rule) => rule.condition.form?.required));

export interface DocumentNeed {
  kind: string;
  /** Whether a sale is refused or referred without it. */
  isBlocking: boolean;
}

export function documentNeeds(point: ServicePoint): DocumentNeed[] {
  return policy.rules.flatMap((rule) => {
    const kind = rule.condition.document?.kind;
    if (!kind || !concerns(rule, point)) return [];
    return [{ kind, isBlocking: rule.on_fail === "decline" || rule.on_fail === "refer" }];
  });
}

export const regulations: readonly string[] = policy.rules.flatMap((rule) => rule.condition.regulation?.id ?? []);

export interface LimitRule {
  id: string;
  max: number;
  /** Money is asked for in major units. */
  isMoney: boolean;
}

/** Limits that an adjustment may raise. */
export function limitRules(point: ServicePoint): LimitRule[] {
  return policy.rules.flatMap((rule): LimitRule[] => {
    if (!concerns(rule, point)) return [];
    const { amount, usage } = rule.condition;
    if (amount) return [{ id: rule.id, max: amount.max_minor, isMoney: true }];
    if (usage) return [{ id: rule.id, max: usage.max, isMoney: usage.measure === "amount" }];
    return [];
  });
}


export const currencyOf = (point: ServicePoint): number =>
  policy.rules.find((rule) => rule.condition.currency && concerns(rule, point))?.condition.currency?.allowed[0] ?? 156;
