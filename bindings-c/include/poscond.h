/*
 * poscond.h: are the conditions met for this transaction at this service point, and if not, exactly why?
 *
 * Written by `cargo xtask docs` from the Rust sources; change those, or conventions.h for this head.
 *
 * Conventions
 *   - C99 or later, or C++. Prefix poscond_. Arguments: self, then inputs, then outputs.
 *   - Every function returns a poscond_status, 0 where it was done. Outputs are written only then: else they hold what they held.
 *   - No heap, no globals, no floating point, no clock, no I/O. Reentrant: any number of threads, tasks and interrupts may call it
 *     at once. The caller brings all memory, and 4 KiB of stack (bindings-c/README.md has it call by call; signatures take more).
 *   - Pointers may not be NULL unless a comment says so; NULL and misalignment are statuses, not traps. A pointer is valid for
 *     what its type or the length beside it says, inputs hold still during the call, and outputs overlap nothing.
 *   - Zeroed memory says nothing: a zeroed plan is not open, a zeroed request is none, a zeroed decision is "not decided".
 *   - Words are numbers from 1 (POSCOND_…_…), in one byte. An unknown one is POSCOND_OUT_OF_RANGE or POSCOND_REQUEST_RANGE.
 *   - Times are seconds since 1970-01-01 UTC, dates days since 1970-01-01 on the service point's clock, money minor units.
 *   - A text is written with a zero behind it; its length does not count the zero. Called with a NULL buffer and capacity 0, a
 *     function that writes a text tells its length, and writes nothing. What does not fit is POSCOND_BUFFER_TOO_SMALL.
 *
 * A decision
 *     static poscond_plan plan;                       (bytes of the plan stay in flash; this is what was found in them)
 *     poscond_request request;
 *     poscond_decision decision;
 *     if (poscond_handshake() != POSCOND_OK) return;  (once, at boot)
 *     if (poscond_open(flash, length, "hangzhou-noodle-shop", highest_revision, NULL, 0, &plan) != POSCOND_OK) return;
 *     poscond_request_init(&request);
 *     poscond_set_now_utc_s(&request, rtc());
 *     poscond_set_clock(&request, POSCOND_CLOCK_TRUSTED);
 *     poscond_set_amount_minor(&request, 3200);       (32.00)
 *     …                                               (whatever else is known: what is not set is not known)
 *     poscond_evaluate(&plan, &request, &decision);
 *     if (decision.outcome == POSCOND_OUTCOME_PROCEED) …  (go on with the normal authorisation)
 *
 * Two plans, A and B, and power that fails between
 *   Keep two slots in flash and, beside them in memory that survives power loss, the highest revision that was ever opened.
 *     1. Write what arrived into the slot that is not in force, whole, length last.
 *     2. poscond_open() it there with that highest revision as revision_min (and the keys, where plans are signed).
 *        Where it fails, forget it: the other slot is still in force. Nothing else has to be undone.
 *     3. Store its revision as the highest. From here on the older plan no longer opens.
 *     4. Decide by it.
 *   At boot, open both slots and take the one that opens with the higher revision. Power lost before 3 leaves both opening, and the
 *   newer one is taken; power lost while 1 leaves bytes whose digest does not match. A plan that was damaged opens never: any bit.
 *
 * DE22 and DE25 (ISO 8583:1987) beside the entry mode; the field is three digits, the first two name the mode
 *     POSCOND_ENTRY_MODE_MANUAL       01x    POSCOND_ENTRY_MODE_QR_CODE   03x, 04x
 *     POSCOND_ENTRY_MODE_MAGSTRIPE    02x, 90x    POSCOND_ENTRY_MODE_FALLBACK  80x
 *     POSCOND_ENTRY_MODE_CHIP         05x    POSCOND_ENTRY_MODE_STORED    10x
 *     POSCOND_ENTRY_MODE_CONTACTLESS  07x, 91x
 *   The third digit tells what can be entered (1: a PIN can, 2: it cannot) and is not looked at. DE25 is the two digits of the
 *   point-of-service condition code; the policy lists those that it takes.
 */
#ifndef POSCOND_H
#define POSCOND_H

#include <stddef.h>
#include <stdint.h>

/* Where 8-byte integers would be aligned to less (x86 with 32 bits), a request still is to 8. */
#if defined(__GNUC__) || defined(__clang__)
#define POSCOND_ALIGNED_8 __attribute__((aligned(8)))
#else
#define POSCOND_ALIGNED_8
#endif

/* What holds of the layout; where not, the header does not compile. */
#define POSCOND_ASSERT(name, holds) typedef char poscond_assert_##name[(holds) ? 1 : -1]

#define POSCOND_ABI_VERSION 1
/* The request record: its size in memory and on the wire, and its layout. */
#define POSCOND_REQUEST_BYTES 560
#define POSCOND_LAYOUT_VERSION 1
#define POSCOND_COUNTERS_MAX 12
#define POSCOND_RULES_MAX 64
/* The most steps against one reason. */
#define POSCOND_REMEDIES_MAX 3
/* The latest instant: 2199-12-31T23:59:59Z, s UTC. */
#define POSCOND_INSTANT_UTC_S_MAX 7258118399LL
/* Twelve digits of DE4, in minor units. */
#define POSCOND_AMOUNT_MINOR_MAX 999999999999LL
/* Bytes of canonical JSON with the zero behind it, whatever the plan. */
#define POSCOND_DECISION_JSON_MAX 462
#define POSCOND_REPORT_JSON_MAX 102014
#define POSCOND_COLUMNS_MAX 80
#define POSCOND_RECEIPT_COLUMNS 32

/* What came of a call. Nothing was written unless it is POSCOND_OK. */
typedef int32_t poscond_status;
enum {
  POSCOND_OK = 0, /* It was done. */
  POSCOND_NULL_POINTER = 1, /* A pointer that must not be is NULL. */
  POSCOND_MISALIGNED = 2, /* A pointer is not aligned as its type asks. */
  POSCOND_BUFFER_TOO_SMALL = 3, /* What is to be written does not fit. */
  POSCOND_OUT_OF_RANGE = 4, /* An argument has none of the values that it may have: a word, an index, columns. */
  POSCOND_ABI_MISMATCH = 5, /* The header was made for another version of the library. */
  POSCOND_NOT_OPEN = 6, /* The plan was never opened. */
  POSCOND_NOT_BUILT_IN = 7, /* The library was built without what this needs. */
  POSCOND_PLAN_LENGTH = 16, /* A plan ends too early, or goes on too long. */
  POSCOND_PLAN_MAGIC = 17, /* The bytes do not start as a plan does. */
  POSCOND_PLAN_FORMAT = 18, /* The plan's layout is another one. */
  POSCOND_PLAN_ENGINE = 19, /* The plan needs a later engine. */
  POSCOND_PLAN_DIGEST = 20, /* The digest does not match: the bytes were damaged or changed. */
  POSCOND_PLAN_UNSIGNED = 21, /* A signature is required, and there is none. */
  POSCOND_PLAN_FOREIGN_KEY = 22, /* The plan is signed by none of the keys given. */
  POSCOND_PLAN_SIGNATURE = 23, /* The signature does not match the plan and the key. */
  POSCOND_PLAN_CONTENT = 24, /* The bytes are whole and say something impossible. */
  POSCOND_PLAN_SERVICE_POINT = 25, /* The plan is for another service point. */
  POSCOND_PLAN_REVISION = 26, /* The plan's revision is below the least accepted. */
  POSCOND_REQUEST_SIZE = 32, /* A request's size is not the one stated, or not possible. */
  POSCOND_REQUEST_LAYOUT = 33, /* The request is in another layout. */
  POSCOND_REQUEST_UNKNOWN_FACT = 34, /* A presence bit of the request is not known. */
  POSCOND_REQUEST_RESERVED = 35, /* A byte of the request that must be zero is not. */
  POSCOND_REQUEST_BEYOND = 36, /* A fact is marked present and lies beyond the end of the record. */
  POSCOND_REQUEST_RANGE = 37, /* A fact has a value that it cannot have. */
  POSCOND_REQUEST_INCOMPLETE = 38, /* A part of the position fix is missing. */
  POSCOND_REQUEST_COUNTER = 39 /* A counter has a value or a slot that it cannot have. */
};

/* What is to be done. 0 is "not decided", and never proceed. */
enum {
  POSCOND_OUTCOME_PROCEED = 1,
  POSCOND_OUTCOME_REFER = 2,
  POSCOND_OUTCOME_DECLINE = 3
};

/* What a rule says. */
enum {
  POSCOND_VERDICT_PASS = 1,
  POSCOND_VERDICT_FAIL = 2,
  POSCOND_VERDICT_UNKNOWN = 3,
  POSCOND_VERDICT_NOT_APPLICABLE = 4
};

/* What a verdict leads to, from weakest to strongest. */
enum {
  POSCOND_ACTION_ALLOW = 0,
  POSCOND_ACTION_WARN = 1,
  POSCOND_ACTION_REFER = 2,
  POSCOND_ACTION_DECLINE = 3
};

/* The unit of a value. */
enum {
  POSCOND_UNIT_NONE = 1,
  POSCOND_UNIT_M = 2,
  POSCOND_UNIT_S = 3,
  POSCOND_UNIT_LOCAL_MIN = 4,
  POSCOND_UNIT_DATE = 5,
  POSCOND_UNIT_MINOR = 6,
  POSCOND_UNIT_COUNT = 7,
  POSCOND_UNIT_CURRENCY = 8,
  POSCOND_UNIT_MCC = 9,
  POSCOND_UNIT_REGION = 10,
  POSCOND_UNIT_WORD = 11,
  POSCOND_UNIT_VERSION = 12,
  POSCOND_UNIT_PERCENT = 13,
  POSCOND_UNIT_CODE = 14,
  POSCOND_UNIT_UTC_S = 15,
  POSCOND_UNIT_REASON = 16
};

/* Who takes a step. */
enum {
  POSCOND_WHO_MERCHANT = 1,
  POSCOND_WHO_OPERATOR = 2,
  POSCOND_WHO_ACQUIRER = 3,
  POSCOND_WHO_SERVICE_ENGINEER = 4,
  POSCOND_WHO_WAIT = 5
};

