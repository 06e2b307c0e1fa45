/**
 * a date from 1900-01-01 to 2199-12-31, written YYYY-MM-DD
 */
export type Date = string;
/**
 * A day of the week.
 *
 * This interface was referenced by `undefined`'s JSON-Schema definition
 * via the `patternProperty` "^(19|20|21)[0-9]{2}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])$".
 */
export type Weekday = "mon" | "tue" | "wed" | "thu" | "fri" | "sat" | "sun";
/**
 * a response code of two ASCII letters or digits other than 00, such as 58
 */
export type De39 = string;
/**
 * an id of 1 to 40 ASCII letters, digits, `-`, `_` or `.`, starting with a letter or digit
 */
export type Id = string;
/**
 * What a verdict leads to, from weakest to strongest.
 */
export type Action = "allow" | "warn" | "refer" | "decline";
/**
 * a region code of two, four or six digits (in China GB/T 2260), such as 33, 3301 or 330106
 */
export type Region = string;
/**
 * The state of a part of the terminal.
 */
export type ComponentState = "working" | "degraded" | "faulty" | "not_fitted";
/**
 * A part of the terminal.
 */
export type Part = "card_reader" | "contact" | "positioning" | "communication" | "printer" | "key_pad";
/**
 * How the card or account was read (ISO 8583 DE22, first two digits).
 */
export type EntryMode = "manual" | "magstripe" | "chip" | "contactless" | "qr_code" | "fallback" | "stored";
/**
 * a version of one to four numbers from 0 to 65535, such as 3.2.0
 */
export type VersionText = string;
/**
 * The state of the terminal's link to the network.
 */
export type LinkState = "up" | "weak" | "unstable" | "interfered" | "down";
/**
 * a merchant category code such as 5812, or a range such as 5811-5814
 */
export type MccRange = string;
/**
 * What powers the terminal.
 */
export type PowerState = "mains" | "battery" | "failing";
/**
 * What of a counter is limited.
 */
export type Measure = "amount" | "count";
/**
 * Whether refunds give back what a counter counted.
 */
export type Refunds = "ignore" | "restore";
/**
 * Whose transactions a counter counts.
 */
export type Subject = "terminal" | "service_point" | "card";
/**
 * The time over which a counter counts.
 */
export type Window = "day" | "month";
/**
 * Who may read the details of a rule's finding.
 */
export type Disclosure = "public" | "internal";
/**
 * What kind of card or account pays.
 */
export type CardKind = "debit" | "credit" | "quasi_credit" | "prepaid" | "account";
/**
 * What kind of transaction is asked for.
 */
export type TransactionType =
  "sale" | "preauth" | "preauth_completion" | "refund" | "void" | "reversal" | "balance" | "test";

/**
 * The acquirer's rules.
 */
export interface Policy {
  /**
   * From when on advice is given; what is left out never is.
   */
  advice?: Advice;
  /**
   * When the business day of its counters starts, in minutes from local midnight; 0 where it is left out.
   */
  business_day_offset_min?: number | null;
  /**
   * Public holidays and make-up workdays. Left out: what asks for them is unknown.
   */
  calendar?: Calendar | null;
  /**
   * The names that expressions use for the custom facts of a request, each with its number: 0 for `custom_0` … 7.
   */
  custom_facts?: {
    /**
     * This interface was referenced by `undefined`'s JSON-Schema definition
     * via the `patternProperty` "^[a-z][a-z0-9_]{0,39}$".
     */
    [k: string]: number;
  };
  /**
   * DE39 in place of the default of a reason.
   */
  de39?: {
    [k: string]: De39;
  };
  /**
   * What it is for. Enters no plan.
   */
  description?: string | null;
  /**
   * What authorities ordered for regions, for a time.
   */
  directives?: Directive[];
  /**
   * Its id.
   */
  id: Id;
  /**
   * The rules.
   */
  rules: Rule[];
  /**
   * The first local date on which it holds; since ever where it is left out.
   */
  valid_from?: Date | null;
  /**
   * The last local date on which it holds; for ever where it is left out.
   */
  valid_through?: Date | null;
  /**
   * Its version.
   */
  version: number;
}
/**
 * From when on advice is given; 0 for never.
 */
