/**
 * a date from 1900-01-01 to 2199-12-31, written YYYY-MM-DD
 */
export type Date = string;
/**
 * What is advised.
 */
export type AdviceKind =
  | "DOCUMENT_EXPIRES"
  | "DOCUMENT_IN_GRACE"
  | "LIMIT_NEARLY_USED"
  | "CLOSING_SOON"
  | "PROFILE_DUE"
  | "INSPECTION_DUE"
  | "SOFTWARE_BELOW_RECOMMENDED"
  | "BATTERY_LOW"
  | "REGULATION_COMING"
  | "CALENDAR_ENDS"
  | "PLAN_ENDS";
/**
 * A value as its unit has it: a word, date or version as text, all else an integer.
 */
export type Shown = number | string;
/**
 * the id of a rule, or the name of a guard after an @
 */
export type RuleName = string;
/**
 * an id of 1 to 40 ASCII letters, digits, `-`, `_` or `.`, starting with a letter or digit
 */
export type Id = string;
/**
 * The unit of what a finding observed and required.
 */
export type Unit =
  | "none"
  | "m"
  | "s"
  | "local_min"
  | "date"
  | "minor"
  | "count"
  | "currency"
  | "mcc"
  | "region"
  | "word"
  | "version"
  | "percent"
  | "code"
  | "utc_s"
  | "reason";
/**
 * a response code of two ASCII letters or digits other than 00, such as 58
 */
export type De39 = string;
/**
 * a set of rules as sixteen hex digits; the bit of a rule is its place in the plan
 */
export type Set = string;
/**
 * What a verdict leads to, from weakest to strongest.
 */
export type Action = "allow" | "warn" | "refer" | "decline";
/**
 * the name of a fact of a request
 */
export type Fact =
  | "now_utc_s"
  | "fix_at_utc_s"
  | "profile_refreshed_at_utc_s"
  | "amount_minor"
  | "app_version"
  | "terminal_id"
  | "merchant_id"
  | "fix_lat_e7"
  | "fix_lon_e7"
  | "fix_accuracy_m"
  | "fix_region"
  | "currency"
  | "fix_datum"
  | "transaction"
  | "entry_mode"
  | "card_kind"
  | "clock"
  | "host"
  | "terminal"
  | "tamper"
  | "signed_on_at_utc_s"
  | "in_service_since_utc_s"
  | "inspected_at_utc_s"
  | "policy_confirmed_at_utc_s"
  | "original_at_utc_s"
  | "original_amount_minor"
  | "offline_amount_minor"
  | "custom_0"
  | "custom_1"
  | "custom_2"
  | "custom_3"
  | "custom_4"
  | "custom_5"
  | "custom_6"
  | "custom_7"
  | "os_version"
  | "offline_count"
  | "patch_level"
  | "policy_version_latest"
  | "de22"
  | "de25"
  | "battery_percent"
  | "original_transaction"
  | "fix_source"
  | "link"
  | "power"
  | "card_reader"
  | "contact"
  | "positioning"
  | "communication"
  | "printer"
  | "key_pad"
  | "damage"
  | "service_point_data"
  | "operator";
/**
 * Why a condition is not met, or not known to be met.
 */