/* What somebody does so that a condition is met. */
enum {
  POSCOND_STEP_WAIT = 1,
  POSCOND_STEP_TRY_AGAIN = 2,
  POSCOND_STEP_SET_CLOCK = 3,
  POSCOND_STEP_LOAD_PLAN = 4,
  POSCOND_STEP_RENEW_PLAN = 5,
  POSCOND_STEP_USE_OWN_TERMINAL = 6,
  POSCOND_STEP_ASK_ACQUIRER = 7,
  POSCOND_STEP_SUPPLY_DOCUMENT = 8,
  POSCOND_STEP_SUPPLY_MATERIAL = 9,
  POSCOND_STEP_CORRECT_FORM = 10,
  POSCOND_STEP_CORRECT_REGISTRATION = 11,
  POSCOND_STEP_SUBMIT_APPLICATION = 12,
  POSCOND_STEP_FINISH_REVIEW = 13,
  POSCOND_STEP_SHIP_TERMINAL = 14,
  POSCOND_STEP_INSTALL_TERMINAL = 15,
  POSCOND_STEP_TRAIN_MERCHANT = 16,
  POSCOND_STEP_RUN_TEST_TRANSACTION = 17,
  POSCOND_STEP_REGISTER_TERMINAL = 18,
  POSCOND_STEP_ACTIVATE_TERMINAL = 19,
  POSCOND_STEP_BIND_TERMINAL = 20,
  POSCOND_STEP_SIGN_ON = 21,
  POSCOND_STEP_REFRESH_PROFILE = 22,
  POSCOND_STEP_CLOSE_SUPPORT_REQUEST = 23,
  POSCOND_STEP_TRAIN_OPERATOR = 24,
  POSCOND_STEP_CORRECT_POS_CODES = 25,
  POSCOND_STEP_REPORT_FACT = 26,
  POSCOND_STEP_MEET_REGULATION = 27,
  POSCOND_STEP_MOVE_INTO_AREA = 28,
  POSCOND_STEP_UPDATE_ADDRESS = 29,
  POSCOND_STEP_DEPLOY_MOBILE_POS = 30,
  POSCOND_STEP_TAKE_FIX = 31,
  POSCOND_STEP_STOP_MOCKING = 32,
  POSCOND_STEP_CHECK_ADDRESS = 33,
  POSCOND_STEP_REGISTER_HOURS = 34,
  POSCOND_STEP_EXTEND_HOURS = 35,
  POSCOND_STEP_UPDATE_CALENDAR = 36,
  POSCOND_STEP_LOWER_AMOUNT = 37,
  POSCOND_STEP_RAISE_AMOUNT = 38,
  POSCOND_STEP_ENTER_AGAIN = 39,
  POSCOND_STEP_RAISE_LIMIT = 40,
  POSCOND_STEP_REFRESH_USAGE = 41,
  POSCOND_STEP_READ_ANOTHER_WAY = 42,
  POSCOND_STEP_RESTORE_POWER = 43,
  POSCOND_STEP_CHARGE_BATTERY = 44,
  POSCOND_STEP_RESTART_TERMINAL = 45,
  POSCOND_STEP_CHANGE_NETWORK = 46,
  POSCOND_STEP_CLEAN_PART = 47,
  POSCOND_STEP_REPAIR_TERMINAL = 48,
  POSCOND_STEP_REPLACE_TERMINAL = 49,
  POSCOND_STEP_INSPECT_TERMINAL = 50,
  POSCOND_STEP_UPDATE_SOFTWARE = 51,
  POSCOND_STEP_UPDATE_OS = 52,
  POSCOND_STEP_INSTALL_PATCH = 53
};

/* When to try again. */
enum {
  POSCOND_RETRY_AFTER_STEP = 1,
  POSCOND_RETRY_AT = 2,
  POSCOND_RETRY_WITH_BACKOFF = 3,
  POSCOND_RETRY_NEVER = 4
};

/* What is advised. */
enum {
  POSCOND_ADVICE_DOCUMENT_EXPIRES = 1,
  POSCOND_ADVICE_DOCUMENT_IN_GRACE = 2,
  POSCOND_ADVICE_LIMIT_NEARLY_USED = 3,
  POSCOND_ADVICE_CLOSING_SOON = 4,
  POSCOND_ADVICE_PROFILE_DUE = 5,
  POSCOND_ADVICE_INSPECTION_DUE = 6,
  POSCOND_ADVICE_SOFTWARE_BELOW_RECOMMENDED = 7,
  POSCOND_ADVICE_BATTERY_LOW = 8,
  POSCOND_ADVICE_REGULATION_COMING = 9,
  POSCOND_ADVICE_CALENDAR_ENDS = 10,
  POSCOND_ADVICE_PLAN_ENDS = 11
};

/* Over which time a counter counts. */
enum {
  POSCOND_WINDOW_DAY = 1,
  POSCOND_WINDOW_MONTH = 2
};

/* Whose transactions a counter counts. */
enum {
  POSCOND_SUBJECT_TERMINAL = 1,
  POSCOND_SUBJECT_SERVICE_POINT = 2,
  POSCOND_SUBJECT_CARD = 3
};

/* Whether refunds give back what a counter counted. */
enum {
  POSCOND_REFUNDS_IGNORE = 1,
  POSCOND_REFUNDS_RESTORE = 2
};

/* Who reads a text. */
enum {
  POSCOND_READER_CARDHOLDER = 1,
  POSCOND_READER_MERCHANT = 2,
  POSCOND_READER_ENGINEER = 3
};

/* In which language. */
enum {
  POSCOND_LANGUAGE_ZH_CN = 1,
  POSCOND_LANGUAGE_EN = 2
};

/* In which bytes. */
enum {
  POSCOND_ENCODING_UTF_8 = 1,
  POSCOND_ENCODING_GBK = 2
};

/* The datum of coordinates. Undeclared is an error: they differ by hundreds of metres. */
enum {
  POSCOND_DATUM_WGS84 = 1,
  POSCOND_DATUM_GCJ02 = 2,
  POSCOND_DATUM_BD09 = 3
};

/* What kind of transaction is asked for. */
enum {
  POSCOND_TRANSACTION_SALE = 1,
  POSCOND_TRANSACTION_PREAUTH = 2,
  POSCOND_TRANSACTION_PREAUTH_COMPLETION = 3,
  POSCOND_TRANSACTION_REFUND = 4,
  POSCOND_TRANSACTION_VOID = 5,
  POSCOND_TRANSACTION_REVERSAL = 6,
  POSCOND_TRANSACTION_BALANCE = 7,
  POSCOND_TRANSACTION_TEST = 8
};

/* How the card was read. */
enum {
  POSCOND_ENTRY_MODE_MANUAL = 1,
  POSCOND_ENTRY_MODE_MAGSTRIPE = 2,
  POSCOND_ENTRY_MODE_CHIP = 3,
  POSCOND_ENTRY_MODE_CONTACTLESS = 4,
  POSCOND_ENTRY_MODE_QR_CODE = 5,
  POSCOND_ENTRY_MODE_FALLBACK = 6,
  POSCOND_ENTRY_MODE_STORED = 7
};

/* What kind of card or account pays. */
enum {
  POSCOND_CARD_KIND_DEBIT = 1,
  POSCOND_CARD_KIND_CREDIT = 2,
  POSCOND_CARD_KIND_QUASI_CREDIT = 3,
  POSCOND_CARD_KIND_PREPAID = 4,
  POSCOND_CARD_KIND_ACCOUNT = 5
};

/* Whether the clock can be relied on. */
enum {
  POSCOND_CLOCK_TRUSTED = 1,
  POSCOND_CLOCK_NOT_TRUSTED = 2
};

/* Whether the acceptance host can be reached. */
enum {
  POSCOND_HOST_REACHABLE = 1,
  POSCOND_HOST_UNREACHABLE = 2,
  POSCOND_HOST_TIMING_OUT = 3
};

/* How far the terminal has come. */
enum {
  POSCOND_TERMINAL_NOT_REGISTERED = 1,
  POSCOND_TERMINAL_NOT_ACTIVATED = 2,
  POSCOND_TERMINAL_ACTIVE = 3,
  POSCOND_TERMINAL_DORMANT = 4
};

/* What the tamper sensors report. */
enum {
  POSCOND_TAMPER_INTACT = 1,
  POSCOND_TAMPER_TAMPERED = 2
};

/* Whether a position is made up. */
enum {
  POSCOND_FIX_SOURCE_GENUINE = 1,
  POSCOND_FIX_SOURCE_MOCKED = 2
};

/* The state of the link. */
enum {
  POSCOND_LINK_UP = 1,
  POSCOND_LINK_WEAK = 2,
  POSCOND_LINK_UNSTABLE = 3,
  POSCOND_LINK_INTERFERED = 4,
  POSCOND_LINK_DOWN = 5
};

/* What powers the terminal. */
enum {
  POSCOND_POWER_MAINS = 1,
  POSCOND_POWER_BATTERY = 2,
  POSCOND_POWER_FAILING = 3
};

/* The state of card reader, contacts, positioning, communication, printer, key pad. */
enum {
  POSCOND_COMPONENT_WORKING = 1,
  POSCOND_COMPONENT_DEGRADED = 2,
  POSCOND_COMPONENT_FAULTY = 3,
  POSCOND_COMPONENT_NOT_FITTED = 4
};

/* Whether the terminal was damaged. */
enum {
  POSCOND_DAMAGE_NONE = 1,
  POSCOND_DAMAGE_DAMAGED = 2
};

/* Whether the service point's data were loaded and verified. */
enum {
  POSCOND_DATA_LOADED = 1,
  POSCOND_DATA_LOAD_FAILED = 2,
  POSCOND_DATA_VERIFY_FAILED = 3
};

/* Whether whoever is at the till was trained. */
enum {
  POSCOND_OPERATOR_TRAINED = 1,
  POSCOND_OPERATOR_NOT_TRAINED = 2
};

/* What is required of the value observed. */
enum {
  POSCOND_REQUIRED_NOTHING = 0,
  POSCOND_REQUIRED_AT_LEAST = 1,
  POSCOND_REQUIRED_AT_MOST = 2,
  POSCOND_REQUIRED_WITHIN = 3,
  POSCOND_REQUIRED_ONE_OF = 4
};

/* The guards that spoke: bits of `guards` of a decision. */
enum {
  POSCOND_GUARD_OTHER_SERVICE_POINT = 1,
  POSCOND_GUARD_SERVICE_POINT_UNKNOWN = 2,
  POSCOND_GUARD_CLOCK_NOT_TRUSTED = 4,
  POSCOND_GUARD_PLAN_NOT_YET_VALID = 8,
  POSCOND_GUARD_PLAN_EXPIRED = 16,
  POSCOND_GUARD_HOST_UNREACHABLE = 32
};

