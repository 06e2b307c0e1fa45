/** What is wrong, for programs. Never changes its meaning. */
export type ErrorCode =
  | "policy"
  | "service_point"
  | "request"
  | "record"
  | "plan"
  | "argument"
  | "no_source"
  | "disposed"
  | "not_initialised";

/** One thing that is wrong with a policy or a service point. */
export interface Problem {
  readonly input: "policy" | "service_point";
  /** Such as `rules[3].condition.amount.max_minor`; empty for the whole. */
  readonly path: string;
  /** What was found, in backticks, and what would be accepted. */
  readonly message: string;
}

/** Malformed input. A verdict is never an error; and after one nothing has changed. */
export class PoscondError extends Error {
  override readonly name = "PoscondError";
  constructor(
    /** What is wrong. */
    readonly code: ErrorCode,
    /** Where, such as `amount_minor`; empty for the whole. */
    readonly path: string,
    /** What was found, in backticks, and what would be accepted. */
    message: string,
    /** Of a plan or a record: which check it failed, such as `Digest`; else empty. */
    readonly kind: string = "",
    /** Of a policy and a service point: all that is wrong with them. */
    readonly problems: readonly Problem[] = [],
  ) {
    super(message);
  }
}

interface Thrown {
  code: ErrorCode;
  kind: string;
  path: string;
  message: string;
  problems: Problem[];
}

/** Throws the engine's refusal, which is JSON text, as an error, and anything else as it is. */
export function rethrow(thrown: unknown): never {
  if (typeof thrown !== "string") throw thrown;
  const { code, kind, path, message, problems } = JSON.parse(thrown) as Thrown;
  throw new PoscondError(code, path, message, kind, problems);
}

/** Runs what may throw the engine's refusal. */
export function throwing<T>(run: () => T): T {
  try {
    return run();
  } catch (thrown) {
    return rethrow(thrown);
  }
}