export interface Advice {
  /**
   * Level of the battery, in per cent; never where it is left out.
   */
  battery_percent?: number | null;
  /**
   * Days before the calendar ends; never where it is left out.
   */
  calendar_days?: number | null;
  /**
   * Minutes before the service point closes; never where it is left out.
   */
  closing_min?: number | null;
  /**
   * Days before a document fails; never where it is left out.
   */
  document_days?: number | null;
  /**
   * Days before profile or inspection are due; never where it is left out.
   */
  due_days?: number | null;
  /**
   * Days before the plan ends; never where it is left out.
   */
  plan_days?: number | null;
  /**
   * Days before a regulation comes into force; never where it is left out.
   */
  regulation_days?: number | null;
  /**
   * Share of a limit, in per cent; never where it is left out.
   */
  usage_percent?: number | null;
}
/**
 * Public holidays and make-up workdays.
 */
export interface Calendar {
  /**
   * The first date that it covers.
   */
  covers_from: Date;
  /**
   * The last date that it covers.
   */
  covers_through: Date;
  /**
   * The public holidays, the weekends inside them included.
   */
  holidays?: Date[];
  /**
   * Days that are worked to make up for a day off, each with the day of the week that it works as.
   */
  makeup_workdays?: {
    [k: string]: Weekday;
  };
}
/**
 * What an authority ordered for regions, for a time.
 */
export interface Directive {
  /**
   * What it does.
   */
  effect: Effect;
  /**
   * The first local date on which it is in force.
   */
  from: Date;
  /**
   * Its id.
   */
  id: Id;
  /**
   * Why it is there. Enters no plan.
   */
  note?: string | null;
  /**
   * The regions.
   */
  regions: Region[];
  /**
   * The last local date on which it is in force.
   */
  through: Date;
}
/**
 * What a directive does.
 */
export interface Effect {
  /**
   * Rules lead to less than they say.
   */
  relax?: {
    /**
     * The rules.
     */
    rules: Id[];
    /**
     * What they lead to at most: `allow` or `warn`, which it is where it is left out.
     */
    to?: Action | null;
  };
  /**
   * The rule on disasters fails.
   */
  suspend?: {};
}
/**
 * One rule.
 */
export interface Rule {
  /**
   * What it asks for.
   */
  condition: Condition;
  /**
   * Who may read the details; public where it is left out.
   */
  disclosure?: Disclosure | null;
  /**
   * Its id, under which logs and findings name it.
   */
  id: Id;
  /**
   * Why it is there. Enters no plan.
   */
  note?: string | null;
  /**
   * What follows where the condition is not met.
   */
  on_fail: Action;
  /**
   * What follows where it is not known whether it is met; not stronger than `on_fail`.
   */
  on_unknown: Action;
  /**
   * What `refer` becomes where the host cannot be reached, or is not known to be; decline where it is left out.
   */
  on_unreachable?: Action | null;
  /**
   * Whom and what it concerns; left out: everything.
   */
  scope?: Scope;
  /**
   * The first local date on which it holds; since ever where it is left out.
   */
  valid_from?: Date | null;
  /**
   * The last local date on which it holds; for ever where it is left out.
   */
  valid_through?: Date | null;
  /**
   * What must be true beside the scope for the rule to concern a request: an expression (docs/expressions.md).
   */
  when?: string | null;
}
/**
 * What a rule asks for: exactly one condition, under its name.
 */
