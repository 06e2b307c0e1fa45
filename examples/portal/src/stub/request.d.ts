/**
 * a version of one to four numbers from 0 to 65535, such as 3.2.0
 */
export type VersionText = string;
/**
 * What kind of card or account pays.
 */
export type CardKind = "debit" | "credit" | "quasi_credit" | "prepaid" | "account";
/**
 * The state of a part of the terminal.
 */
export type ComponentState = "working" | "degraded" | "faulty" | "not_fitted";
/**
 * Whether the terminal's clock can be relied on.
 */
export type ClockState = "trusted" | "not_trusted";
/**
 * Whether the terminal was damaged.
 */
export type DamageState = "none" | "damaged";
/**
 * How the card or account was read (ISO 8583 DE22, first two digits).
 */
export type EntryMode = "manual" | "magstripe" | "chip" | "contactless" | "qr_code" | "fallback" | "stored";
/**
 * What the coordinates of a position refer to. Inside China the three differ by 250 to 1200 m.
 */
export type Datum = "wgs84" | "gcj02" | "bd09";
/**
 * Whether a position is what the receivers measured.
 */
export type FixSource = "genuine" | "mocked";
/**
 * Whether the acceptance host can be reached to settle a referral.
 */
export type HostState = "reachable" | "unreachable" | "timing_out";
/**
 * The state of the terminal's link to the network.
 */
export type LinkState = "up" | "weak" | "unstable" | "interfered" | "down";
/**
 * Whether whoever is at the till was trained.
 */
export type OperatorState = "trained" | "not_trained";
/**
 * What kind of transaction is asked for.
 */
export type TransactionType =
  "sale" | "preauth" | "preauth_completion" | "refund" | "void" | "reversal" | "balance" | "test";
/**
 * What powers the terminal.
 */
export type PowerState = "mains" | "battery" | "failing";
/**
 * Whether the service point's data are on the terminal.
 */
export type DataState = "loaded" | "load_failed" | "verify_failed";
/**
 * What the tamper sensors report.
 */
export type TamperState = "intact" | "tampered";
/**
 * How far the terminal has come.
 */
export type TerminalState = "not_registered" | "not_activated" | "active" | "dormant";

/**
 * The JSON form: the same names, an absent fact left out.
 */