/* Why a condition is not met, first what takes precedence. docs/reasons.md explains each. */
enum {
  POSCOND_REASON_OTHER_SERVICE_POINT = 101,
  POSCOND_REASON_CLOCK_NOT_TRUSTED = 102,
  POSCOND_REASON_PLAN_NOT_YET_VALID = 103,
  POSCOND_REASON_PLAN_EXPIRED = 104,
  POSCOND_REASON_SERVICE_POINT_UNKNOWN = 105,
  POSCOND_REASON_MERCHANT_SUSPENDED = 301,
  POSCOND_REASON_MCC_NOT_ALLOWED = 302,
  POSCOND_REASON_ENTRY_MODE_NOT_ALLOWED = 303,
  POSCOND_REASON_DOCUMENT_MISSING = 304,
  POSCOND_REASON_DOCUMENT_REJECTED = 305,
  POSCOND_REASON_DOCUMENT_EXPIRED = 306,
  POSCOND_REASON_DOCUMENT_NOT_YET_VALID = 307,
  POSCOND_REASON_DOCUMENT_PENDING = 308,
  POSCOND_REASON_ENTRY_MODE_UNKNOWN = 309,
  POSCOND_REASON_MATERIAL_MISSING = 1101,
  POSCOND_REASON_MATERIAL_REJECTED = 1102,
  POSCOND_REASON_FORM_FIELD_MISSING = 1103,
  POSCOND_REASON_FORM_FIELD_WRONG = 1104,
  POSCOND_REASON_CREDIT_CHECK_FAILED = 1105,
  POSCOND_REASON_REVIEW_NOT_SUBMITTED = 1106,
  POSCOND_REASON_REVIEW_REJECTED = 1107,
  POSCOND_REASON_TERMINAL_NOT_SHIPPED = 1108,
  POSCOND_REASON_TERMINAL_NOT_DELIVERED = 1109,
  POSCOND_REASON_INSTALLATION_FAILED = 1110,
  POSCOND_REASON_INSTALLATION_PENDING = 1111,
  POSCOND_REASON_TRAINING_PENDING = 1112,
  POSCOND_REASON_TEST_TRANSACTION_FAILED = 1113,
  POSCOND_REASON_TEST_TRANSACTION_PENDING = 1114,
  POSCOND_REASON_REVIEW_OVERDUE = 1115,
  POSCOND_REASON_REVIEW_PENDING = 1116,
  POSCOND_REASON_MATERIAL_PENDING = 1117,
  POSCOND_REASON_FORM_FIELD_PENDING = 1118,
  POSCOND_REASON_CREDIT_CHECK_PENDING = 1119,
  POSCOND_REASON_APPLICATION_NOT_RECORDED = 1120,
  POSCOND_REASON_DISASTER_SUSPENDED = 701,
  POSCOND_REASON_REGULATION_NOT_MET = 702,
  POSCOND_REASON_POLICY_SUPERSEDED = 703,
  POSCOND_REASON_POLICY_OUTDATED = 704,
  POSCOND_REASON_POLICY_STATE_UNKNOWN = 705,
  POSCOND_REASON_TERMINAL_NOT_REGISTERED = 401,
  POSCOND_REASON_TERMINAL_NOT_ACTIVATED = 402,
  POSCOND_REASON_TERMINAL_DORMANT = 403,
  POSCOND_REASON_PROFILE_OUTDATED = 404,
  POSCOND_REASON_TERMINAL_BOUND_ELSEWHERE = 407,
  POSCOND_REASON_NOT_SIGNED_ON = 408,
  POSCOND_REASON_REGISTRATION_FIELD_MISSING = 409,
  POSCOND_REASON_REGISTRATION_FIELD_WRONG = 410,
  POSCOND_REASON_DE22_INCONSISTENT = 411,
  POSCOND_REASON_DE25_INCONSISTENT = 412,
  POSCOND_REASON_SUPPORT_OVERDUE = 413,
  POSCOND_REASON_OPERATOR_NOT_TRAINED = 414,
  POSCOND_REASON_TERMINAL_STATE_UNKNOWN = 405,
  POSCOND_REASON_PROFILE_AGE_UNKNOWN = 406,
  POSCOND_REASON_TERMINAL_BINDING_UNKNOWN = 415,
  POSCOND_REASON_SIGN_ON_UNKNOWN = 416,
  POSCOND_REASON_REGISTRATION_FIELD_UNCHECKED = 417,
  POSCOND_REASON_POS_CODES_MISSING = 418,
  POSCOND_REASON_OPERATOR_TRAINING_UNKNOWN = 419,
  POSCOND_REASON_TAMPERED = 501,
  POSCOND_REASON_TAMPER_STATE_UNKNOWN = 502,
  POSCOND_REASON_DAMAGED = 512,
  POSCOND_REASON_POWER_FAILING = 503,
  POSCOND_REASON_BATTERY_TOO_LOW = 504,
  POSCOND_REASON_CARD_READER_FAULTY = 505,
  POSCOND_REASON_CONTACT_FAULTY = 506,
  POSCOND_REASON_POSITIONING_FAULTY = 507,
  POSCOND_REASON_COMMUNICATION_FAULTY = 508,
  POSCOND_REASON_PRINTER_FAULTY = 509,
  POSCOND_REASON_KEY_PAD_FAULTY = 510,
  POSCOND_REASON_HARDWARE_TOO_OLD = 511,
  POSCOND_REASON_INSPECTION_OVERDUE = 513,
  POSCOND_REASON_COMPONENT_STATE_UNKNOWN = 514,
  POSCOND_REASON_BATTERY_LEVEL_UNKNOWN = 515,
  POSCOND_REASON_POWER_STATE_UNKNOWN = 519,
  POSCOND_REASON_HARDWARE_AGE_UNKNOWN = 516,
  POSCOND_REASON_DAMAGE_UNKNOWN = 517,
  POSCOND_REASON_INSPECTION_UNKNOWN = 518,
  POSCOND_REASON_SOFTWARE_BELOW_MINIMUM = 601,
  POSCOND_REASON_SOFTWARE_VERSION_UNKNOWN = 602,
  POSCOND_REASON_OS_BELOW_MINIMUM = 603,
  POSCOND_REASON_SOFTWARE_KNOWN_BAD = 604,
  POSCOND_REASON_OS_KNOWN_BAD = 605,
  POSCOND_REASON_PATCH_MISSING = 606,
  POSCOND_REASON_DATA_LOAD_FAILED = 607,
  POSCOND_REASON_DATA_VERIFY_FAILED = 608,
  POSCOND_REASON_OS_VERSION_UNKNOWN = 609,
  POSCOND_REASON_PATCH_LEVEL_UNKNOWN = 610,
  POSCOND_REASON_DATA_STATE_UNKNOWN = 611,
  POSCOND_REASON_HOST_DOWN = 201,
  POSCOND_REASON_HOST_TIMING_OUT = 202,
  POSCOND_REASON_LINK_DOWN = 203,
  POSCOND_REASON_LINK_UNSTABLE = 204,
  POSCOND_REASON_LINK_INTERFERED = 205,
  POSCOND_REASON_LINK_WEAK = 206,
  POSCOND_REASON_FLOOR_LIMIT_EXCEEDED = 207,
  POSCOND_REASON_OFFLINE_AMOUNT_ABOVE_LIMIT = 208,
  POSCOND_REASON_OFFLINE_COUNT_ABOVE_LIMIT = 209,
  POSCOND_REASON_HOST_STATE_UNKNOWN = 210,
  POSCOND_REASON_LINK_STATE_UNKNOWN = 211,
  POSCOND_REASON_OFFLINE_USAGE_MISSING = 212,
  POSCOND_REASON_LOCATION_MOCKED = 808,
  POSCOND_REASON_ADDRESS_DIFFERS = 810,
  POSCOND_REASON_LOCATION_OUTSIDE_AREA = 801,
  POSCOND_REASON_LOCATION_PLACE_MISSING = 802,
  POSCOND_REASON_LOCATION_FIX_MISSING = 803,
  POSCOND_REASON_LOCATION_FIX_STALE = 804,
  POSCOND_REASON_LOCATION_ACCURACY_MISSING = 805,
  POSCOND_REASON_LOCATION_FIX_TOO_COARSE = 806,
  POSCOND_REASON_LOCATION_EDGE_UNCERTAIN = 807,
  POSCOND_REASON_LOCATION_MOCK_UNKNOWN = 809,
  POSCOND_REASON_ADDRESS_NOT_CHECKED = 811,
  POSCOND_REASON_HOURS_CLOSED = 901,
  POSCOND_REASON_HOURS_NOT_REGISTERED = 902,
  POSCOND_REASON_HOURS_CALENDAR_UNKNOWN = 903,
  POSCOND_REASON_CURRENCY_NOT_ALLOWED = 1001,
  POSCOND_REASON_AMOUNT_ZERO = 1002,
  POSCOND_REASON_AMOUNT_OUT_OF_RANGE = 1003,
  POSCOND_REASON_AMOUNT_BELOW_MINIMUM = 1004,
  POSCOND_REASON_AMOUNT_ABOVE_LIMIT = 1005,
  POSCOND_REASON_USAGE_OVERFLOW = 1006,
  POSCOND_REASON_DAY_AMOUNT_ABOVE_LIMIT = 1007,
  POSCOND_REASON_DAY_COUNT_ABOVE_LIMIT = 1008,
  POSCOND_REASON_MONTH_AMOUNT_ABOVE_LIMIT = 1009,
  POSCOND_REASON_MONTH_COUNT_ABOVE_LIMIT = 1010,
  POSCOND_REASON_AMOUNT_MISSING = 1011,
  POSCOND_REASON_CURRENCY_MISSING = 1012,
  POSCOND_REASON_USAGE_MISSING = 1013,
  POSCOND_REASON_USAGE_STALE = 1014,
  POSCOND_REASON_USAGE_FROM_FUTURE = 1015,
  POSCOND_REASON_REQUIREMENT_NOT_MET = 1201,
  POSCOND_REASON_REQUIREMENT_UNKNOWN = 1202,
  POSCOND_REASON_SCOPE_UNKNOWN = 106,
  POSCOND_REASON_HOST_UNREACHABLE = 107
};

