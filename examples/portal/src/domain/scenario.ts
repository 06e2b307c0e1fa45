// What the simulator supposes of a terminal and a sale, and the request that follows from it.
import { minor, policy, type Point, type Request, type ServicePoint } from "../engine";
import { windowOf, type Counter, type Used } from "./counters";
import { centreOfPlace, DEFAULT_CENTRE, fromGround, moved } from "./geo";
import { currencyOf } from "./policy";
import { DAY_S, HOUR_S, localOf, utcOf } from "./time";

export const PARTS = ["card_reader", "contact", "key_pad", "printer", "positioning", "communication"] as const;
export type Part = (typeof PARTS)[number];

type Known<K extends keyof Request> = NonNullable<Request[K]>;

export interface Scenario {
  date: string;
  minute: number;
  transaction: Known<"transaction">;
  amountMinor: number;
  entryMode: Known<"entry_mode">;
  cardKind: Known<"card_kind">;
  hasFix: boolean;
  /** From the middle of the registered place. */
  fixEastM: number;
  fixNorthM: number;
  fixDatum: Known<"fix_datum">;
  accuracyM: number;
  fixAgeS: number;
  isMocked: boolean;
  host: Known<"host">;
  link: Known<"link">;
  power: Known<"power">;
  batteryPercent: number;
  tamper: Known<"tamper">;
  damage: Known<"damage">;
  card_reader: Known<"card_reader">;
  contact: Known<"card_reader">;
  key_pad: Known<"card_reader">;
  printer: Known<"card_reader">;
  positioning: Known<"card_reader">;
  communication: Known<"card_reader">;
  terminal: Known<"terminal">;
  operator: Known<"operator">;
  clock: Known<"clock">;
  data: Known<"service_point_data">;
  appVersion: string;
  signOnAgeH: number;
  profileAgeDays: number;
  offlineAmountMinor: number;
  offlineCount: number;
  used: Used;
}

export const ordinary = (date: string, minute: number): Scenario => ({
  date,
  minute,
  transaction: "sale",
  amountMinor: 32_00,
  entryMode: "chip",
  cardKind: "debit",
  hasFix: true,
  fixEastM: 8,
  fixNorthM: 5,
  fixDatum: "wgs84",
  accuracyM: 15,
  fixAgeS: 40,
  isMocked: false,
  host: "reachable",
  link: "up",
  power: "mains",
  batteryPercent: 80,
  tamper: "intact",
  damage: "none",
  card_reader: "working",
  contact: "working",
  key_pad: "working",
  printer: "working",
  positioning: "working",
  communication: "working",
  terminal: "active",
  operator: "trained",
  clock: "trusted",
  data: "loaded",
  appVersion: "3.5.2",
  signOnAgeH: 3,
  profileAgeDays: 1,
  offlineAmountMinor: 0,
  offlineCount: 0,
  used: {},
});

/** How the way of reading stands in DE22. */
const DE22: Record<Scenario["entryMode"], number> = {
  manual: 12,
  magstripe: 21,
  chip: 51,
  contactless: 71,
  qr_code: 32,
  fallback: 801,
  stored: 102,
};

export const groundCentre = (point: ServicePoint): Point => centreOfPlace(point.place) ?? DEFAULT_CENTRE;

export const fixOnGround = (scenario: Scenario, point: ServicePoint): Point =>
  moved(groundCentre(point), { eastM: scenario.fixEastM, northM: scenario.fixNorthM });

export const nowOf = (scenario: Scenario, point: ServicePoint): number =>
  utcOf(point, scenario.date, scenario.minute);

const FRESH_S = 60;

/** Makes requests of one scenario at any instant, each as a terminal would then make it. */
export class Requests {
  private readonly nowUtcS: number;
  private readonly lasting: Request;
  private readonly windows: string[];

