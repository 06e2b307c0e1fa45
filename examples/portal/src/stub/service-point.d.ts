/**
 * What an inspection found of the address.
 */
export type AddressCheck = "matches" | "differs";
/**
 * a date from 1900-01-01 to 2199-12-31, written YYYY-MM-DD
 */
export type Date = string;
/**
 * a span of hours such as 09:30-22:00 or 18:00-26:00: open before 24:00, close after open and at most 48:00
 */
export type Span = string;
/**
 * an id of 1 to 40 ASCII letters, digits, `-`, `_` or `.`, starting with a letter or digit
 */
export type Id = string;
/**
 * a region code of two, four or six digits (in China GB/T 2260), such as 33, 3301 or 330106
 */
export type Region = string;
/**
 * What the coordinates of a position refer to. Inside China the three differ by 250 to 1200 m.
 */
export type Datum = "wgs84" | "gcj02" | "bd09";
/**
 * How far the review of an adjustment has come; only an approved one counts.
 */
export type AdjustmentStatus = "requested" | "approved" | "rejected";
/**
 * How far the credit check has come.
 */
export type CheckState = "pending" | "passed" | "failed";
/**
 * Where the terminal is.
 */
export type DeliveryState = "not_shipped" | "shipped" | "delivered";
/**
 * How far a field of the application form has come.
 *
 * This interface was referenced by `undefined`'s JSON-Schema definition
 * via the `patternProperty` "^[A-Za-z0-9][A-Za-z0-9._-]{0,39}$".
 */
export type FormState = "submitted" | "accepted" | "wrong";
/**
 * How far the installation has come.
 */
export type InstallationState = "pending" | "done" | "failed";
/**
 * How far a material of the application has come.
 *
 * This interface was referenced by `undefined`'s JSON-Schema definition
 * via the `patternProperty` "^[A-Za-z0-9][A-Za-z0-9._-]{0,39}$".
 */
export type MaterialState = "submitted" | "accepted" | "rejected";
/**
 * How far the review has come.
 */
export type ReviewState = "pending" | "approved" | "rejected";
/**
 * How far the test transaction has come.
 */
export type TestState = "pending" | "passed" | "failed";
/**
 * Whether somebody was shown how it works.
 */
export type TrainingState = "pending" | "done";
/**
 * How far the review of a document has come.
 */
export type DocumentStatus = "approved" | "pending" | "rejected";
/**
 * a date written YYYY-MM-DD, or long_term
 */
export type ValidThrough = string;
export type MakeupHours = "as_weekday" | Span[];
/**
 * a merchant category code of four digits, such as 5812
 */
export type Mcc = string;
/**
 * a merchant id (DE42) of 1 to 15 printable ASCII characters, not all spaces
 */
export type MerchantId = string;
/**
 * an instant from 1970 to 2199 in whole seconds, written as in 2026-03-08T07:00:00Z
 */
export type Instant = string;
/**
 * an offset from UTC between -16:00 and +16:00, written as in +08:00
 */
export type UtcOffset = string;
/**
 * What is known of a field of the registration.
 *
 * This interface was referenced by `undefined`'s JSON-Schema definition
 * via the `patternProperty` "^[A-Za-z0-9][A-Za-z0-9._-]{0,39}$".
 */
export type FieldState = "confirmed" | "unchecked" | "wrong";
/**
 * Whether the acquirer lets the merchant sell at all.
 */
export type MerchantStatus = "active" | "suspended";
/**
 * a terminal id (DE41) of 1 to 8 printable ASCII characters, not all spaces
 */
export type TerminalId = string;

/**
 * A registered service point.
 */
export interface ServicePoint {
  /**
   * What an inspection found of its address; left out: none looked.
   */
  address_check?: AddressCheck | null;
  /**
   * Temporary approvals.
   */
  adjustments?: Adjustment[];
  /**
   * How far its application has come; left out: not recorded.
   */
  application?: Application | null;
  /**
   * The documents handed in, the latest copy of a kind last.
   */
  documents?: DocumentCopy[];
  /**
   * When it is open. Left out, it is unknown, not closed.
   */
  hours?: Hours | null;
  /**
   * Its id.
   */
  id: Id;
  /**
   * The merchant category code (ISO 18245).
   */
  mcc: Mcc;
  /**
   * The merchant's id as its terminals know it (DE42).
   */
  merchant_id: MerchantId;
  /**
   * The kind of merchant, in the policy's words.
   */
  merchant_kind: Id;
  /**
   * What people call it. Enters no plan.
   */
  name?: string | null;
  /**
   * The instants at which the offset changes, in order.
   */
  offset_transitions?: Transition[];
  /**
   * Where it is.
   */
  place?: Place | null;
  /**
   * The region of its registration (GB/T 2260).
   */
  region: Region;
  /**
   * What is known of the fields of its registration.
   */
  registration?: {
    [k: string]: FieldState;
  };
  /**
   * The regulations that it was shown to meet.
   */
  regulations_met?: Id[];
  /**
   * Whether it lies where a weak link is to be expected.
   */
  remote?: boolean;
  /**
   * Grows with every change; a terminal refuses a lower one than it has.
   */
  revision: number;
  /**
   * Whether the acquirer lets the merchant sell at all.
   */
  status: MerchantStatus;
  /**
   * Its requests for support.
   */
  support_requests?: SupportRequest[];
  /**
   * The ids of its terminals (DE41).
   */
  terminals?: TerminalId[];
  /**
   * Its offset from UTC before the first transition, or for ever.
   */
  utc_offset: UtcOffset;
  /**
   * The first local date on which it may be served.
   */
  valid_from?: Date | null;
  /**
   * The last local date on which it may be served.
   */
  valid_through?: Date | null;
}
/**
 * A temporary, dated approval.
 */