/* The facts of a request, by their presence bit. */
enum {
  POSCOND_FACT_NOW_UTC_S = 0,
  POSCOND_FACT_FIX_AT_UTC_S = 1,
  POSCOND_FACT_PROFILE_REFRESHED_AT_UTC_S = 2,
  POSCOND_FACT_AMOUNT_MINOR = 3,
  POSCOND_FACT_APP_VERSION = 4,
  POSCOND_FACT_TERMINAL_ID = 5,
  POSCOND_FACT_MERCHANT_ID = 6,
  POSCOND_FACT_FIX_LAT_E7 = 7,
  POSCOND_FACT_FIX_LON_E7 = 8,
  POSCOND_FACT_FIX_ACCURACY_M = 9,
  POSCOND_FACT_FIX_REGION = 10,
  POSCOND_FACT_CURRENCY = 11,
  POSCOND_FACT_FIX_DATUM = 12,
  POSCOND_FACT_TRANSACTION = 13,
  POSCOND_FACT_ENTRY_MODE = 14,
  POSCOND_FACT_CARD_KIND = 15,
  POSCOND_FACT_CLOCK = 16,
  POSCOND_FACT_HOST = 17,
  POSCOND_FACT_TERMINAL = 18,
  POSCOND_FACT_TAMPER = 19,
  POSCOND_FACT_SIGNED_ON_AT_UTC_S = 20,
  POSCOND_FACT_IN_SERVICE_SINCE_UTC_S = 21,
  POSCOND_FACT_INSPECTED_AT_UTC_S = 22,
  POSCOND_FACT_POLICY_CONFIRMED_AT_UTC_S = 23,
  POSCOND_FACT_ORIGINAL_AT_UTC_S = 24,
  POSCOND_FACT_ORIGINAL_AMOUNT_MINOR = 25,
  POSCOND_FACT_OFFLINE_AMOUNT_MINOR = 26,
  POSCOND_FACT_CUSTOM_0 = 27,
  POSCOND_FACT_CUSTOM_1 = 28,
  POSCOND_FACT_CUSTOM_2 = 29,
  POSCOND_FACT_CUSTOM_3 = 30,
  POSCOND_FACT_CUSTOM_4 = 31,
  POSCOND_FACT_CUSTOM_5 = 32,
  POSCOND_FACT_CUSTOM_6 = 33,
  POSCOND_FACT_CUSTOM_7 = 34,
  POSCOND_FACT_OS_VERSION = 35,
  POSCOND_FACT_OFFLINE_COUNT = 36,
  POSCOND_FACT_PATCH_LEVEL = 37,
  POSCOND_FACT_POLICY_VERSION_LATEST = 38,
  POSCOND_FACT_DE22 = 39,
  POSCOND_FACT_DE25 = 40,
  POSCOND_FACT_BATTERY_PERCENT = 41,
  POSCOND_FACT_ORIGINAL_TRANSACTION = 42,
  POSCOND_FACT_FIX_SOURCE = 43,
  POSCOND_FACT_LINK = 44,
  POSCOND_FACT_POWER = 45,
  POSCOND_FACT_CARD_READER = 46,
  POSCOND_FACT_CONTACT = 47,
  POSCOND_FACT_POSITIONING = 48,
  POSCOND_FACT_COMMUNICATION = 49,
  POSCOND_FACT_PRINTER = 50,
  POSCOND_FACT_KEY_PAD = 51,
  POSCOND_FACT_DAMAGE = 52,
  POSCOND_FACT_SERVICE_POINT_DATA = 53,
  POSCOND_FACT_OPERATOR = 54
};

/* What was used of a limit before this transaction. */
typedef struct poscond_counter {
  int64_t amount_minor;   /* sum, minor units; below zero where more was given back than taken */
  int64_t taken_at_utc_s; /* when it was so, s UTC */
  int32_t count;          /* transactions */
  uint32_t reserved;      /* zero */
} poscond_counter;

/*
 * One request: what is known of terminal, transaction and usage at the moment of asking.
 *
 * Made by poscond_request_init() and the setters, which write a value and its presence together. A fact whose
 * presence bit is clear is not known, which is not the same as zero; what its field holds is then not looked at.
 */
typedef struct POSCOND_ALIGNED_8 poscond_request {
  uint16_t size_bytes;       /* POSCOND_REQUEST_BYTES */
  uint16_t layout_version;   /* POSCOND_LAYOUT_VERSION */
  uint32_t present_counters; /* bit n: counters[n] is known */
  uint64_t present;          /* bit POSCOND_FACT_…: that fact is known */

  /* The moment of asking. 0 to 7258118399 s UTC. Absent: nothing that needs the time is known
   * (CLOCK_NOT_TRUSTED). */
  int64_t now_utc_s;

  /* When the terminal received the position fix, by the same clock as `now_utc_s`. 0 to 7258118399 s UTC. Absent:
   * the fix counts as stale. */
  int64_t fix_at_utc_s;

  /* When the terminal last refreshed its profile from the host. 0 to 7258118399 s UTC. Absent: the age of the
   * profile is unknown. */
  int64_t profile_refreshed_at_utc_s;

  /* The amount of the transaction (DE4), in minor units of its currency. More than twelve digits can be said, and
   * fail. 0 to 9007199254740991 minor units. Absent: limits are unknown. */
  int64_t amount_minor;

  /* The version of the payment application. Four parts, the first the weightiest. Absent: the version is unknown. */
  uint16_t app_version[4];

  /* The terminal's id (DE41, ans 8). Up to 8 characters, printable ASCII, padded with spaces. Absent: whose
   * terminal it is, is unknown. */
  char terminal_id[8];

  /* The merchant's id (DE42, ans 15). Up to 15 characters, printable ASCII, padded with spaces. Absent: it cannot
   * be told whose the request is (SERVICE_POINT_UNKNOWN). */
  char merchant_id[16];

  /* Latitude of the position fix; stands with `fix_lon_e7` and `fix_datum` or not at all. -900000000 to 900000000
   * 1e-7 degrees. Absent: there is no fix. */
  int32_t fix_lat_e7;

  /* Longitude of the position fix. -1800000000 to 1800000000 1e-7 degrees. Absent: there is no fix. */
  int32_t fix_lon_e7;

  /* Radius around the fix within which the terminal believes itself to be. 0 to 4294967295 m. Absent: the
   * accuracy is unknown. */
  uint32_t fix_accuracy_m;

  /* Region code of where the terminal is (GB/T 2260), as a cell or network provider tells it. 0 to 999999.
   * Absent: areas given as regions are unknown. */
  uint32_t fix_region;

  /* The currency of the amount (DE49). 1 to 999 ISO 4217 numeric. Absent: the currency is unknown. */
  uint16_t currency;

  /* Datum of the position fix. POSCOND_DATUM_…. Absent: there is no fix. */
  uint8_t fix_datum;

  /* What kind of transaction is asked for. POSCOND_TRANSACTION_…. Absent: scopes that name transactions are
   * unknown. */
  uint8_t transaction;

  /* How the card was read. POSCOND_ENTRY_MODE_…. Absent: scopes and rules that name entry modes are unknown. */
  uint8_t entry_mode;

  /* What kind of card or account pays. POSCOND_CARD_KIND_…. Absent: scopes that name card kinds are unknown. */
  uint8_t card_kind;

  /* Whether the clock behind `now_utc_s` can be relied on. POSCOND_CLOCK_…. Absent: it is not trusted. */
  uint8_t clock;

  /* Whether the acceptance host can be reached. POSCOND_HOST_…. Absent: referrals are settled as if it could not. */
  uint8_t host;

  /* How far the terminal has come. POSCOND_TERMINAL_…. Absent: the state is unknown. */
  uint8_t terminal;

  /* What the tamper sensors report. POSCOND_TAMPER_…. Absent: the state is unknown. */
  uint8_t tamper;

  uint8_t reserved_at_106[6]; /* zero */

  /* What was used of each limit, in the order of the plan's counters. */
  poscond_counter counters[POSCOND_COUNTERS_MAX];

  /* When the terminal last signed on (签到). 0 to 7258118399 s UTC. Absent: whether it is signed on is unknown. */
  int64_t signed_on_at_utc_s;

  /* When the terminal was first put into service. 0 to 7258118399 s UTC. Absent: its age is unknown. */
  int64_t in_service_since_utc_s;

  /* When the terminal was last inspected (巡检). 0 to 7258118399 s UTC. Absent: whether an inspection is due is
   * unknown. */
  int64_t inspected_at_utc_s;

  /* When the host last said which version of the policy is the latest. 0 to 7258118399 s UTC. Absent: whether the
   * policy is current is unknown. */
  int64_t policy_confirmed_at_utc_s;

  /* When the original of a void, reversal or refund was made. 0 to 7258118399 s UTC. Absent: nothing is given
   * back to counters. */
  int64_t original_at_utc_s;

  /* The amount of that original. 0 to 9007199254740991 minor units. Absent: a void or reversal gives nothing back
   * to counters. */
  int64_t original_amount_minor;

  /* What was approved offline since the host was last reached, without this transaction. 0 to 9007199254740991
   * minor units. Absent: what may be sold offline is unknown. */
  int64_t offline_amount_minor;

  /* An integer that the policy names. -9007199254740991 to 9007199254740991. Absent: what depends on it is
   * unknown. */
  int64_t custom_0;

  /* An integer that the policy names. -9007199254740991 to 9007199254740991. Absent: what depends on it is
   * unknown. */
  int64_t custom_1;

  /* An integer that the policy names. -9007199254740991 to 9007199254740991. Absent: what depends on it is
   * unknown. */
  int64_t custom_2;

  /* An integer that the policy names. -9007199254740991 to 9007199254740991. Absent: what depends on it is
   * unknown. */
  int64_t custom_3;

  /* An integer that the policy names. -9007199254740991 to 9007199254740991. Absent: what depends on it is
   * unknown. */
  int64_t custom_4;

  /* An integer that the policy names. -9007199254740991 to 9007199254740991. Absent: what depends on it is
   * unknown. */
  int64_t custom_5;

  /* An integer that the policy names. -9007199254740991 to 9007199254740991. Absent: what depends on it is
   * unknown. */
  int64_t custom_6;

  /* An integer that the policy names. -9007199254740991 to 9007199254740991. Absent: what depends on it is
   * unknown. */
  int64_t custom_7;

  /* The version of the operating system. Four parts, the first the weightiest. Absent: the version is unknown. */
  uint16_t os_version[4];

  /* How many transactions were approved offline since the host was last reached. 0 to 4294967295 transactions.
   * Absent: what may be sold offline is unknown. */
  uint32_t offline_count;

  /* The level of security patches, a number that grows. 0 to 4294967295. Absent: the level is unknown. */
  uint32_t patch_level;

  /* The latest version of the policy that the host told of. 0 to 4294967295. Absent: whether the policy is
   * current is unknown. */
  uint32_t policy_version_latest;

  /* The three digits of DE22, the entry mode as the message says it. 0 to 999. Absent: it cannot be compared with
   * the entry mode. */
  uint16_t de22;

  /* The two digits of DE25, the point-of-service condition code (服务点条件码). 0 to 99. Absent: it cannot be compared
   * with what the policy accepts. */
  uint8_t de25;

  /* How far the battery is charged. 0 to 100 %. Absent: the level is unknown. */
  uint8_t battery_percent;

  /* What kind of transaction the original of a void, reversal or refund was. POSCOND_TRANSACTION_…. Absent: it
   * counts as one that took money. */
  uint8_t original_transaction;

  /* Whether the operating system says that the position is made up. POSCOND_FIX_SOURCE_…. Absent: whether it is
   * made up is unknown. */
  uint8_t fix_source;

  /* The state of the terminal's link. POSCOND_LINK_…. Absent: the state is unknown. */
  uint8_t link;

  /* What powers the terminal. POSCOND_POWER_…. Absent: the state is unknown. */
  uint8_t power;

  /* The card reader. POSCOND_COMPONENT_…. Absent: the state is unknown. */
  uint8_t card_reader;

  /* The contacts and interfaces. POSCOND_COMPONENT_…. Absent: the state is unknown. */
  uint8_t contact;

  /* The positioning module. POSCOND_COMPONENT_…. Absent: the state is unknown. */
  uint8_t positioning;

  /* The communication module. POSCOND_COMPONENT_…. Absent: the state is unknown. */
  uint8_t communication;

  /* The printer. POSCOND_COMPONENT_…. Absent: the state is unknown. */
  uint8_t printer;

  /* The key pad. POSCOND_COMPONENT_…. Absent: the state is unknown. */
  uint8_t key_pad;

  /* Whether the terminal was damaged, as after a disaster. POSCOND_DAMAGE_…. Absent: it is unknown. */
  uint8_t damage;

  /* Whether the service point's data were loaded and verified. POSCOND_DATA_…. Absent: it is unknown. */
  uint8_t service_point_data;

  /* Whether whoever is at the till was trained. POSCOND_OPERATOR_…. Absent: it is unknown. */
  uint8_t operator_state;

  uint8_t reserved_at_end[3]; /* zero */
} poscond_request;

