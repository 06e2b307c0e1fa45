import { GUARDS, OUTCOMES, REASONS } from "./catalogue.js";
import type { OutcomeName, ReasonName } from "./catalogue.js";

const NAMES: ReadonlyMap<number, ReasonName> = new Map(REASONS);

/** The name of a reason by its number; null for 0. */
export const reasonName = (number: number): ReasonName | null => NAMES.get(number) ?? null;

const hex = (high: number, low: number): string =>
  high.toString(16).padStart(8, "0") + low.toString(16).padStart(8, "0");

/** What is to be done with a request, and why. A value: it holds nothing of the plan and needs no freeing. */
export class Decision {
  readonly #head: number;
  readonly #failedLow: number;
  readonly #failedHigh: number;
  readonly #unknownLow: number;
  readonly #unknownHigh: number;
  readonly #de39: number;
  readonly #reasons: readonly number[];

  /** @internal */
  constructor(
    head: number,
    failedLow: number,
    failedHigh: number,
    unknownLow: number,
    unknownHigh: number,
    de39: number,
    reasons: readonly number[],
  ) {
    this.#head = head;
    this.#failedLow = failedLow;
    this.#failedHigh = failedHigh;
    this.#unknownLow = unknownLow;
    this.#unknownHigh = unknownHigh;
    this.#de39 = de39;
    this.#reasons = reasons;
  }

  /** What is to be done. */
  get outcome(): OutcomeName {
    return OUTCOMES[(this.#head & 3) - 1] as OutcomeName;
  }

  /** The primary reason; null where it proceeds. */
  get reason(): ReasonName | null {
    return reasonName(this.#head >>> 16);
  }

  /** Its number; 0 where there is none. */
  get reason_number(): number {
    return this.#head >>> 16;
  }

  /**
   * Why, of every guard that spoke and every rule that fails or is unknown, in the plan's order, each reason once. Some may
   * only warn, so that there are reasons of what proceeds. Of {@link Plan.evaluateRecords}: those of guards and the primary one.
   */
  get reasons(): ReasonName[] {
    const names: ReasonName[] = this.#head & 0xff00 ? this.guards : [];
    for (const number of this.#reasons) {
      const name = reasonName(number) as ReasonName;
      if (!names.includes(name)) names.push(name);
    }
    return names;
  }

  /** The ISO 8583 response code (DE39); null where it proceeds. */
  get de39(): string | null {
    return this.#de39 === 0 ? null : String.fromCharCode(this.#de39 & 255, this.#de39 >>> 8);
  }

  /** The rules that failed, as sixteen hex digits; the bit of a rule is its place in {@link Plan.rules}. */
  get failed(): string {
    return hex(this.#failedHigh, this.#failedLow);
  }

  /** The rules that are unknown, likewise. */
  get unknown(): string {
    return hex(this.#unknownHigh, this.#unknownLow);
  }

  /** The reasons of the guards that spoke. */
  get guards(): ReasonName[] {
    return GUARDS.filter(([bit]) => (this.#head >>> 8) & bit).map(([, name]) => name);
  }

  /** The form of `schemas/decision.schema.json`, keys in the order of canonical JSON. */
  toJSON(): DecisionForm {
    const { de39, failed, guards, outcome, reason, reason_number, unknown } = this;
    return { de39, failed, guards, outcome, reason, reason_number, unknown };
  }
}

/** A decision as JSON has it. */
export interface DecisionForm {
  readonly de39: string | null;
  readonly failed: string;
  readonly guards: ReasonName[];
  readonly outcome: OutcomeName;
  readonly reason: ReasonName | null;
  readonly reason_number: number;
  readonly unknown: string;
}
