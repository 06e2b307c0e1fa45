// The golden vectors on this host, whichever it is: a JavaScript engine with the package loaded.

const hex = (bytes) => Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
const unhex = (text) => Uint8Array.from(text.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16));
const gbk = (lines) => lines.map((line) => new TextDecoder("gbk").decode(unhex(line)));

/** What a call says: its value, or kind and message of what it threw. */
function attempt(poscond, call) {
  try {
    return { said: call() };
  } catch (error) {
    if (!(error instanceof poscond.PoscondError)) throw error;
    return { error: { kind: error.kind, message: error.message } };
  }
}

/** Runs every case of every file. */
export function run(poscond, files) {
  const { Plan, compile, decodeRequest, encodeRequest } = poscond;
  const differences = [];
  let executed = 0;
  let numberOfTests = 0;
  const compare = (id, expected, found) => {
    const [a, b] = [JSON.stringify(expected), JSON.stringify(found)];
    if (a !== b) differences.push(`${id}\n  expected ${a}\n  found    ${b}`);
  };
  const cases = new Map();

  function decision(group, plans, one) {
    const { request, expected } = one;
    const whole = JSON.stringify(expected);
    const record = encodeRequest(request);
    compare(`${one.id} record`, JSON.stringify(request), JSON.stringify(sorted(request, decodeRequest(record))));
    const { de39, failed, guards, outcome, reason, reason_number, unknown } = expected;
    const alone = { de39, failed, guards, outcome, reason, reason_number, unknown };
    for (const plan of plans) {
      compare(one.id, whole, plan.report(request));
      compare(`${one.id} decision`, JSON.stringify(alone), plan.decisionJson(request));
      for (const decided of [plan.evaluate(request), plan.evaluateRecord(record), plan.evaluateRecords(record)[0]]) {
        compare(`${one.id} outcome`, alone, decided);
      }
      const reasons = expected.findings.flatMap((finding) => (finding.reason === null ? [] : [finding.reason]));
      compare(`${one.id} reasons`, [...new Set(reasons)], plan.evaluate(request).reasons);
      compare(`${one.id} findings`, expected.findings, plan.findings(request));
      compare(`${one.id} foresight`, expected.foresight, plan.foresee(request));
      compare(`${one.id} advice`, expected.advice, plan.advice(request));
      compare(`${one.id} accrual`, expected.accrual, plan.accrue(request));
    }
  }

  function text(one) {
    const { group, request } = cases.get(one.of);
    const plan = Plan.open(unhex(group.plan));
    const to = { reader: one.reader, lang: one.language };
    const [kind, value] = typeof one.says === "string" ? [one.says] : Object.entries(one.says)[0];
    if (kind === "finding") return compare(one.id, one.expected, plan.sayFinding(request, value, to));
    if (kind === "advice") {
      const said = plan.sayAdvice(request, to).find(([name]) => name === value);
      return compare(one.id, one.expected, said === undefined ? [] : [said[1]]);
    }
    if (kind === "display") {
      const [rule, columns, rows] = value;
      return compare(one.id, gbk(one.expected), plan.displayFinding(request, rule, columns, rows, to));
    }
    const expected = kind === "receipt" ? one.expected : gbk(one.expected);
    return compare(one.id, expected, plan.receipt(request, to).replace(/\n$/, "").split("\n"));
  }

  for (const file of files) {
    numberOfTests += file.numberOfTests;
    for (const group of file.groups) {
      for (const one of group.cases) if (group.plan) cases.set(one.id, { group, request: one.request });
    }
  }
  for (const file of files) {
    for (const group of file.groups) {
      let plans = [];
      if (group.plan) {
        const made = compile(group.policy, group.service_point);
        compare(`${group.id} plan`, group.plan, hex(made.bytes));
        compare(`${group.id} text`, group.plan, hex(compile(JSON.stringify(group.policy), JSON.stringify(group.service_point)).bytes));
        plans = [made, Plan.open(unhex(group.plan))];
      }
      for (const one of group.cases) {
        executed += 1;
        if (file.family === "open") {
          const expect = { revisionMin: one.expect.revision_min };
          if (one.expect.service_point !== null) expect.servicePoint = one.expect.service_point;
          const { error = null } = attempt(poscond, () => Plan.open(unhex(one.plan), expect));
          compare(one.id, one.expected, error);
        } else if (file.family === "records") {
          const { said, error } = attempt(poscond, () => JSON.stringify(decodeRequest(unhex(one.record))));
          if (one.expected.error) compare(one.id, one.expected.error, error);
          else compare(one.id, JSON.stringify(one.expected.request), said);
        } else if (file.family === "texts") text(one);
        else decision(group, plans, one);
      }
    }
  }
  return { executed, numberOfTests, differences };
}

/** The keys of an object in the order of another, and texts without the spaces that a record adds. */
function sorted(like, object) {
  const out = {};
  for (const key of Object.keys(like)) {
    const [was, is] = [like[key], object[key]];
    // A version may be written short, and counters in any order.
    const isVersion = key.endsWith("_version") && typeof was === "string";
    const isSame = isVersion
      ? `${was}.0.0.0`.split(".").slice(0, 4).map(Number).join(".") === is
      : key === "counters" && JSON.stringify(bySlot(was)) === JSON.stringify(bySlot(is));
    out[key] = isSame ? was : is;
  }
  return out;
}

/** Counters in the order of their slots, their parts in one order. */
function bySlot(counters) {
  const parts = counters.map(({ slot, amount_minor, count, taken_at_utc_s }) => [slot, amount_minor, count, taken_at_utc_s]);
  return parts.sort(([a], [b]) => a - b);
}