POSCOND_ASSERT(present, offsetof(poscond_request, present) == 8);
POSCOND_ASSERT(now_utc_s, offsetof(poscond_request, now_utc_s) == 16);
POSCOND_ASSERT(fix_at_utc_s, offsetof(poscond_request, fix_at_utc_s) == 24);
POSCOND_ASSERT(profile_refreshed_at_utc_s, offsetof(poscond_request, profile_refreshed_at_utc_s) == 32);
POSCOND_ASSERT(amount_minor, offsetof(poscond_request, amount_minor) == 40);
POSCOND_ASSERT(app_version, offsetof(poscond_request, app_version) == 48);
POSCOND_ASSERT(terminal_id, offsetof(poscond_request, terminal_id) == 56);
POSCOND_ASSERT(merchant_id, offsetof(poscond_request, merchant_id) == 64);
POSCOND_ASSERT(fix_lat_e7, offsetof(poscond_request, fix_lat_e7) == 80);
POSCOND_ASSERT(fix_lon_e7, offsetof(poscond_request, fix_lon_e7) == 84);
POSCOND_ASSERT(fix_accuracy_m, offsetof(poscond_request, fix_accuracy_m) == 88);
POSCOND_ASSERT(fix_region, offsetof(poscond_request, fix_region) == 92);
POSCOND_ASSERT(currency, offsetof(poscond_request, currency) == 96);
POSCOND_ASSERT(fix_datum, offsetof(poscond_request, fix_datum) == 98);
POSCOND_ASSERT(transaction, offsetof(poscond_request, transaction) == 99);
POSCOND_ASSERT(entry_mode, offsetof(poscond_request, entry_mode) == 100);
POSCOND_ASSERT(card_kind, offsetof(poscond_request, card_kind) == 101);
POSCOND_ASSERT(clock, offsetof(poscond_request, clock) == 102);
POSCOND_ASSERT(host, offsetof(poscond_request, host) == 103);
POSCOND_ASSERT(terminal, offsetof(poscond_request, terminal) == 104);
POSCOND_ASSERT(tamper, offsetof(poscond_request, tamper) == 105);
POSCOND_ASSERT(counters, offsetof(poscond_request, counters) == 112);
POSCOND_ASSERT(signed_on_at_utc_s, offsetof(poscond_request, signed_on_at_utc_s) == 400);
POSCOND_ASSERT(in_service_since_utc_s, offsetof(poscond_request, in_service_since_utc_s) == 408);
POSCOND_ASSERT(inspected_at_utc_s, offsetof(poscond_request, inspected_at_utc_s) == 416);
POSCOND_ASSERT(policy_confirmed_at_utc_s, offsetof(poscond_request, policy_confirmed_at_utc_s) == 424);
POSCOND_ASSERT(original_at_utc_s, offsetof(poscond_request, original_at_utc_s) == 432);
POSCOND_ASSERT(original_amount_minor, offsetof(poscond_request, original_amount_minor) == 440);
POSCOND_ASSERT(offline_amount_minor, offsetof(poscond_request, offline_amount_minor) == 448);
POSCOND_ASSERT(custom_0, offsetof(poscond_request, custom_0) == 456);
POSCOND_ASSERT(custom_1, offsetof(poscond_request, custom_1) == 464);
POSCOND_ASSERT(custom_2, offsetof(poscond_request, custom_2) == 472);
POSCOND_ASSERT(custom_3, offsetof(poscond_request, custom_3) == 480);
POSCOND_ASSERT(custom_4, offsetof(poscond_request, custom_4) == 488);
POSCOND_ASSERT(custom_5, offsetof(poscond_request, custom_5) == 496);
POSCOND_ASSERT(custom_6, offsetof(poscond_request, custom_6) == 504);
POSCOND_ASSERT(custom_7, offsetof(poscond_request, custom_7) == 512);
POSCOND_ASSERT(os_version, offsetof(poscond_request, os_version) == 520);
POSCOND_ASSERT(offline_count, offsetof(poscond_request, offline_count) == 528);
POSCOND_ASSERT(patch_level, offsetof(poscond_request, patch_level) == 532);
POSCOND_ASSERT(policy_version_latest, offsetof(poscond_request, policy_version_latest) == 536);
POSCOND_ASSERT(de22, offsetof(poscond_request, de22) == 540);
POSCOND_ASSERT(de25, offsetof(poscond_request, de25) == 542);
POSCOND_ASSERT(battery_percent, offsetof(poscond_request, battery_percent) == 543);
POSCOND_ASSERT(original_transaction, offsetof(poscond_request, original_transaction) == 544);
POSCOND_ASSERT(fix_source, offsetof(poscond_request, fix_source) == 545);
POSCOND_ASSERT(link, offsetof(poscond_request, link) == 546);
POSCOND_ASSERT(power, offsetof(poscond_request, power) == 547);
POSCOND_ASSERT(card_reader, offsetof(poscond_request, card_reader) == 548);
POSCOND_ASSERT(contact, offsetof(poscond_request, contact) == 549);
POSCOND_ASSERT(positioning, offsetof(poscond_request, positioning) == 550);
POSCOND_ASSERT(communication, offsetof(poscond_request, communication) == 551);
POSCOND_ASSERT(printer, offsetof(poscond_request, printer) == 552);
POSCOND_ASSERT(key_pad, offsetof(poscond_request, key_pad) == 553);
POSCOND_ASSERT(damage, offsetof(poscond_request, damage) == 554);
POSCOND_ASSERT(service_point_data, offsetof(poscond_request, service_point_data) == 555);
POSCOND_ASSERT(operator_state, offsetof(poscond_request, operator_state) == 556);
POSCOND_ASSERT(size, sizeof(poscond_request) == POSCOND_REQUEST_BYTES);

/**
 * Most values that a requirement lists.
 */
#define POSCOND_LISTED_MAX 8

/**
 * Bytes of an id and the zero that ends it.
 */
#define POSCOND_ID_BYTES 41

/**
 * The number of no fact.
 */
#define POSCOND_FACT_NONE 255

/**
 * The bit of no rule: of a guard.
 */
#define POSCOND_BIT_NONE 255

/**
 * Words of memory that an open plan takes, each as large as a pointer.
 */
#define POSCOND_PLAN_WORDS 40

/**
 * An open plan: what was found on looking through its bytes, which stay where they are. It may be copied like any struct, as
 * long as the bytes stay. There is nothing to close. Zeroed, it is no plan.
 */
typedef struct poscond_plan {
  /**
   * Not for the caller.
   */
  size_t state;
  /**
   * Not for the caller.
   */
  size_t opaque[POSCOND_PLAN_WORDS];
} poscond_plan;

/**
 * What was decided.
 */
typedef struct poscond_decision {
  /**
   * The rules that failed, a bit each in the plan's order.
   */
  uint64_t failed;
  /**
   * The rules of which it is not known whether they are met, likewise.
   */
  uint64_t unknown;
  /**
   * The number of the primary reason; 0 where nothing stronger than `allow` came up.
   */
  uint16_t reason;
  /**
   * The ISO 8583 DE39 of the primary reason; zeros for proceed.
   */
  uint8_t de39[2];
  /**
   * What is to be done: POSCOND_OUTCOME_…; 0 is "not decided".
   */
  uint8_t outcome;
  /**
   * The guards that spoke: bits of POSCOND_GUARD_….
   */
  uint8_t guards;
} poscond_decision;

/**
 * What one rule, or a guard, says of one request. Numbers of words are those of the constants of their names.
 */