export interface Adjustment {
  /**
   * The first local date on which it holds.
   */
  from: Date;
  /**
   * What it grants.
   */
  grant: Grant;
  /**
   * How far its review has come.
   */
  status: AdjustmentStatus;
  /**
   * The last local date on which it holds.
   */
  through: Date;
}
/**
 * What an adjustment grants. Areas and hours add to those registered; of limits the greater holds.
 */
export interface Grant {
  /**
   * These spans on every date.
   */
  hours?: Span[];
  /**
   * A higher limit under a rule of the policy.
   */
  limit?: {
    /**
     * The limit, in what the rule counts.
     */
    max: number;
    /**
     * The rule: one that limits an amount or usage.
     */
    rule: Id;
  };
  /**
   * A second place.
   */
  place?: Place;
}
/**
 * The registered place of business.
 */
export interface Place {
  /**
   * The address. Enters no plan.
   */
  address?: string | null;
  /**
   * The areas; to be in one of them is enough.
   */
  areas: Area[];
  /**
   * The datum of every coordinate of the place. Never guessed: inside China the datums lie 250–700 m apart.
   */
  datum: Datum;
}
/**
 * An area on the ground.
 */
export interface Area {
  /**
   * All within a distance of a point, the boundary included.
   */
  circle?: {
    /**
     * Latitude of the centre.
     */
    lat_e7: number;
    /**
     * Longitude of the centre.
     */
    lon_e7: number;
    /**
     * The distance, in metres.
     */
    radius_m: number;
  };
  /**
   * All within 3 to 64 corners (latitude, longitude), the boundary included; edges are straight in both and close by
   * themselves.
   */
  polygon?: [number, number][];
  /**
   * All within regions: the code that comes with the fix starts with one of these.
   */
  regions?: Region[];
}
/**
 * How far an application has come. What is left out is not recorded, but for the review: it was not submitted.
 */
export interface Application {
  /**
   * The credit check.
   */
  credit_check?: CheckState | null;
  /**
   * Where the terminal is.
   */
  delivery?: DeliveryState | null;
  /**
   * The fields of the form, in the policy's words.
   */
  form?: {
    [k: string]: FormState;
  };
  /**
   * The installation.
   */
  installation?: InstallationState | null;
  /**
   * The materials handed in, in the policy's words.
   */
  materials?: {
    [k: string]: MaterialState;
  };
  /**
   * The review.
   */
  review?: Review | null;
  /**
   * The test transaction.
   */
  test_transaction?: TestState | null;
  /**
   * The training.
   */
  training?: TrainingState | null;
}
/**
 * A review of an application.
 */
export interface Review {
  /**
   * How far it has come.
   */
  status: ReviewState;
  /**
   * The local date on which it was submitted.
   */
  submitted: Date;
}
/**
 * A copy of a document.
 */
export interface DocumentCopy {
  /**
   * Its kind, in the policy's words.
   */
  kind: Id;
  /**
   * How far its review has come.
   */
  status: DocumentStatus;
  /**
   * The first local date on which it is valid; left out: it always was.
   */
  valid_from?: Date | null;
  /**
   * The last local date on which it is valid. An approved copy must say.
   */
  valid_through?: ValidThrough | null;
}
/**
 * Registered opening hours.
 */
export interface Hours {
  /**
   * By date, instead of all else; an empty list is closed.
   */
  exceptions?: {
    /**
     * This interface was referenced by `undefined`'s JSON-Schema definition
     * via the `patternProperty` "^(19|20|21)[0-9]{2}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])$".
     */
    [k: string]: Span[];
  };
  /**
   * On public holidays of the policy's calendar, instead of their weekday; an empty list is closed.
   */
  holidays?: Span[] | null;
  /**
   * On make-up workdays of the calendar, instead of their weekday.
   */
  makeup_workdays?: MakeupHours | null;
  /**
   * By day of the week; a day left out is closed.
   */
  weekly?: Weekly;
}
/**
 * Spans by day of the week.
 */
export interface Weekly {
  /**
   * Friday.
   */
  fri?: Span[];
  /**
   * Monday.
   */
  mon?: Span[];
  /**
   * Saturday.
   */
  sat?: Span[];
  /**
   * Sunday.
   */
  sun?: Span[];
  /**
   * Thursday.
   */
  thu?: Span[];
  /**
   * Tuesday.
   */
  tue?: Span[];
  /**
   * Wednesday.
   */
  wed?: Span[];
}
/**
 * From an instant on, another offset holds.
 */
export interface Transition {
  /**
   * The first instant of the new offset.
   */
  at: Instant;
  /**
   * The new offset.
   */
  utc_offset: UtcOffset;
}
/**
 * A request for support.
 */
export interface SupportRequest {
  /**
   * The local date on which it was closed; left out: it is open.
   */
  closed?: Date | null;
  /**
   * The local date on which it was opened.
   */
  opened: Date;
}