export interface Condition {
  /**
   * The actual address is the registered one.
   */
  address?: AddressRule;
  /**
   * The terminal is not too old.
   */
  age?: AgeRule;
  /**
   * One transaction's amount is in its range.
   */
  amount?: AmountRule;
  /**
   * The battery is charged enough.
   */
  battery?: BatteryRule;
  /**
   * The terminal is one of the service point's.
   */
  binding?: BindingRule;
  /**
   * A part of the terminal is sound.
   */
  component?: ComponentRule;
  /**
   * The credit check was passed.
   */
  credit_check?: CreditCheckRule;
  /**
   * The currency is accepted.
   */
  currency?: CurrencyRule;
  /**
   * The terminal was not damaged.
   */
  damage?: DamageRule;
  /**
   * The terminal has arrived.
   */
  delivery?: DeliveryRule;
  /**
   * No authority suspends the region.
   */
  disaster?: DisasterRule;
  /**
   * A document is valid.
   */
  document?: DocumentRule;
  /**
   * The way of reading the card is approved.
   */
  entry_mode?: EntryModeRule;
  /**
   * The form of the application was accepted.
   */
  form?: FormRule;
  /**
   * The acceptance host answers.
   */
  host?: HostRule;
  /**
   * The service point is open.
   */
  hours?: HoursRule;
  /**
   * The terminal was inspected lately.
   */
  inspection?: InspectionRule;
  /**
   * The terminal is installed.
   */
  installation?: InstallationRule;
  /**
   * The version is not known to be bad.
   */
  known_bad?: KnownBadRule;
  /**
   * The link is sound.
   */
  link?: LinkRule;
  /**
   * The terminal is where it is registered.
   */
  location?: LocationRule;
  /**
   * The materials of the application were accepted.
   */
  materials?: MaterialsRule;
  /**
   * The merchant category code is accepted.
   */
  mcc?: MccRule;
  /**
   * The merchant is not suspended.
   */
  merchant?: MerchantRule;
  /**
   * The position is not made up.
   */
  mocked?: MockedRule;
  /**
   * What is sold offline is within its limits.
   */
  offline?: OfflineRule;
  /**
   * Whoever is at the till was trained.
   */
  operator?: OperatorRule;
  /**
   * The operating system is recent enough.
   */
  os?: OsRule;
  /**
   * The patches are installed.
   */
  patch?: PatchRule;
  /**
   * The policy is the latest.
   */
  policy_current?: PolicyCurrentRule;
  /**
   * DE22 and DE25 say what happens.
   */
  pos_codes?: PosCodesRule;
  /**
   * The power supply is sound.
   */
  power?: PowerRule;
  /**
   * The terminal's profile is fresh.
   */
  profile?: ProfileRule;
  /**
   * A field of the registration is there and right.
   */
  registration?: RegistrationRule;
  /**
   * A regulation is met from its date on.
   */
  regulation?: RegulationRule;
  /**
   * What the policy itself asks for.
   */
  require?: RequireRule;
  /**
   * The review was passed.
   */
  review?: ReviewRule;
  /**
   * The service point's data were loaded and verified.
   */
  service_point_data?: DataRule;
  /**
   * The terminal signed on lately.
   */
  sign_on?: SignOnRule;
  /**
   * The application is recent enough.
   */
  software?: SoftwareRule;
  /**
   * No support request is overdue.
   */
  support?: SupportRule;
  /**
   * No tamper sensor tripped.
   */
  tamper?: TamperRule;
  /**
   * The terminal is in service.
   */
  terminal?: TerminalRule;
  /**
   * A test transaction went through.
   */
  test_transaction?: TestTransactionRule;
  /**
   * Somebody was shown how it works.
   */
  training?: TrainingRule;
  /**
   * What was used of a window is within its limit.
   */
  usage?: UsageRule;
}
/**
 * `address`: an inspection found the service point at its registered address.
 */
export interface AddressRule {}
/**
 * `age`: the terminal has been in service for at most so many days of 86,400 seconds.
 */
export interface AgeRule {
  /**
   * Greatest age, in days.
   */
  age_max_days: number;
}
/**
 * `amount`: the amount of one transaction is neither zero nor beyond twelve digits, and in the range.
 */
export interface AmountRule {
  /**
   * Greatest amount, in minor units; 999999999999 means unlimited.
   */
  max_minor: number;
  /**
   * Least amount, in minor units; 1 where it is left out.
   */
  min_minor?: number | null;
}
/**
 * `battery`: the battery is charged enough, or the mains feed the terminal.
 */
export interface BatteryRule {
  /**
   * Least level, in per cent.
   */
  min_percent: number;
}
/**
 * `binding`: the terminal is one of those that the service point lists.
 */
export interface BindingRule {}
/**
 * `component`: a part of the terminal is in one of these states.
 */
export interface ComponentRule {
  /**
   * The states accepted; working and degraded where it is left out.
   */
  accepts?: ComponentState[] | null;
  /**
   * The part.
   */
  part: Part;
}
/**
 * `credit_check`: the merchant passed the credit check.
 */
export interface CreditCheckRule {}
/**
 * `currency`: the currency is one of these.
 */
export interface CurrencyRule {
  /**
   * ISO 4217 numeric codes, one to eight.
   */
  allowed: number[];
}
/**
 * `damage`: the terminal was not damaged.
 */