typedef struct poscond_finding {
  /**
   * What was observed, in `unit`. 0 where `has_observed` is 0.
   */
  int64_t observed;
  /**
   * The least value required, in `unit`. 0 where `required` has none.
   */
  int64_t required_from;
  /**
   * The greatest value required, or the one before which it must lie. 0 where `required` has none.
   */
  int64_t required_to;
  /**
   * The number of the reason, of POSCOND_REASON_…; 0 where the rule passes or does not apply.
   */
  uint16_t reason;
  /**
   * The values of which one is required; the first `listed_count` count.
   */
  uint16_t listed[POSCOND_LISTED_MAX];
  /**
   * How many values are listed, 0 to 8.
   */
  uint8_t listed_count;
  /**
   * What is required: POSCOND_REQUIRED_…; 0 is nothing.
   */
  uint8_t required;
  /**
   * 1 where something was observed, else 0.
   */
  uint8_t has_observed;
  /**
   * The unit of the values: POSCOND_UNIT_….
   */
  uint8_t unit;
  /**
   * What the rule says: POSCOND_VERDICT_…; never 0.
   */
  uint8_t verdict;
  /**
   * What it leads to: POSCOND_ACTION_…; 0 is allow.
   */
  uint8_t action;
  /**
   * The fact of the request that was looked at, of POSCOND_FACT_…; POSCOND_FACT_NONE where it is not one.
   */
  uint8_t fact;
  /**
   * The rule's bit in the sets of a decision, 0 to 63; POSCOND_BIT_NONE for a guard.
   */
  uint8_t bit;
  /**
   * 1 where the rule is for the engineer's eyes only, else 0.
   */
  uint8_t internal;
  /**
   * The rule's id; a guard's name starts with `@`.
   */
  char rule[POSCOND_ID_BYTES];
  /**
   * What the rule is about, where rules of its condition differ in that, such as the kind of document; else empty.
   */
  char subject[POSCOND_ID_BYTES];
  /**
   * Zero.
   */
  uint8_t reserved[3];
} poscond_finding;

/**
 * A step against a cause.
 */
typedef struct poscond_remedy {
  /**
   * What is done: POSCOND_STEP_…; never 0.
   */
  uint8_t step;
  /**
   * Who does it: POSCOND_WHO_…; never 0.
   */
  uint8_t who;
  /**
   * When to try again: POSCOND_RETRY_…; never 0.
   */
  uint8_t retry;
} poscond_remedy;

/**
 * What is foreseen of a request.
 */
typedef struct poscond_foresight {
  /**
   * The first later instant, s UTC, at which outcome or primary reason change with nothing but the time. 0 where
   * `has_stable_until` is 0: none within 400 days.
   */
  int64_t stable_until_utc_s;
  /**
   * The earliest instant, s UTC, now or later, at which the same request made afresh proceeds. 0 where `has_next_allowed_at`
   * is 0: none within 400 days.
   */
  int64_t next_allowed_at_utc_s;
  /**
   * The greatest amount, in minor units: up to it a request that proceeds still does; below its own amount one that does not
   * would. 0 where `has_max_amount` is 0: nothing limits it, or no smaller one proceeds.
   */
  int64_t max_amount_minor;
  /**
   * 1 where there is such an instant, else 0.
   */
  uint8_t has_stable_until;
  /**
   * 1 where there is such an instant, else 0.
   */
  uint8_t has_next_allowed_at;
  /**
   * 1 where there is such an amount, else 0.
   */
  uint8_t has_max_amount;
  /**
   * Zero.
   */
  uint8_t reserved[5];
} poscond_foresight;

/**
 * What is worth saying before it turns into a refusal.
 */
typedef struct poscond_advice {
  /**
   * What was observed, in `unit`. 0 where `has_observed` is 0.
   */
  int64_t observed;
  /**
   * Where it turns into a refusal, in `unit`.
   */
  int64_t limit;
  /**
   * What is advised: POSCOND_ADVICE_…; never 0.
   */
  uint8_t kind;
  /**
   * The unit of the two values: POSCOND_UNIT_….
   */
  uint8_t unit;
  /**
   * 1 where something was observed, else 0.
   */
  uint8_t has_observed;
  /**
   * 1 where the rule is for the engineer's eyes only, else 0.
   */
  uint8_t internal;
  /**
   * The rule that will refuse; empty for the plan itself.
   */
  char rule[POSCOND_ID_BYTES];
  /**
   * What the rule is about, where rules of its condition differ in that; else empty.
   */
  char subject[POSCOND_ID_BYTES];
  /**
   * Zero.
   */
  uint8_t reserved[2];
} poscond_advice;

/**
 * What a transaction adds to one counter.
 */
typedef struct poscond_accrual {
  /**
   * To be added to the sum, in minor units; below zero where it is taken away.
   */
  int64_t amount_minor;
  /**
   * The window, named by the local date of its first business day, in days since 1970-01-01.
   */
  int32_t window_day;
  /**
   * To be added to the number of transactions; below zero where one is taken away.
   */
  int32_t count;
  /**
   * The counter's slot in the plan's list, 0 to 11.
   */
  uint8_t slot;
} poscond_accrual;

/**
 * The version of the interface and the sizes of its structs, in bytes, as the header's reader sees them.
 */
typedef struct poscond_abi_sizes {
  /**
   * The version of the interface.
   */
  uint16_t version;
  /**
   * Of an open plan.
   */
  uint16_t plan;
  /**
   * Of what a plan says of itself.
   */
  uint16_t plan_info;
  /**
   * Of a counter that a plan asks for.
   */
  uint16_t counter_row;
  /**
   * Of a request.
   */
  uint16_t request;
  /**
   * Of a decision.
   */
  uint16_t decision;
  /**
   * Of a finding.
   */
  uint16_t finding;
  /**
   * Of a foresight.
   */
  uint16_t foresight;
  /**
   * Of an advice.
   */
  uint16_t advice;
  /**
   * Of an accrual.
   */
  uint16_t accrual;
  /**
   * Of a remedy.
   */
  uint16_t remedy;
  /**
   * Of a public key.
   */
  uint16_t key;
} poscond_abi_sizes;

/**
 * An Ed25519 public key (RFC 8032).
 */
typedef struct poscond_key {
  /**
   * Its bytes.
   */
  uint8_t bytes[32];
} poscond_key;

/**
 * What a plan says of itself.
 */
typedef struct poscond_info {
  /**
   * The policy's version.
   */
  uint32_t policy_version;
  /**
   * The service point's revision. Keep the highest that was ever opened, and ask for no less.
   */
  uint32_t revision;
  /**
   * The first local date on which it is valid, in days since 1970-01-01; INT32_MIN where it has none.
   */
  int32_t valid_from_day;
  /**
   * The last local date on which it is valid; INT32_MAX where it has none.
   */
  int32_t valid_through_day;
  /**
   * The least engine version that it needs, 1 or more.
   */
  uint16_t engine_needed;
  /**
   * How many rules it has, 1 to 64.
   */
  uint8_t rule_count;
  /**
   * How many counters it asks for, 0 to 12: `poscond_plan_counter` tells each.
   */
  uint8_t counter_count;
  /**
   * 1 where it names a key as the one that signed it, else 0. That this is so, only opening it with keys shows.
   */
  uint8_t is_signed;
  /**
   * The id of that key; zeros where there is none.
   */
  uint8_t signed_by[8];
  /**
   * The SHA-256 over its body, which receipts name.
   */
  uint8_t digest[32];
  /**
   * The merchant id (DE42), padded with spaces, and a zero.
   */
  char merchant_id[16];
  /**
   * The policy's id.
   */
  char policy_id[POSCOND_ID_BYTES];
  /**
   * The service point's id.
   */
  char service_point_id[POSCOND_ID_BYTES];
  /**
   * Zero.
   */
  uint8_t reserved[1];
} poscond_info;

/**
 * A counter that the plan asks its host to keep, in the slot of its place in the list.
 */
typedef struct poscond_counter_row {
  /**
   * Over which time it counts: POSCOND_WINDOW_….
   */
  uint8_t window;
  /**
   * Whose transactions it counts: POSCOND_SUBJECT_….
   */
  uint8_t subject;
  /**
   * When the business day starts, in minutes from local midnight, −720 to 720; below zero on the evening before.
   */
  int16_t business_day_offset_min;
  /**
   * The entry modes that count, a bit each at their wire number; all bits: whichever.
   */
  uint16_t entry_modes;
  /**
   * The card kinds that count, likewise.
   */
  uint16_t card_kinds;
  /**
   * Whether refunds give back what it counted: POSCOND_REFUNDS_….
   */
  uint8_t refunds;
} poscond_counter_row;

/**
 * To whom a text is said, and how it is laid out. Zeroed, it is no style.
 */
typedef struct poscond_style {
  /**
   * Who reads: POSCOND_READER_….
   */
  uint8_t reader;
  /**
   * In which language: POSCOND_LANGUAGE_….
   */
  uint8_t language;
  /**
   * In which bytes: POSCOND_ENCODING_….
   */
  uint8_t encoding;
  /**
   * Columns of a line, 4 to 80; a Chinese character takes two. 0: one line however long, in UTF-8 only.
   */
  uint8_t columns;
  /**
   * Most lines; what does not fit is left out, and an ellipsis says so. 0: as many as it takes.
   */
  uint8_t rows;
} poscond_style;

