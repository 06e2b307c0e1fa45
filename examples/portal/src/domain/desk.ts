// The acquirer's side of an application, for the demonstration: what it may say of each thing, and what comes next.
import type { Application, ServicePoint } from "../engine";
import { documentNeeds, regulations, requiredFormFields, requiredMaterials } from "./policy";

export interface DeskItem {
  id: string;
  group: "papers" | "review" | "terminal" | "visit";
  /** Null: nothing is said of it yet. */
  state: string | null;
  choices: readonly string[];
  /** What the next step makes of it; null while it waits for something. */
  next: string | null;
  set: (point: ServicePoint, state: string) => ServicePoint;
}

const application = (point: ServicePoint, part: Partial<Application>): ServicePoint => ({
  ...point,
  application: { ...point.application, ...part },
});

// The choices come from the lists below, so each is a word of the form.
type Word<K extends keyof Application> = NonNullable<Application[K]>;
const setter =
  <K extends "credit_check" | "delivery" | "installation" | "training" | "test_transaction">(key: K) =>
  (point: ServicePoint, state: string): ServicePoint =>
    application(point, { [key]: state as Word<K> });

/** All that was handed in of a list, when each has come to a better word. */
const together = (states: readonly (string | undefined)[], good: string, waiting: string): string | null => {
  if (states.length === 0 || states.some((state) => state === undefined)) return null;
  if (states.every((state) => state === good)) return good;
  return states.find((state) => state !== good && state !== waiting) ?? waiting;
};

export function deskItems(point: ServicePoint, today: string): DeskItem[] {
  const form = point.application ?? {};
  const materials = requiredMaterials(point);
  const fields = requiredFormFields(point);
  const documents = point.documents ?? [];
  const adjustments = point.adjustments ?? [];
  const needed = documentNeeds(point).filter((need) => need.isBlocking);
  const allMaterials = together(materials.map((item) => form.materials?.[item]), "accepted", "submitted");
  const allFields = together(fields.map((field) => form.form?.[field]), "accepted", "submitted");
  const review = form.review ?? null;
  const isIn = allMaterials !== null && allFields !== null;
  const isApproved = review?.status === "approved";
  const registration = point.registration ?? {};

  const item = (
    id: string,
    group: DeskItem["group"],
    state: string | null,
    choices: readonly string[],
    good: string | null,
    isReady: boolean,
    set: DeskItem["set"],
  ): DeskItem => ({ id, group, state, choices, next: isReady && state !== good ? good : null, set });

  const pending = documents.some((copy) => copy.status === "pending");
  const asked = adjustments.some((adjustment) => adjustment.status === "requested");
  const metAll = regulations.every((id) => point.regulations_met?.includes(id));

  return [
    item("materials", "papers", allMaterials, ["submitted", "accepted", "rejected"], "accepted", allMaterials !== null, (old, state) =>
      application(old, {
        materials: { ...old.application?.materials, ...Object.fromEntries(materials.map((name) => [name, state as "accepted"])) },
      }),
    ),
    item("form", "papers", allFields, ["submitted", "accepted", "wrong"], "accepted", allFields !== null, (old, state) =>
      application(old, {
        form: { ...old.application?.form, ...Object.fromEntries(fields.map((name) => [name, state as "accepted"])) },
      }),
    ),
    item(
      "documents",
      "papers",
      documents.length === 0 ? null : pending ? "pending" : (documents[documents.length - 1]?.status ?? null),
      ["pending", "approved", "rejected"],
      "approved",
      pending && documents.every((copy) => copy.valid_through),
      (old, state) => ({
        ...old,
        documents: (old.documents ?? []).map((copy) =>
          state === "approved" && !copy.valid_through ? copy : { ...copy, status: state as "approved" },
        ),
      }),
    ),
    item("review", "review", review?.status ?? null, ["pending", "approved", "rejected"], isIn ? (review ? "approved" : "pending") : null, isIn, (old, state) =>
      application(old, { review: { submitted: old.application?.review?.submitted ?? today, status: state as "pending" } }),
    ),
    item("credit_check", "review", form.credit_check ?? null, ["pending", "passed", "failed"], "passed", review !== null, setter("credit_check")),
    item("terminal_id", "terminal", point.terminals?.[0] ?? null, [], isApproved && !point.terminals?.length ? "33010788" : null, isApproved, (old, state) => ({
      ...old,
      terminals: [state],
    })),
    item("delivery", "terminal", form.delivery ?? null, ["not_shipped", "shipped", "delivered"], form.delivery === "shipped" ? "delivered" : form.delivery === "delivered" ? "delivered" : "shipped", isApproved, setter("delivery")),
    item("installation", "visit", form.installation ?? null, ["pending", "done", "failed"], "done", form.delivery === "delivered", setter("installation")),
    item("address", "visit", point.address_check ?? null, ["matches", "differs"], "matches", form.delivery === "delivered", (old, state) => ({
      ...old,
      address_check: state as "matches",
    })),
    item("phone", "visit", registration["phone"] ?? null, ["unchecked", "confirmed", "wrong"], "confirmed", form.delivery === "delivered" && "phone" in registration, (old, state) => ({
      ...old,
      registration: { ...old.registration, phone: state as "confirmed" },
    })),
    item("regulations", "visit", metAll ? "met" : "not_met", ["not_met", "met"], "met", form.delivery === "delivered", (old, state) => ({
      ...old,
      regulations_met: state === "met" ? [...new Set([...(old.regulations_met ?? []), ...regulations])] : [],
    })),
    item("training", "visit", form.training ?? null, ["pending", "done"], "done", form.installation === "done", setter("training")),
    item("test_transaction", "visit", form.test_transaction ?? null, ["pending", "passed", "failed"], "passed", form.installation === "done", setter("test_transaction")),
    ...(adjustments.length > 0
      ? [
          item("adjustments", "papers", asked ? "requested" : (adjustments[adjustments.length - 1]?.status ?? null), ["requested", "approved", "rejected"], "approved", asked, (old, state) => ({
            ...old,
            adjustments: (old.adjustments ?? []).map((each) =>
              each.status === "requested" || state === "requested" ? { ...each, status: state as "approved" } : each,
            ),
          })),
        ]
      : []),
    item("standing", "review", point.status, ["active", "suspended"], "active", true, (old, state) => ({ ...old, status: state as "active" })),
  ].map((each) => (each.id === "documents" && needed.length === 0 && documents.length === 0 ? { ...each, next: null } : each));
}

/** The order in which an acquirer goes: papers, review, terminal, visit. */
const ORDER = ["materials", "form", "documents", "credit_check", "review", "terminal_id", "delivery", "installation", "address", "phone", "regulations", "training", "test_transaction", "adjustments", "standing"];

export function nextItem(items: readonly DeskItem[]): DeskItem | null {
  const open = items.filter((item) => item.next !== null && item.next !== item.state);
  // The application is handed in before anybody looks at its papers, and the review ends after them.
  const handIn = open.find((item) => item.id === "review" && item.next === "pending");
  return handIn ?? ORDER.flatMap((id) => open.find((item) => item.id === id) ?? [])[0] ?? null;
}