export interface DamageRule {}
/**
 * `delivery`: the terminal has arrived.
 */
export interface DeliveryRule {}
/**
 * `disaster`: no directive of an authority suspends the region today.
 */
export interface DisasterRule {}
/**
 * `document`: a copy of this kind of document was approved and is valid today.
 *
 * A service point may list several copies of a kind. One in force is enough, whatever the others are. Where none
 * is, a copy that waits for review makes it unknown; else the copy listed last says why.
 */
export interface DocumentRule {
  /**
   * Days after the last valid date on which it still counts; 0 where it is left out.
   */
  grace_days?: number | null;
  /**
   * The kind of document, as service points name it.
   */
  kind: Id;
}
/**
 * `entry_mode`: the card was read in one of these ways.
 */
export interface EntryModeRule {
  /**
   * The entry modes accepted.
   */
  allowed: EntryMode[];
}
/**
 * `form`: each of these fields of the application form was accepted.
 */
export interface FormRule {
  /**
   * The fields, as service points name them.
   */
  required: Id[];
}
/**
 * `host`: the acceptance host answers.
 */
export interface HostRule {}
/**
 * `hours`: the service point is open by its registered hours.
 */
export interface HoursRule {}
/**
 * `inspection`: the terminal was inspected within so many days of 86,400 seconds.
 */
export interface InspectionRule {
  /**
   * Greatest age, in days.
   */
  age_max_days: number;
}
/**
 * `installation`: the terminal is installed.
 */
export interface InstallationRule {}
/**
 * `known_bad`: the version is none of these; of the application or of the operating system.
 */
export interface KnownBadRule {
  /**
   * Versions of the payment application; left out: those of the operating system are meant.
   */
  app?: VersionText[] | null;
  /**
   * Versions of the operating system; left out: those of the application are meant.
   */
  os?: VersionText[] | null;
}
/**
 * `link`: the terminal's link is in one of these states.
 */
export interface LinkRule {
  /**
   * The states accepted; `up` where it is left out.
   */
  accepts?: LinkState[] | null;
}
/**
 * `location`: the terminal is in the registered area.
 */
export interface LocationRule {
  /**
   * Greatest accuracy radius at which a fix still counts, in metres.
   */
  accuracy_max_m: number;
  /**
   * Greatest age of the fix, in seconds.
   */
  fix_age_max_s: number;
  /**
   * Whether a fix outside the area by no more than its accuracy is unknown instead of a pass.
   */
  strict?: boolean;
}
/**
 * `materials`: each of these materials was accepted.
 */
export interface MaterialsRule {
  /**
   * The items, as service points name them.
   */
  required: Id[];
}
/**
 * `mcc`: the merchant category code is one of these.
 */
export interface MccRule {
  /**
   * The codes accepted, single or as ranges.
   */
  allowed: MccRange[];
}
/**
 * `merchant`: the acquirer has not suspended the merchant. An adjustment never lifts a suspension.
 */
export interface MerchantRule {}
/**
 * `mocked`: the position is not made up by a program.
 */
export interface MockedRule {}
/**
 * `offline`: what may be sold while the host cannot be asked.
 */
export interface OfflineRule {
  /**
   * Greatest sum approved offline, in minor units; none where it is left out.
   */
  amount_max_minor?: number | null;
  /**
   * Greatest number approved offline; none where it is left out.
   */
  count_max?: number | null;
  /**
   * Greatest amount of one transaction, in minor units (floor limit); none where it is left out.
   */
  floor_limit_minor?: number | null;
}
/**
 * `operator`: whoever is at the till was trained.
 */
export interface OperatorRule {}
/**
 * `os`: the operating system has at least this version.
 */
export interface OsRule {
  /**
   * The least version accepted.
   */
  os_min: VersionText;
}
/**
 * `patch`: the level of security patches is at least so high.
 */
export interface PatchRule {
  /**
   * The least level accepted.
   */
  level_min: number;
}
/**
 * `policy_current`: the host knows no later policy and said so within so many days of 86,400 seconds.
 */
export interface PolicyCurrentRule {
  /**
   * Greatest age of the confirmation, in days.
   */
  age_max_days: number;
}
/**
 * `pos_codes`: DE22 says how the card was read, and DE25 is one of these.
 */