#ifdef __cplusplus
extern "C" {
#endif // __cplusplus

/**
 * Decides a request: are the conditions met? Looks at each rule once.
 */
poscond_status poscond_evaluate(const poscond_plan *plan,
                                const poscond_request *request,
                                poscond_decision *decision);

/**
 * Decides so many requests, which lie in a row, by one plan, and writes as many decisions in a row. All are looked at before the
 * first is decided: where one cannot be relied on, its status is returned and no decision is written. `bad` gets the place of that
 * one, counted from 0, also where the status says so, and `count` where there is none; it may be NULL.
 */
poscond_status poscond_evaluate_batch(const poscond_plan *plan,
                                      const poscond_request *requests,
                                      size_t count,
                                      poscond_decision *decisions,
                                      size_t *bad);

/**
 * Tells how many findings stand beside a decision: one of each guard that spoke and of each rule, whatever it said.
 */
poscond_status poscond_finding_count(const poscond_plan *plan,
                                     const poscond_decision *decision,
                                     size_t *count);

/**
 * Reads one finding beside the decision of the same request: guards first, then the rules in the plan's order. OUT_OF_RANGE from
 * `poscond_finding_count` on.
 */
poscond_status poscond_finding_at(const poscond_plan *plan,
                                  const poscond_request *request,
                                  const poscond_decision *decision,
                                  size_t place,
                                  poscond_finding *finding);

/**
 * Tells the steps against a reason, the usual one first: at most POSCOND_REMEDIES_MAX. OUT_OF_RANGE where there is no such
 * reason.
 */
poscond_status poscond_remedies(uint16_t reason,
                                poscond_remedy *remedies,
                                size_t capacity,
                                size_t *count);

/**
 * Foresees a request: until when its decision stands, when it would proceed, and up to which amount. Nothing is foreseen where
 * the clock is not trusted. What a merchant may be told of it: `poscond_disclosed`.
 */
poscond_status poscond_foresee(const poscond_plan *plan,
                               const poscond_request *request,
                               poscond_foresight *foresight);

/**
 * Foresees a request for others than the engineer: without what would give away the threshold of a rule that is for the
 * engineer's eyes only.
 */
poscond_status poscond_disclosed(const poscond_plan *plan,
                                 const poscond_request *request,
                                 poscond_foresight *foresight);

/**
 * Tells one advice, counted from 0. OUT_OF_RANGE where there are no more.
 */
poscond_status poscond_advice_at(const poscond_plan *plan,
                                 const poscond_request *request,
                                 size_t place,
                                 poscond_advice *advice);

/**
 * Tells what a transaction adds to the counters once it is completed: at most POSCOND_COUNTERS_MAX. Slots to which nothing is
 * added are left out.
 */
poscond_status poscond_accrue(const poscond_plan *plan,
                              const poscond_request *request,
                              poscond_accrual *accruals,
                              size_t capacity,
                              size_t *count);

/**
 * Writes the canonical JSON of a decision alone, at most POSCOND_DECISION_JSON_MAX bytes and a zero.
 */
poscond_status poscond_decision_json(const poscond_decision *decision,
                                     char *buffer,
                                     size_t capacity,
                                     size_t *length);

/**
 * Writes the canonical JSON of the decision of a request with findings, foresight, advice and accrual, at most
 * POSCOND_REPORT_JSON_MAX bytes and a zero; `poscond_report_json` without a buffer tells how many they are.
 */
poscond_status poscond_report_json(const poscond_plan *plan,
                                   const poscond_request *request,
                                   char *buffer,
                                   size_t capacity,
                                   size_t *length);

/**
 * Tells the version of the interface and the sizes of its structs in this library.
 */
poscond_status poscond_abi(poscond_abi_sizes *abi);

/**
 * Errs with ABI_MISMATCH unless header and library belong together. Call `poscond_handshake()`, which fills in what the header says.
 */
poscond_status poscond_abi_check(const poscond_abi_sizes *header);

/**
 * Opens a plan: looks at every byte of it, at any alignment, and remembers what it found in `plan`. The bytes (flash, mostly)
 * must stay where and what they are for as long as the plan is used. A plan that does not open changes nothing.
 *
 * `service_point` is the id of the service point that the terminal belongs to, ended by a zero; NULL opens any, which is for
 * looking into plans and not for deciding by them. `revision_min` is the highest revision that was ever opened; 0 at first.
 * Where there are `keys`, at most 4, one of them must have signed the plan; with `key_count` 0 it need not be signed. NOT_BUILT_IN
 * where keys are asked for and the library was built without signatures.
 */
poscond_status poscond_open(const uint8_t *bytes,
                            size_t length,
                            const char *service_point,
                            uint32_t revision_min,
                            const poscond_key *keys,
                            size_t key_count,
                            poscond_plan *plan);

/**
 * Tells what a plan says of itself.
 */
poscond_status poscond_plan_info(const poscond_plan *plan, poscond_info *info);

/**
 * Tells which counter the plan asks for in a slot. OUT_OF_RANGE from `counter_count` on.
 */
poscond_status poscond_plan_counter(const poscond_plan *plan,
                                    uint8_t slot,
                                    poscond_counter_row *counter);

/**
 * Tells the local date, in days since 1970-01-01, and the second of that day, of an instant at the plan's service point.
 */
poscond_status poscond_plan_local(const poscond_plan *plan,
                                  int64_t utc_s,
                                  int32_t *day,
                                  int32_t *second);

/**
 * Makes a request of which nothing is known yet. Every request starts so.
 */
poscond_status poscond_request_init(poscond_request *request);

/**
 * Sets an integer fact, or one that takes words by the word's number, and its presence. The setters by name call it.
 * REQUEST_RANGE where the value is out of the fact's range; OUT_OF_RANGE where there is no such fact.
 */
poscond_status poscond_request_set(poscond_request *request,
                                   uint8_t fact_number,
                                   int64_t value);

/**
 * Sets a version fact, the first part the weightiest, and its presence. OUT_OF_RANGE where the fact is no version.
 */
poscond_status poscond_request_set_version(poscond_request *request,
                                           uint8_t fact_number,
                                           uint16_t major,
                                           uint16_t minor,
                                           uint16_t patch,
                                           uint16_t build);

/**
 * Sets the terminal's or the merchant's id (DE41, DE42), ended by a zero or with the field's spaces behind it, and its
 * presence. REQUEST_RANGE where it is empty, too long or not printable ASCII.
 */
poscond_status poscond_request_set_text(poscond_request *request,
                                        uint8_t fact_number,
                                        const char *text);

/**
 * Sets the position fix: latitude and longitude in 1e-7 degrees and their datum (POSCOND_DATUM_…), which mean nothing
 * without each other, and their presence.
 */
poscond_status poscond_request_set_fix(poscond_request *request,
                                       int32_t lat_e7,
                                       int32_t lon_e7,
                                       uint8_t datum);

/**
 * Sets what was used of a limit before this transaction, in the slot of the plan's list, and its presence.
 */
poscond_status poscond_request_set_counter(poscond_request *request,
                                           uint8_t slot,
                                           int64_t amount_minor,
                                           int32_t count,
                                           int64_t taken_at_utc_s);

/**
 * Takes a fact away again. Of the position fix all three parts go.
 */
poscond_status poscond_request_clear(poscond_request *request, uint8_t fact_number);

/**
 * Judges a request: whether everything that is marked present can be relied on. `fact_number` gets the fact that is wrong,
 * also where the status says so, and POSCOND_FACT_NONE where it is none; it may be NULL.
 */
poscond_status poscond_request_check(const poscond_request *request,
                                     uint8_t *fact_number);

/**
 * Writes the wire form of a request, POSCOND_REQUEST_BYTES of it: the same bytes on every machine.
 */
poscond_status poscond_request_encode(const poscond_request *request, uint8_t *wire, size_t capacity);

/**
 * Reads the wire form of a request, which starts with its size. A shorter record than this library's lacks the facts of its
 * tail; a longer one is accepted where its tail is zero.
 */
poscond_status poscond_request_decode(const uint8_t *wire,
                                      size_t length,
                                      poscond_request *request);

/**
 * Says the headline of a decision.
 */
poscond_status poscond_text_outcome(const poscond_plan *plan,
                                    const poscond_request *request,
                                    const poscond_decision *decision,
                                    const poscond_style *style,
                                    char *buffer,
                                    size_t capacity,
                                    size_t *length);

/**
 * Says what a finding says, beside the decision of the same request; an empty text where it passes. OUT_OF_RANGE from
 * `poscond_finding_count` on.
 */
poscond_status poscond_text_finding(const poscond_plan *plan,
                                    const poscond_request *request,
                                    const poscond_decision *decision,
                                    size_t place,
                                    const poscond_style *style,
                                    char *buffer,
                                    size_t capacity,
                                    size_t *length);

/**
 * Says a step against a finding (POSCOND_STEP_…, of those that `poscond_remedies` tells); an empty text where the reader may
 * not know the cause.
 */
poscond_status poscond_text_remedy(const poscond_plan *plan,
                                   const poscond_request *request,
                                   const poscond_decision *decision,
                                   size_t place,
                                   uint8_t step,
                                   const poscond_style *style,
                                   char *buffer,
                                   size_t capacity,
                                   size_t *length);

/**
 * Says an advice, counted from 0; an empty text where the reader may not know it, and from the last one on.
 */
poscond_status poscond_text_advice(const poscond_plan *plan,
                                   const poscond_request *request,
                                   size_t place,
                                   const poscond_style *style,
                                   char *buffer,
                                   size_t capacity,
                                   size_t *length);

/**
 * Says a moment (s UTC) on the service point's clock.
 */
poscond_status poscond_text_instant(const poscond_plan *plan,
                                    const poscond_request *request,
                                    int64_t utc_s,
                                    const poscond_style *style,
                                    char *buffer,
                                    size_t capacity,
                                    size_t *length);

/**
 * Says an amount in the currency of the request.
 */
poscond_status poscond_text_amount(const poscond_plan *plan,
                                   const poscond_request *request,
                                   int64_t amount_minor,
                                   const poscond_style *style,
                                   char *buffer,
                                   size_t capacity,
                                   size_t *length);

/**
 * Writes the slip of a request: 32 columns (58 mm), each line ended by a line feed. Of the style only reader, language and
 * encoding are looked at.
 */
poscond_status poscond_receipt(const poscond_plan *plan,
                               const poscond_request *request,
                               const poscond_style *style,
                               char *buffer,
                               size_t capacity,
                               size_t *length);

/**
 * Writes the stable name of a reason, as policies, logs and documents have it.
 */
poscond_status poscond_reason_name(uint16_t reason, char *buffer, size_t capacity, size_t *length);

#ifdef __cplusplus
}  // extern "C"
#endif  // __cplusplus

POSCOND_ASSERT(decision, sizeof(poscond_decision) == 24);

/* Whether this header and the library that is linked belong together: POSCOND_ABI_MISMATCH where not. Call it once at boot. */
static inline poscond_status poscond_handshake(void) {
  poscond_abi_sizes sizes;
  sizes.version = POSCOND_ABI_VERSION;
  sizes.plan = (uint16_t)sizeof(poscond_plan);
  sizes.plan_info = (uint16_t)sizeof(poscond_info);
  sizes.counter_row = (uint16_t)sizeof(poscond_counter_row);
  sizes.request = (uint16_t)sizeof(poscond_request);
  sizes.decision = (uint16_t)sizeof(poscond_decision);
  sizes.finding = (uint16_t)sizeof(poscond_finding);
  sizes.foresight = (uint16_t)sizeof(poscond_foresight);
  sizes.advice = (uint16_t)sizeof(poscond_advice);
  sizes.accrual = (uint16_t)sizeof(poscond_accrual);
  sizes.remedy = (uint16_t)sizeof(poscond_remedy);
  sizes.key = (uint16_t)sizeof(poscond_key);
  return poscond_abi_check(&sizes);
}