export type Reason =
  | "OTHER_SERVICE_POINT"
  | "CLOCK_NOT_TRUSTED"
  | "PLAN_NOT_YET_VALID"
  | "PLAN_EXPIRED"
  | "SERVICE_POINT_UNKNOWN"
  | "MERCHANT_SUSPENDED"
  | "MCC_NOT_ALLOWED"
  | "ENTRY_MODE_NOT_ALLOWED"
  | "DOCUMENT_MISSING"
  | "DOCUMENT_REJECTED"
  | "DOCUMENT_EXPIRED"
  | "DOCUMENT_NOT_YET_VALID"
  | "DOCUMENT_PENDING"
  | "ENTRY_MODE_UNKNOWN"
  | "MATERIAL_MISSING"
  | "MATERIAL_REJECTED"
  | "FORM_FIELD_MISSING"
  | "FORM_FIELD_WRONG"
  | "CREDIT_CHECK_FAILED"
  | "REVIEW_NOT_SUBMITTED"
  | "REVIEW_REJECTED"
  | "TERMINAL_NOT_SHIPPED"
  | "TERMINAL_NOT_DELIVERED"
  | "INSTALLATION_FAILED"
  | "INSTALLATION_PENDING"
  | "TRAINING_PENDING"
  | "TEST_TRANSACTION_FAILED"
  | "TEST_TRANSACTION_PENDING"
  | "REVIEW_OVERDUE"
  | "REVIEW_PENDING"
  | "MATERIAL_PENDING"
  | "FORM_FIELD_PENDING"
  | "CREDIT_CHECK_PENDING"
  | "APPLICATION_NOT_RECORDED"
  | "DISASTER_SUSPENDED"
  | "REGULATION_NOT_MET"
  | "POLICY_SUPERSEDED"
  | "POLICY_OUTDATED"
  | "POLICY_STATE_UNKNOWN"
  | "TERMINAL_NOT_REGISTERED"
  | "TERMINAL_NOT_ACTIVATED"
  | "TERMINAL_DORMANT"
  | "PROFILE_OUTDATED"
  | "TERMINAL_BOUND_ELSEWHERE"
  | "NOT_SIGNED_ON"
  | "REGISTRATION_FIELD_MISSING"
  | "REGISTRATION_FIELD_WRONG"
  | "DE22_INCONSISTENT"
  | "DE25_INCONSISTENT"
  | "SUPPORT_OVERDUE"
  | "OPERATOR_NOT_TRAINED"
  | "TERMINAL_STATE_UNKNOWN"
  | "PROFILE_AGE_UNKNOWN"
  | "TERMINAL_BINDING_UNKNOWN"
  | "SIGN_ON_UNKNOWN"
  | "REGISTRATION_FIELD_UNCHECKED"
  | "POS_CODES_MISSING"
  | "OPERATOR_TRAINING_UNKNOWN"
  | "TAMPERED"
  | "TAMPER_STATE_UNKNOWN"
  | "DAMAGED"
  | "POWER_FAILING"
  | "BATTERY_TOO_LOW"
  | "CARD_READER_FAULTY"
  | "CONTACT_FAULTY"
  | "POSITIONING_FAULTY"
  | "COMMUNICATION_FAULTY"
  | "PRINTER_FAULTY"
  | "KEY_PAD_FAULTY"
  | "HARDWARE_TOO_OLD"
  | "INSPECTION_OVERDUE"
  | "COMPONENT_STATE_UNKNOWN"
  | "BATTERY_LEVEL_UNKNOWN"
  | "POWER_STATE_UNKNOWN"
  | "HARDWARE_AGE_UNKNOWN"
  | "DAMAGE_UNKNOWN"
  | "INSPECTION_UNKNOWN"
  | "SOFTWARE_BELOW_MINIMUM"
  | "SOFTWARE_VERSION_UNKNOWN"
  | "OS_BELOW_MINIMUM"
  | "SOFTWARE_KNOWN_BAD"
  | "OS_KNOWN_BAD"
  | "PATCH_MISSING"
  | "DATA_LOAD_FAILED"
  | "DATA_VERIFY_FAILED"
  | "OS_VERSION_UNKNOWN"
  | "PATCH_LEVEL_UNKNOWN"
  | "DATA_STATE_UNKNOWN"
  | "HOST_DOWN"
  | "HOST_TIMING_OUT"
  | "LINK_DOWN"
  | "LINK_UNSTABLE"
  | "LINK_INTERFERED"
  | "LINK_WEAK"
  | "FLOOR_LIMIT_EXCEEDED"
  | "OFFLINE_AMOUNT_ABOVE_LIMIT"
  | "OFFLINE_COUNT_ABOVE_LIMIT"
  | "HOST_STATE_UNKNOWN"
  | "LINK_STATE_UNKNOWN"
  | "OFFLINE_USAGE_MISSING"
  | "LOCATION_MOCKED"
  | "ADDRESS_DIFFERS"
  | "LOCATION_OUTSIDE_AREA"
  | "LOCATION_PLACE_MISSING"
  | "LOCATION_FIX_MISSING"
  | "LOCATION_FIX_STALE"
  | "LOCATION_ACCURACY_MISSING"
  | "LOCATION_FIX_TOO_COARSE"
  | "LOCATION_EDGE_UNCERTAIN"
  | "LOCATION_MOCK_UNKNOWN"
  | "ADDRESS_NOT_CHECKED"
  | "HOURS_CLOSED"
  | "HOURS_NOT_REGISTERED"
  | "HOURS_CALENDAR_UNKNOWN"
  | "CURRENCY_NOT_ALLOWED"
  | "AMOUNT_ZERO"
  | "AMOUNT_OUT_OF_RANGE"
  | "AMOUNT_BELOW_MINIMUM"
  | "AMOUNT_ABOVE_LIMIT"
  | "USAGE_OVERFLOW"
  | "DAY_AMOUNT_ABOVE_LIMIT"
  | "DAY_COUNT_ABOVE_LIMIT"
  | "MONTH_AMOUNT_ABOVE_LIMIT"
  | "MONTH_COUNT_ABOVE_LIMIT"
  | "AMOUNT_MISSING"
  | "CURRENCY_MISSING"
  | "USAGE_MISSING"
  | "USAGE_STALE"
  | "USAGE_FROM_FUTURE"
  | "REQUIREMENT_NOT_MET"
  | "REQUIREMENT_UNKNOWN"
  | "SCOPE_UNKNOWN"
  | "HOST_UNREACHABLE";