export interface PosCodesRule {
  /**
   * Whether DE22 must agree with the entry mode; it must where it is left out.
   */
  de22?: boolean | null;
  /**
   * The codes of DE25 accepted, one to eight; whichever where it is left out.
   */
  de25?: number[] | null;
}
/**
 * `power`: the power supply is in one of these states.
 */
export interface PowerRule {
  /**
   * The states accepted; mains and battery where it is left out.
   */
  accepts?: PowerState[] | null;
}
/**
 * `profile`: the terminal's profile was refreshed within so many days of 86,400 seconds.
 */
export interface ProfileRule {
  /**
   * Greatest age, in days.
   */
  age_max_days: number;
}
/**
 * `registration`: a field of the registration is there and right.
 */
export interface RegistrationRule {
  /**
   * The field, as service points name it.
   */
  field: Id;
}
/**
 * `regulation`: from a date on, the service point meets a regulation.
 */
export interface RegulationRule {
  /**
   * The first local date on which it is in force.
   */
  from: Date;
  /**
   * The regulation, as service points name it.
   */
  id: Id;
}
/**
 * `require`: what the policy itself asks for is true.
 */
export interface RequireRule {
  /**
   * An expression (docs/expressions.md).
   */
  expression: string;
}
/**
 * `review`: the review of the application was passed.
 */
export interface ReviewRule {
  /**
   * Working days after the date of submission by the end of which the review is due.
   */
  working_days: number;
}
/**
 * `service_point_data`: the service point's data were loaded and verified.
 */
export interface DataRule {}
/**
 * `sign_on`: the terminal signed on lately (签到).
 */
export interface SignOnRule {
  /**
   * Greatest age of the sign-on, in seconds.
   */
  age_max_s: number;
}
/**
 * `software`: the payment application has at least this version.
 */
export interface SoftwareRule {
  /**
   * The least version accepted.
   */
  app_min: VersionText;
  /**
   * The version below which an update is advised; never where it is left out.
   */
  app_recommended?: VersionText | null;
}
/**
 * `support`: no support request has been open for more than so many working days.
 */
export interface SupportRule {
  /**
   * Working days after the date on which a request was opened.
   */
  working_days: number;
}
/**
 * `tamper`: no tamper sensor tripped.
 */
export interface TamperRule {}
/**
 * `terminal`: the terminal is registered, activated and not dormant.
 */
export interface TerminalRule {}
/**
 * `test_transaction`: a test transaction went through; until then only a test may proceed.
 */
export interface TestTransactionRule {}
/**
 * `training`: somebody at the merchant was shown how it works.
 */
export interface TrainingRule {}
/**
 * `usage`: what was used of a window and this transaction stay within a limit.
 *
 * The counter counts the transactions of its subject with the entry modes and card kinds of the rule's scope.
 */
export interface UsageRule {
  /**
   * Greatest age of the counter inside its window, in seconds; any age where it is left out.
   */
  age_max_s?: number | null;
  /**
   * Greatest sum in minor units, or greatest number; 999999999999 means unlimited.
   */
  max: number;
  /**
   * What is limited: the sum of amounts, or the number of transactions.
   */
  measure: Measure;
  /**
   * Whether refunds give back what the counter counted; they do not where it is left out.
   */
  refunds?: Refunds | null;
  /**
   * Whose transactions count.
   */
  subject: Subject;
  /**
   * The time over which it counts.
   */
  window: Window;
}
/**
 * Whom and what a rule concerns: every list given must hold the request's value.
 */
export interface Scope {
  /**
   * Kinds of card; all where it is left out.
   */
  card_kinds?: CardKind[] | null;
  /**
   * Entry modes; all where it is left out.
   */
  entry_modes?: EntryMode[] | null;
  /**
   * Merchant category codes, single or as ranges; all where it is left out.
   */
  mccs?: MccRange[] | null;
  /**
   * Kinds of merchant; all where it is left out.
   */
  merchant_kinds?: Id[] | null;
  /**
   * Regions of registration; all where it is left out.
   */
  regions?: Region[] | null;
  /**
   * Whether the service point is remote; either where it is left out.
   */
  remote?: boolean | null;
  /**
   * Transaction types; all where it is left out, but for rules on limits: those that take money.
   */
  transactions?: TransactionType[] | null;
}