  constructor(
    private readonly scenario: Scenario,
    private readonly point: ServicePoint,
    private readonly counters: readonly Counter[],
  ) {
    this.nowUtcS = nowOf(scenario, point);
    this.lasting = lastingFacts(scenario, point, this.nowUtcS);
    this.windows = this.counters.map((counter) => windowOf(counter, point, this.nowUtcS));
  }

  at(utcS: number): Request {
    const { scenario, point } = this;
    const request: Request = {
      ...this.lasting,
      now_utc_s: utcS,
      // A terminal signs on every morning and asks for its profile every night, so their ages move along.
      signed_on_at_utc_s: utcS - scenario.signOnAgeH * HOUR_S,
      policy_confirmed_at_utc_s: utcS - scenario.signOnAgeH * HOUR_S,
      profile_refreshed_at_utc_s: utcS - scenario.profileAgeDays * DAY_S,
      counters: this.counters.map((counter, at) => {
        const isNow = windowOf(counter, point, utcS) === this.windows[at];
        const used = (isNow && scenario.used[counter.slot]) || { amountMinor: 0, count: 0 };
        return { slot: counter.slot, amount_minor: minor(used.amountMinor), count: used.count, taken_at_utc_s: utcS - FRESH_S };
      }),
    };
    if (scenario.hasFix) request.fix_at_utc_s = utcS - scenario.fixAgeS;
    return request;
  }

  now(): Request {
    return this.at(this.nowUtcS);
  }
}

function lastingFacts(scenario: Scenario, point: ServicePoint, nowUtcS: number): Request {
  const terminalId = point.terminals?.[0];
  const gives = ["void", "reversal", "refund", "preauth_completion"].includes(scenario.transaction);
  const fix = fromGround(fixOnGround(scenario, point), scenario.fixDatum);
  return {
    merchant_id: point.merchant_id,
    ...(terminalId ? { terminal_id: terminalId } : {}),
    transaction: scenario.transaction,
    amount_minor: minor(scenario.amountMinor),
    currency: currencyOf(point),
    entry_mode: scenario.entryMode,
    card_kind: scenario.cardKind,
    de22: DE22[scenario.entryMode],
    de25: scenario.transaction.startsWith("preauth") ? 6 : 0,
    // What is voided, given back or completed was sold an hour ago for the same amount.
    ...(gives
      ? {
          original_at_utc_s: nowUtcS - HOUR_S,
          original_amount_minor: minor(scenario.amountMinor),
          original_transaction: scenario.transaction === "preauth_completion" ? ("preauth" as const) : ("sale" as const),
        }
      : {}),
    ...(scenario.hasFix
      ? {
          fix_lat_e7: fix.lat_e7,
          fix_lon_e7: fix.lon_e7,
          fix_datum: scenario.fixDatum,
          fix_accuracy_m: scenario.accuracyM,
          fix_region: Number(point.region.padEnd(6, "0")),
        }
      : {}),
    fix_source: scenario.isMocked ? "mocked" : "genuine",
    clock: scenario.clock,
    host: scenario.host,
    link: scenario.link,
    power: scenario.power,
    battery_percent: scenario.batteryPercent,
    tamper: scenario.tamper,
    damage: scenario.damage,
    card_reader: scenario.card_reader,
    contact: scenario.contact,
    key_pad: scenario.key_pad,
    printer: scenario.printer,
    positioning: scenario.positioning,
    communication: scenario.communication,
    terminal: scenario.terminal,
    operator: scenario.operator,
    service_point_data: scenario.data,
    app_version: scenario.appVersion,
    os_version: "10.2.4",
    patch_level: 202_609,
    in_service_since_utc_s: nowUtcS - 400 * DAY_S,
    inspected_at_utc_s: nowUtcS - 60 * DAY_S,
    policy_version_latest: policy.version,
    offline_amount_minor: minor(scenario.offlineAmountMinor),
    offline_count: scenario.offlineCount,
  };
}

export function withInstant(scenario: Scenario, point: ServicePoint, utcS: number): Scenario {
  const local = localOf(point, utcS);
  return { ...scenario, date: local.date, minute: local.minute };
}
