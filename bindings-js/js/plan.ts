import * as glue from "../build/poscond.js";
import { COLUMNS_MAX, RECORD_BYTES } from "./catalogue.js";
import type { LanguageName, ReaderName } from "./catalogue.js";
import { Decision } from "./decision.js";
import { PoscondError, throwing } from "./error.js";
import type {
  Accrual,
  Advice,
  CardKind,
  Cure,
  EntryMode,
  Explanation,
  Finding,
  Foresight,
  Policy,
  Refunds,
  Remedied,
  Request,
  ServicePoint,
  Subject,
  Window,
} from "./forms.js";
import { memory, recordAt, answerAt, requireBytes, requireInteger, requireReady } from "./memory.js";
import * as record from "./record.js";

/** Who reads, and in which language. */
export interface Audience {
  /** `merchant` where it is left out. */
  readonly reader?: ReaderName;
  /** `zh-CN` where it is left out. */
  readonly lang?: LanguageName;
}

/** What the caller of {@link Plan.open} insists on. */
export interface Expect {
  /** The id of the service point; left out: any. */
  readonly servicePoint?: string;
  /** The least revision; left out: any. */
  readonly revisionMin?: number;
}

interface About {
  policy_id: string;
  policy_version: number;
  service_point_id: string;
  revision: number;
  engine_needed: number;
  rules: string[];
  counters: PlanCounter[];
}

/** What a counter of a plan counts. */
export interface PlanCounter {
  /** Its slot in a request's counters. */
  readonly slot: number;
  readonly window: Window;
  readonly subject: Subject;
  /** How the card was read; null: whichever way. */
  readonly entry_modes: readonly EntryMode[] | null;
  /** Null: whichever kind. */
  readonly card_kinds: readonly CardKind[] | null;
  /** Whether refunds give back what it counted. */
  readonly refunds: Refunds;
}

const NO_REASONS: readonly number[] = [];
const dispose: typeof Symbol.dispose = Symbol.dispose ?? Symbol.for("Symbol.dispose");

/** JSON text of what may be an object or text already. */
export function text(code: "policy" | "service_point", form: object | string): string {
  if (typeof form === "string") return form;
  try {
    const json: unknown = JSON.stringify(form);
    if (typeof json === "string") return json;
  } catch (error) {
    throw new PoscondError(code, "", `has no JSON form: ${error instanceof Error ? error.message : String(error)}`);
  }
  throw new PoscondError(code, "", `\`${String(form)}\`; accepted: an object or JSON text`);
}

/**
 * A plan: what a policy and a service point become. It lives in the module's memory until it is disposed of (`using`, or
 * `plan[Symbol.dispose]()`) or collected.
 */
export class Plan {
  #held: glue.Plan | undefined;
  #about: About | undefined;

  private constructor(plan: glue.Plan) {
    this.#held = plan;
  }

