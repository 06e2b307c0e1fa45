// A receipt as pasted: which codes it shows, and of which plan it speaks.

export interface Slip {
  /** Codes in the order in which they stand, each once. */
  codes: string[];
  de39: string | null;
  servicePoint: { id: string; revision: number } | null;
  policy: { id: string; version: number } | null;
}

const CODE = /\bP[A-Z]?\d{2,4}\b/g;
// Lines of a slip break where 32 columns end, so ids are looked for without them.
const SERVICE_POINT = /(?:服务点|Service point)\s+([A-Za-z0-9][\w.-]*)\s+r(\d+)/;
const POLICY = /(?:规则|Policy)\s+([A-Za-z0-9][\w.-]*)\s+v(\d+)/;
const DE39 = /DE39[:：]\s*([0-9A-Za-z]{2})/;

export function readSlip(text: string): Slip {
  const point = SERVICE_POINT.exec(text);
  const policy = POLICY.exec(text);
  return {
    codes: [...new Set(text.match(CODE) ?? [])],
    de39: DE39.exec(text)?.[1] ?? null,
    servicePoint: point ? { id: point[1] ?? "", revision: Number(point[2]) } : null,
    policy: policy ? { id: policy[1] ?? "", version: Number(policy[2]) } : null,
  };
}

/** Where JSON breaks off, as line and column; null where the browser does not say. */
export function placeOfJsonError(text: string, error: unknown): { line: number; column: number } | null {
  const message = error instanceof Error ? error.message : "";
  const direct = /line (\d+) column (\d+)/.exec(message);
  if (direct) return { line: Number(direct[1]), column: Number(direct[2]) };
  const position = /position (\d+)/.exec(message);
  if (!position) return null;
  const before = text.slice(0, Number(position[1])).split("\n");
  return { line: before.length, column: (before[before.length - 1]?.length ?? 0) + 1 };
}
