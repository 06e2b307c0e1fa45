// Compiled under `strict`, as modules of Node and of a bundler: what must be accepted, and what must not.
import { Plan, PoscondError, compile, init, minor } from "poscond";
import type { Cure, Decision, Explanation, Finding, Minor, Policy, ReasonName, Request, ServicePoint } from "poscond";

const policy: Policy = {
  id: "demo",
  version: 1,
  rules: [{ id: "single", condition: { amount: { max_minor: minor(50_000) } }, on_fail: "decline", on_unknown: "decline" }],
};
const servicePoint: ServicePoint = {
  id: "noodles-1",
  revision: 1,
  merchant_id: "898330158120001",
  merchant_kind: "restaurant",
  mcc: "5812",
  region: "330106",
  status: "active",
  utc_offset: "+08:00",
};
const request: Request = {
  now_utc_s: 1_795_406_400,
  clock: "trusted",
  host: "reachable",
  merchant_id: "898330158120001",
  transaction: "sale",
  amount_minor: minor(50_001),
};

/** `any` is the only type of which this is true. */
type IsAny<T> = 0 extends 1 & T ? true : false;
/** No `any` in what is said of any plan, down to the leaves. */
type Deep<T> = IsAny<T> extends true ? "any" : T extends (infer U)[] ? Deep<U> : T extends object ? { [K in keyof T]: Deep<T[K]> }[keyof T] : never;
type Said = Exclude<Deep<[Policy, ServicePoint, Request, Finding, Cure, Explanation]>, undefined>;
const noAny: "any" extends Said ? "there is an any" : true = true;

/** Never called: what must not compile. */
export function mistakes(plan: Plan): void {
  // @ts-expect-error A word that there is not.
  request.clock = "sure";
  // @ts-expect-error Yuan are not fen.
  request.amount_minor = 500.01;
  // @ts-expect-error A fact that there is not.
  plan.evaluate({ amount: 3 });
  // @ts-expect-error An absent fact is left out.
  plan.evaluate({ clock: null });
  // @ts-expect-error Only `compile` and `open` make plans.
  new Plan();
}

async function main(): Promise<void> {
  await init();
  using plan = compile(policy, servicePoint);
  const decision: Decision = plan.evaluate(request);
  const outcome: "proceed" | "refer" | "decline" = decision.outcome;
  const reason: ReasonName | null = decision.reason;
  const greatest: Minor | null = plan.foresee(request).max_amount_minor;
  const advice: string[] = plan.advice(request).map((one) => one.advice);
  if (advice.length > 0 || plan.counters.length > 0) throw new Error("neither is there");
  const cure = plan.cure(request);
  const changes = typeof cure === "object" && "changes" in cure ? cure.changes : [];
  try {
    Plan.open(new Uint8Array());
  } catch (error) {
    if (!(error instanceof PoscondError) || error.code !== "plan") throw error;
  }
  console.log(JSON.stringify({ outcome, reason, de39: decision.de39 }), noAny && greatest === 50_000 && changes.length === 1);
}

void main();