  get #plan(): glue.Plan {
    if (this.#held === undefined) {
      throw new PoscondError("disposed", "", "the plan was disposed of; accepted: one that was not");
    }
    return this.#held;
  }

  /**
   * Makes a plan of a policy and a service point: objects, or their JSON text.
   *
   * `forExport` leaves out rules that are not to be disclosed, as a plan that leaves the acquirer must; it knows no remedies.
   * Throws with all `problems` where either is not what it should be.
   */
  static compile(policy: Policy | string, servicePoint: ServicePoint | string, options: { forExport?: boolean } = {}): Plan {
    requireReady();
    const [a, b] = [text("policy", policy), text("service_point", servicePoint)];
    return new Plan(throwing(() => glue.Plan.compile(a, b, options.forExport ?? false)));
  }

  /** Opens a plan's bytes. Throws where they are not a plan, or not the one expected; signatures are not verified. */
  static open(bytes: Uint8Array, expect: Expect = {}): Plan {
    requireReady();
    requireBytes(bytes);
    const min = expect.revisionMin ?? 0;
    requireInteger("revisionMin", min, 0, 0xffff_ffff);
    return new Plan(throwing(() => glue.Plan.open(bytes, expect.servicePoint, min)));
  }

  /** A copy of its bytes: what terminals and backends open. */
  get bytes(): Uint8Array {
    return this.#plan.bytes();
  }

  get #says(): About {
    return (this.#about ??= JSON.parse(this.#plan.about()) as About);
  }

  /** The policy's id. */
  get policyId(): string {
    return this.#says.policy_id;
  }

  /** The policy's version. */
  get policyVersion(): number {
    return this.#says.policy_version;
  }

  /** The id of the service point that it is for. */
  get servicePointId(): string {
    return this.#says.service_point_id;
  }

  /** The service point's revision. */
  get revision(): number {
    return this.#says.revision;
  }

  /** The oldest engine that opens it. */
  get engineNeeded(): number {
    return this.#says.engine_needed;
  }

  /** The ids of its rules; a rule's place is its bit in the sets of a decision. */
  get rules(): readonly string[] {
    return this.#says.rules;
  }

  /** The counters that a request is to carry, by slot. */
  get counters(): readonly PlanCounter[] {
    return this.#says.counters;
  }

  /** Decides a request. Throws only where it is malformed. */
  evaluate(request: Request): Decision {
    return this.#decide(this.#write(request));
  }

  /** Decides a request's record, as {@link encodeRequest} or a terminal makes it. Throws only where it is malformed. */
  evaluateRecord(bytes: Uint8Array): Decision {
    requireBytes(bytes);
    const known = bytes.length === RECORD_BYTES ? bytes : throwing(() => glue.normalise(bytes));
    memory().bytes.set(known, recordAt());
    return this.#decide(false);
  }

  /** Decides records of {@link RECORD_BYTES} bytes each that stand one behind another. */
  evaluateRecords(bytes: Uint8Array): Decision[] {
    requireBytes(bytes);
    const words = throwing(() => this.#plan.evaluate_records(bytes));
    const decisions: Decision[] = [];
    for (let at = 0; at < words.length; at += 6) {
      const [head, a, b, c, d, de39] = words.subarray(at, at + 6) as unknown as [number, number, number, number, number, number];
      const number = head >>> 16;
      decisions.push(new Decision(head, a, b, c, d, de39, number === 0 ? NO_REASONS : [number]));
    }
    return decisions;
  }

  /** What every rule says, guards first. */
  findings(request: Request): Finding[] {
    return this.#ask(request, (plan) => plan.findings()) as Finding[];
  }

  /** What is worth saying before a rule fails. */
  advice(request: Request): Advice[] {
    return this.#ask(request, (plan) => plan.advice()) as Advice[];
  }

  /** What follows from time and amount. */
  foresee(request: Request): Foresight {
    return this.#ask(request, (plan) => plan.foresee()) as Foresight;
  }

  /** What the transaction adds to counters once it is completed. */
  accrue(request: Request): Accrual[] {
    return this.#ask(request, (plan) => plan.accrue()) as Accrual[];
  }

  /** What can be done for each finding. Throws `no_source` where the plan was not made by {@link compile}. */
  remedies(request: Request): Remedied[] {
    return this.#ask(request, (plan) => plan.remedies()) as Remedied[];
  }

  /** What lets the request proceed, proven. Throws `no_source` where the plan was not made by {@link compile}. */
  cure(request: Request): Cure {
    return this.#ask(request, (plan) => plan.cure()) as Cure;
  }

  /** What is said of the request to a reader: causes, steps, cure, times and amounts, advice. */
  explain(request: Request, audience: Audience = {}): Explanation {
    const [reader, lang] = words(audience);
    return this.#ask(request, (plan) => plan.explain(reader, lang)) as Explanation;
  }

  /** The slip of a refused sale, 32 columns wide. */
  receipt(request: Request, audience: Audience = {}): string {
    const [reader, lang] = words(audience);
    return this.#tell(request, (plan) => plan.receipt(reader, lang));
  }

  /** What a rule's or guard's finding says, then each step against it that the reader is told; nothing where it passes. */
  sayFinding(request: Request, rule: string, audience: Audience = {}): string[] {
    const [reader, lang] = words(audience);
    return this.#ask(request, (plan) => plan.say_finding(rule, reader, lang)) as string[];
  }

  /** What a finding says on a display of at most so many columns (a CJK character takes two) and rows. */
  displayFinding(request: Request, rule: string, columns: number, rows: number, audience: Audience = {}): string[] {
    requireInteger("columns", columns, 4, COLUMNS_MAX);
    requireInteger("rows", rows, 1, 1_000);
    const [reader, lang] = words(audience);
    return this.#ask(request, (plan) => plan.display_finding(rule, reader, lang, columns, rows)) as string[];
  }

  /** What each advice says: its name and its text, empty where the reader is not told. */
  sayAdvice(request: Request, audience: Audience = {}): [name: string, text: string][] {
    const [reader, lang] = words(audience);
    return this.#ask(request, (plan) => plan.say_advice(reader, lang)) as [string, string][];
  }

  /** The decision with all that can be told of it as canonical JSON: the same bytes on every host. */
  report(request: Request): string {
    return this.#tell(request, (plan) => plan.report());
  }

  /** The decision alone as canonical JSON. */
  decisionJson(request: Request): string {
    return this.#tell(request, (plan) => plan.decision());
  }

  /** The same request made at another instant: measured facts keep their age, anchored ones stay where they are. */
  afresh(request: Request, atUtcS: number): Request {
    if (!Number.isSafeInteger(atUtcS)) {
      throw new PoscondError("argument", "atUtcS", `\`${atUtcS}\`; accepted: whole seconds UTC`);
    }
    this.#write(request);
    return record.read(throwing(() => this.#plan.afresh(atUtcS)));
  }

  /** Frees its memory; it cannot be asked any more. A second time does nothing. */
  [dispose](): void {
    this.#held?.free();
    this.#held = undefined;
  }

  /** Writes the request's record, and tells whether all of it was checked. */
  #write(request: Request): boolean {
    const { bytes, view } = memory();
    const at = recordAt();
    bytes.fill(0, at, at + RECORD_BYTES);
    return record.write(request, view, at);
  }

  #decide(isChecked: boolean): Decision {
    const head = this.#plan.evaluate(isChecked);
    if (head === 0) throwing(() => glue.refuse_record());
    if (!(head & 4)) return new Decision(head, 0, 0, 0, 0, 0, NO_REASONS);
    const { view } = memory();
    const at = answerAt();
    const count = view.getUint32(at + 20, true);
    const reasons: number[] = [];
    for (let index = 0; index < count; index += 1) reasons.push(view.getUint32(at + 24 + 4 * index, true));
    return new Decision(
      head,
      view.getUint32(at, true),
      view.getUint32(at + 4, true),
      view.getUint32(at + 8, true),
      view.getUint32(at + 12, true),
      view.getUint32(at + 16, true),
      reasons,
    );
  }

  #tell(request: Request, say: (plan: glue.Plan) => string): string {
    this.#write(request);
    return throwing(() => say(this.#plan));
  }

  #ask(request: Request, say: (plan: glue.Plan) => string): unknown {
    return JSON.parse(this.#tell(request, say));
  }
}

const words = ({ reader = "merchant", lang = "zh-CN" }: Audience): [string, string] => [String(reader), String(lang)];