export interface Request {
  /**
   * The amount of the transaction (DE4), in minor units of its currency. More than twelve digits can be said, and fail.; left out: limits are unknown
   */
  amount_minor?: number | null;
  /**
   * The version of the payment application.; left out: the version is unknown
   */
  app_version?: VersionText | null;
  /**
   * How far the battery is charged.; left out: the level is unknown
   */
  battery_percent?: number | null;
  /**
   * What kind of card or account pays.; left out: scopes that name card kinds are unknown
   */
  card_kind?: CardKind | null;
  /**
   * The card reader.; left out: the state is unknown
   */
  card_reader?: ComponentState | null;
  /**
   * Whether the clock behind `now_utc_s` can be relied on.; left out: it is not trusted
   */
  clock?: ClockState | null;
  /**
   * The communication module.; left out: the state is unknown
   */
  communication?: ComponentState | null;
  /**
   * The contacts and interfaces.; left out: the state is unknown
   */
  contact?: ComponentState | null;
  /**
   * What was used of the limits that the plan's counters watch, without this transaction; left out: the limit
   * is unknown.
   */
  counters?: Counter[];
  /**
   * The currency of the amount (DE49).; left out: the currency is unknown
   */
  currency?: number | null;
  /**
   * An integer that the policy names.; left out: what depends on it is unknown
   */
  custom_0?: number | null;
  /**
   * An integer that the policy names.; left out: what depends on it is unknown
   */
  custom_1?: number | null;
  /**
   * An integer that the policy names.; left out: what depends on it is unknown
   */
  custom_2?: number | null;
  /**
   * An integer that the policy names.; left out: what depends on it is unknown
   */
  custom_3?: number | null;
  /**
   * An integer that the policy names.; left out: what depends on it is unknown
   */
  custom_4?: number | null;
  /**
   * An integer that the policy names.; left out: what depends on it is unknown
   */
  custom_5?: number | null;
  /**
   * An integer that the policy names.; left out: what depends on it is unknown
   */
  custom_6?: number | null;
  /**
   * An integer that the policy names.; left out: what depends on it is unknown
   */
  custom_7?: number | null;
  /**
   * Whether the terminal was damaged, as after a disaster.; left out: it is unknown
   */
  damage?: DamageState | null;
  /**
   * The three digits of DE22, the entry mode as the message says it.; left out: it cannot be compared with the entry mode
   */
  de22?: number | null;
  /**
   * The two digits of DE25, the point-of-service condition code (服务点条件码).; left out: it cannot be compared with what the policy accepts
   */
  de25?: number | null;
  /**
   * How the card was read.; left out: scopes and rules that name entry modes are unknown
   */
  entry_mode?: EntryMode | null;
  /**
   * Radius around the fix within which the terminal believes itself to be.; left out: the accuracy is unknown
   */
  fix_accuracy_m?: number | null;
  /**
   * When the terminal received the position fix, by the same clock as `now_utc_s`.; left out: the fix counts as stale
   */
  fix_at_utc_s?: number | null;
  /**
   * Datum of the position fix.; left out: there is no fix
   */
  fix_datum?: Datum | null;
  /**
   * Latitude of the position fix; stands with `fix_lon_e7` and `fix_datum` or not at all.; left out: there is no fix
   */
  fix_lat_e7?: number | null;
  /**
   * Longitude of the position fix.; left out: there is no fix
   */
  fix_lon_e7?: number | null;
  /**
   * Region code of where the terminal is (GB/T 2260), as a cell or network provider tells it.; left out: areas given as regions are unknown
   */
  fix_region?: number | null;
  /**
   * Whether the operating system says that the position is made up.; left out: whether it is made up is unknown
   */
  fix_source?: FixSource | null;
  /**
   * Whether the acceptance host can be reached.; left out: referrals are settled as if it could not
   */
  host?: HostState | null;
  /**
   * When the terminal was first put into service.; left out: its age is unknown
   */
  in_service_since_utc_s?: number | null;
  /**
   * When the terminal was last inspected (巡检).; left out: whether an inspection is due is unknown
   */
  inspected_at_utc_s?: number | null;
  /**
   * The key pad.; left out: the state is unknown
   */
  key_pad?: ComponentState | null;
  /**
   * The state of the terminal's link.; left out: the state is unknown
   */
  link?: LinkState | null;
  /**
   * The merchant's id (DE42, ans 15).; left out: it cannot be told whose the request is (SERVICE_POINT_UNKNOWN)
   */
  merchant_id?: string | null;
  /**
   * The moment of asking.; left out: nothing that needs the time is known (CLOCK_NOT_TRUSTED)
   */
  now_utc_s?: number | null;
  /**
   * What was approved offline since the host was last reached, without this transaction.; left out: what may be sold offline is unknown
   */
  offline_amount_minor?: number | null;
  /**
   * How many transactions were approved offline since the host was last reached.; left out: what may be sold offline is unknown
   */
  offline_count?: number | null;
  /**
   * Whether whoever is at the till was trained.; left out: it is unknown
   */
  operator?: OperatorState | null;
  /**
   * The amount of that original.; left out: a void or reversal gives nothing back to counters
   */
  original_amount_minor?: number | null;
  /**
   * When the original of a void, reversal or refund was made.; left out: nothing is given back to counters
   */
  original_at_utc_s?: number | null;
  /**
   * What kind of transaction the original of a void, reversal or refund was.; left out: it counts as one that took money
   */
  original_transaction?: TransactionType | null;
  /**
   * The version of the operating system.; left out: the version is unknown
   */
  os_version?: VersionText | null;
  /**
   * The level of security patches, a number that grows.; left out: the level is unknown
   */
  patch_level?: number | null;
  /**
   * When the host last said which version of the policy is the latest.; left out: whether the policy is current is unknown
   */
  policy_confirmed_at_utc_s?: number | null;
  /**
   * The latest version of the policy that the host told of.; left out: whether the policy is current is unknown
   */
  policy_version_latest?: number | null;
  /**
   * The positioning module.; left out: the state is unknown
   */
  positioning?: ComponentState | null;
  /**
   * What powers the terminal.; left out: the state is unknown
   */
  power?: PowerState | null;
  /**
   * The printer.; left out: the state is unknown
   */
  printer?: ComponentState | null;
  /**
   * When the terminal last refreshed its profile from the host.; left out: the age of the profile is unknown
   */
  profile_refreshed_at_utc_s?: number | null;
  /**
   * Whether the service point's data were loaded and verified.; left out: it is unknown
   */
  service_point_data?: DataState | null;
  /**
   * When the terminal last signed on (签到).; left out: whether it is signed on is unknown
   */
  signed_on_at_utc_s?: number | null;
  /**
   * What the tamper sensors report.; left out: the state is unknown
   */
  tamper?: TamperState | null;
  /**
   * How far the terminal has come.; left out: the state is unknown
   */
  terminal?: TerminalState | null;
  /**
   * The terminal's id (DE41, ans 8).; left out: whose terminal it is, is unknown
   */
  terminal_id?: string | null;
  /**
   * What kind of transaction is asked for.; left out: scopes that name transactions are unknown
   */
  transaction?: TransactionType | null;
}
/**
 * What was used of a limit.
 */
export interface Counter {
  /**
   * The sum, in minor units.
   */
  amount_minor: number;
  /**
   * The number of transactions.
   */
  count: number;
  /**
   * The slot of the plan.
   */
  slot: number;
  /**
   * The instant at which the two were so, s UTC.
   */
  taken_at_utc_s: number;
}