/**
 * What is required: one bound, both bounds of a span, or one of some values.
 */
export type RequiredForm =
  | {
      at_least: Shown;
    }
  | {
      at_most: Shown;
    }
  | {
      before: Shown;
      from: Shown;
    }
  | {
      one_of: Shown[];
    };
/**
 * What one rule says of one request (Kleene's three values, and "does not concern it").
 */
export type Verdict = "pass" | "fail" | "unknown" | "not_applicable";
/**
 * What is to be done with the request. Zeroed memory is none of these: "not decided".
 */
export type Outcome = "proceed" | "refer" | "decline";

/**
 * What is to be done with a request, and why. `accrual`, `advice`, `findings` and `foresight` stand in a full report.
 */
export interface Decision {
  /**
   * What the transaction adds to counters once it is completed.
   */
  accrual?: Accrual[];
  /**
   * What is worth saying before a rule fails.
   */
  advice?: Advice[];
  /**
   * The ISO 8583 response code; null for proceed.
   */
  de39: De39 | null;
  /**
   * The rules that failed.
   */
  failed: Set;
  /**
   * What every rule says.
   */
  findings?: Finding[];
  /**
   * What is foreseen.
   */
  foresight?: Foresight | null;
  /**
   * The reasons of the guards that spoke.
   */
  guards: Reason[];
  /**
   * What is to be done.
   */
  outcome: Outcome;
  /**
   * The primary reason; null where there is none.
   */
  reason: Reason | null;
  /**
   * Its number; 0 where there is none.
   */
  reason_number: number;
  /**
   * The rules that are unknown.
   */
  unknown: Set;
}
/**
 * What the transaction adds to a counter once it is completed.
 */
export interface Accrual {
  /**
   * To the sum, in minor units.
   */
  amount_minor: number;
  /**
   * To the number of transactions.
   */
  count: number;
  /**
   * The slot of the counter.
   */
  slot: number;
  /**
   * The first day of the window.
   */
  window: Date;
}
/**
 * What is worth saying before a rule fails.
 */
export interface Advice {
  /**
   * What it says.
   */
  advice: AdviceKind;
  /**
   * Where the rule fails.
   */
  limit: Shown;
  /**
   * What was observed.
   */
  observed: Shown | null;
  /**
   * The rule, where it is of one.
   */
  rule: RuleName | null;
  /**
   * What the rule is about.
   */
  subject: Id | null;
  /**
   * The unit of both.
   */
  unit: Unit;
}
/**
 * What one rule says of the request.
 */
export interface Finding {
  /**
   * What the verdict leads to.
   */
  action: Action;
  /**
   * The fact of the request that was looked at, where it is one.
   */
  fact: Fact | null;
  /**
   * What was observed.
   */
  observed: Shown | null;
  /**
   * Why the rule does not pass.
   */
  reason: Reason | null;
  /**
   * What is required.
   */
  required: RequiredForm | null;
  /**
   * The rule, or the guard.
   */
  rule: RuleName;
  /**
   * What the rule is about among others of its kind: a document, a field, a regulation.
   */
  subject: Id | null;
  /**
   * The unit of what was observed and is required.
   */
  unit: Unit | null;
  /**
   * The verdict.
   */
  verdict: Verdict;
}
/**
 * What is foreseen of a request; null for what there is not.
 */
export interface Foresight {
  /**
   * The greatest amount that proceeds, in minor units: from the request's own on, or below it.
   */
  max_amount_minor: number | null;
  /**
   * The earliest instant, now or later, at which the same request made afresh proceeds, in seconds UTC.
   */
  next_allowed_at_utc_s: number | null;
  /**
   * The first later instant at which outcome or primary reason change, in seconds UTC.
   */
  stable_until_utc_s: number | null;
}