/*
 * Setters by name: value and presence together. POSCOND_REQUEST_RANGE where the value is out of its range, and
 * then nothing changes.
 */
static inline poscond_status poscond_set_now_utc_s(poscond_request *request, int64_t value) {
  return poscond_request_set(request, POSCOND_FACT_NOW_UTC_S, value);
}
static inline poscond_status poscond_set_fix_at_utc_s(poscond_request *request, int64_t value) {
  return poscond_request_set(request, POSCOND_FACT_FIX_AT_UTC_S, value);
}
static inline poscond_status poscond_set_profile_refreshed_at_utc_s(poscond_request *request, int64_t value) {
  return poscond_request_set(request, POSCOND_FACT_PROFILE_REFRESHED_AT_UTC_S, value);
}
static inline poscond_status poscond_set_amount_minor(poscond_request *request, int64_t value) {
  return poscond_request_set(request, POSCOND_FACT_AMOUNT_MINOR, value);
}
static inline poscond_status poscond_set_app_version(poscond_request *request, uint16_t major, uint16_t minor, uint16_t patch, uint16_t build) {
  return poscond_request_set_version(request, POSCOND_FACT_APP_VERSION, major, minor, patch, build);
}
static inline poscond_status poscond_set_terminal_id(poscond_request *request, const char *text) {
  return poscond_request_set_text(request, POSCOND_FACT_TERMINAL_ID, text);
}
static inline poscond_status poscond_set_merchant_id(poscond_request *request, const char *text) {
  return poscond_request_set_text(request, POSCOND_FACT_MERCHANT_ID, text);
}
static inline poscond_status poscond_set_fix_accuracy_m(poscond_request *request, int64_t value) {
  return poscond_request_set(request, POSCOND_FACT_FIX_ACCURACY_M, value);
}
static inline poscond_status poscond_set_fix_region(poscond_request *request, int64_t value) {
  return poscond_request_set(request, POSCOND_FACT_FIX_REGION, value);
}
static inline poscond_status poscond_set_currency(poscond_request *request, int64_t value) {
  return poscond_request_set(request, POSCOND_FACT_CURRENCY, value);
}
static inline poscond_status poscond_set_transaction(poscond_request *request, int64_t value) {
  return poscond_request_set(request, POSCOND_FACT_TRANSACTION, value);
}
static inline poscond_status poscond_set_entry_mode(poscond_request *request, int64_t value) {
  return poscond_request_set(request, POSCOND_FACT_ENTRY_MODE, value);
}
static inline poscond_status poscond_set_card_kind(poscond_request *request, int64_t value) {
  return poscond_request_set(request, POSCOND_FACT_CARD_KIND, value);
}
static inline poscond_status poscond_set_clock(poscond_request *request, int64_t value) {
  return poscond_request_set(request, POSCOND_FACT_CLOCK, value);
}
static inline poscond_status poscond_set_host(poscond_request *request, int64_t value) {
  return poscond_request_set(request, POSCOND_FACT_HOST, value);
}
static inline poscond_status poscond_set_terminal(poscond_request *request, int64_t value) {
  return poscond_request_set(request, POSCOND_FACT_TERMINAL, value);
}
static inline poscond_status poscond_set_tamper(poscond_request *request, int64_t value) {
  return poscond_request_set(request, POSCOND_FACT_TAMPER, value);
}
static inline poscond_status poscond_set_signed_on_at_utc_s(poscond_request *request, int64_t value) {
  return poscond_request_set(request, POSCOND_FACT_SIGNED_ON_AT_UTC_S, value);
}
static inline poscond_status poscond_set_in_service_since_utc_s(poscond_request *request, int64_t value) {
  return poscond_request_set(request, POSCOND_FACT_IN_SERVICE_SINCE_UTC_S, value);
}
static inline poscond_status poscond_set_inspected_at_utc_s(poscond_request *request, int64_t value) {
  return poscond_request_set(request, POSCOND_FACT_INSPECTED_AT_UTC_S, value);
}
static inline poscond_status poscond_set_policy_confirmed_at_utc_s(poscond_request *request, int64_t value) {
  return poscond_request_set(request, POSCOND_FACT_POLICY_CONFIRMED_AT_UTC_S, value);
}
static inline poscond_status poscond_set_original_at_utc_s(poscond_request *request, int64_t value) {
  return poscond_request_set(request, POSCOND_FACT_ORIGINAL_AT_UTC_S, value);
}
static inline poscond_status poscond_set_original_amount_minor(poscond_request *request, int64_t value) {
  return poscond_request_set(request, POSCOND_FACT_ORIGINAL_AMOUNT_MINOR, value);
}
static inline poscond_status poscond_set_offline_amount_minor(poscond_request *request, int64_t value) {
  return poscond_request_set(request, POSCOND_FACT_OFFLINE_AMOUNT_MINOR, value);
}
static inline poscond_status poscond_set_custom_0(poscond_request *request, int64_t value) {
  return poscond_request_set(request, POSCOND_FACT_CUSTOM_0, value);
}
static inline poscond_status poscond_set_custom_1(poscond_request *request, int64_t value) {
  return poscond_request_set(request, POSCOND_FACT_CUSTOM_1, value);
}
static inline poscond_status poscond_set_custom_2(poscond_request *request, int64_t value) {
  return poscond_request_set(request, POSCOND_FACT_CUSTOM_2, value);
}
static inline poscond_status poscond_set_custom_3(poscond_request *request, int64_t value) {
  return poscond_request_set(request, POSCOND_FACT_CUSTOM_3, value);
}
static inline poscond_status poscond_set_custom_4(poscond_request *request, int64_t value) {
  return poscond_request_set(request, POSCOND_FACT_CUSTOM_4, value);
}
static inline poscond_status poscond_set_custom_5(poscond_request *request, int64_t value) {
  return poscond_request_set(request, POSCOND_FACT_CUSTOM_5, value);
}
static inline poscond_status poscond_set_custom_6(poscond_request *request, int64_t value) {
  return poscond_request_set(request, POSCOND_FACT_CUSTOM_6, value);
}
static inline poscond_status poscond_set_custom_7(poscond_request *request, int64_t value) {
  return poscond_request_set(request, POSCOND_FACT_CUSTOM_7, value);
}
static inline poscond_status poscond_set_os_version(poscond_request *request, uint16_t major, uint16_t minor, uint16_t patch, uint16_t build) {
  return poscond_request_set_version(request, POSCOND_FACT_OS_VERSION, major, minor, patch, build);
}
static inline poscond_status poscond_set_offline_count(poscond_request *request, int64_t value) {
  return poscond_request_set(request, POSCOND_FACT_OFFLINE_COUNT, value);
}
static inline poscond_status poscond_set_patch_level(poscond_request *request, int64_t value) {
  return poscond_request_set(request, POSCOND_FACT_PATCH_LEVEL, value);
}
static inline poscond_status poscond_set_policy_version_latest(poscond_request *request, int64_t value) {
  return poscond_request_set(request, POSCOND_FACT_POLICY_VERSION_LATEST, value);
}
static inline poscond_status poscond_set_de22(poscond_request *request, int64_t value) {
  return poscond_request_set(request, POSCOND_FACT_DE22, value);
}
static inline poscond_status poscond_set_de25(poscond_request *request, int64_t value) {
  return poscond_request_set(request, POSCOND_FACT_DE25, value);
}
static inline poscond_status poscond_set_battery_percent(poscond_request *request, int64_t value) {
  return poscond_request_set(request, POSCOND_FACT_BATTERY_PERCENT, value);
}
static inline poscond_status poscond_set_original_transaction(poscond_request *request, int64_t value) {
  return poscond_request_set(request, POSCOND_FACT_ORIGINAL_TRANSACTION, value);
}
static inline poscond_status poscond_set_fix_source(poscond_request *request, int64_t value) {
  return poscond_request_set(request, POSCOND_FACT_FIX_SOURCE, value);
}
static inline poscond_status poscond_set_link(poscond_request *request, int64_t value) {
  return poscond_request_set(request, POSCOND_FACT_LINK, value);
}
static inline poscond_status poscond_set_power(poscond_request *request, int64_t value) {
  return poscond_request_set(request, POSCOND_FACT_POWER, value);
}
static inline poscond_status poscond_set_card_reader(poscond_request *request, int64_t value) {
  return poscond_request_set(request, POSCOND_FACT_CARD_READER, value);
}
static inline poscond_status poscond_set_contact(poscond_request *request, int64_t value) {
  return poscond_request_set(request, POSCOND_FACT_CONTACT, value);
}
static inline poscond_status poscond_set_positioning(poscond_request *request, int64_t value) {
  return poscond_request_set(request, POSCOND_FACT_POSITIONING, value);
}
static inline poscond_status poscond_set_communication(poscond_request *request, int64_t value) {
  return poscond_request_set(request, POSCOND_FACT_COMMUNICATION, value);
}
static inline poscond_status poscond_set_printer(poscond_request *request, int64_t value) {
  return poscond_request_set(request, POSCOND_FACT_PRINTER, value);
}
static inline poscond_status poscond_set_key_pad(poscond_request *request, int64_t value) {
  return poscond_request_set(request, POSCOND_FACT_KEY_PAD, value);
}
static inline poscond_status poscond_set_damage(poscond_request *request, int64_t value) {
  return poscond_request_set(request, POSCOND_FACT_DAMAGE, value);
}
static inline poscond_status poscond_set_service_point_data(poscond_request *request, int64_t value) {
  return poscond_request_set(request, POSCOND_FACT_SERVICE_POINT_DATA, value);
}
static inline poscond_status poscond_set_operator(poscond_request *request, int64_t value) {
  return poscond_request_set(request, POSCOND_FACT_OPERATOR, value);
}
static inline poscond_status poscond_set_fix(poscond_request *request, int32_t lat_e7, int32_t lon_e7,
                                              uint8_t datum) {
  return poscond_request_set_fix(request, lat_e7, lon_e7, datum);
}
static inline poscond_status poscond_set_counter(poscond_request *request, uint8_t slot, int64_t amount_minor,
                                                  int32_t count, int64_t taken_at_utc_s) {
  return poscond_request_set_counter(request, slot, amount_minor, count, taken_at_utc_s);
}

#endif /* POSCOND_H */
