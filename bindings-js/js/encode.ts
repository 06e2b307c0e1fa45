// Written by `cargo xtask docs` from the catalogue of facts: one line a fact, no table to look things up in.

import type { Request } from "./forms.js";
import { putCounters, putI32, putI64, putText, putU16, putU8, putVersion, putWord } from "./put.js";

const W0: readonly string[] = ["wgs84","gcj02","bd09"];
const W1: readonly string[] = ["sale","preauth","preauth_completion","refund","void","reversal","balance","test"];
const W2: readonly string[] = ["manual","magstripe","chip","contactless","qr_code","fallback","stored"];
const W3: readonly string[] = ["debit","credit","quasi_credit","prepaid","account"];
const W4: readonly string[] = ["trusted","not_trusted"];
const W5: readonly string[] = ["reachable","unreachable","timing_out"];
const W6: readonly string[] = ["not_registered","not_activated","active","dormant"];
const W7: readonly string[] = ["intact","tampered"];
const W8: readonly string[] = ["genuine","mocked"];
const W9: readonly string[] = ["up","weak","unstable","interfered","down"];
const W10: readonly string[] = ["mains","battery","failing"];
const W11: readonly string[] = ["working","degraded","faulty","not_fitted"];
const W12: readonly string[] = ["none","damaged"];
const W13: readonly string[] = ["loaded","load_failed","verify_failed"];
const W14: readonly string[] = ["trained","not_trained"];

/** Writes every fact that there is into zeroed memory, and tells how many there were. */
export function encode(r: Request, view: DataView, base: number): number {
  let v: unknown;
  let low = 0;
  let high = 0;
  let n = 0;
  if ((v = r.now_utc_s) !== undefined) { putI64(view, base + 16, v, 0, 7258118399, "now_utc_s"); low |= 1; n++; }
  if ((v = r.fix_at_utc_s) !== undefined) { putI64(view, base + 24, v, 0, 7258118399, "fix_at_utc_s"); low |= 2; n++; }
  if ((v = r.profile_refreshed_at_utc_s) !== undefined) { putI64(view, base + 32, v, 0, 7258118399, "profile_refreshed_at_utc_s"); low |= 4; n++; }
  if ((v = r.amount_minor) !== undefined) { putI64(view, base + 40, v, 0, 9007199254740991, "amount_minor"); low |= 8; n++; }
  if ((v = r.app_version) !== undefined) { putVersion(view, base + 48, v, "app_version"); low |= 16; n++; }
  if ((v = r.terminal_id) !== undefined) { putText(view, base + 56, v, 8, "terminal_id"); low |= 32; n++; }
  if ((v = r.merchant_id) !== undefined) { putText(view, base + 64, v, 15, "merchant_id"); low |= 64; n++; }
  if ((v = r.fix_lat_e7) !== undefined) { putI32(view, base + 80, v, -900000000, 900000000, "fix_lat_e7"); low |= 128; n++; }
  if ((v = r.fix_lon_e7) !== undefined) { putI32(view, base + 84, v, -1800000000, 1800000000, "fix_lon_e7"); low |= 256; n++; }
  if ((v = r.fix_accuracy_m) !== undefined) { putI32(view, base + 88, v, 0, 4294967295, "fix_accuracy_m"); low |= 512; n++; }
  if ((v = r.fix_region) !== undefined) { putI32(view, base + 92, v, 0, 999999, "fix_region"); low |= 1024; n++; }
  if ((v = r.currency) !== undefined) { putU16(view, base + 96, v, 1, 999, "currency"); low |= 2048; n++; }
  if ((v = r.fix_datum) !== undefined) { putWord(view, base + 98, v, W0, "fix_datum"); low |= 4096; n++; }
  if ((v = r.transaction) !== undefined) { putWord(view, base + 99, v, W1, "transaction"); low |= 8192; n++; }
  if ((v = r.entry_mode) !== undefined) { putWord(view, base + 100, v, W2, "entry_mode"); low |= 16384; n++; }
  if ((v = r.card_kind) !== undefined) { putWord(view, base + 101, v, W3, "card_kind"); low |= 32768; n++; }
  if ((v = r.clock) !== undefined) { putWord(view, base + 102, v, W4, "clock"); low |= 65536; n++; }
  if ((v = r.host) !== undefined) { putWord(view, base + 103, v, W5, "host"); low |= 131072; n++; }
  if ((v = r.terminal) !== undefined) { putWord(view, base + 104, v, W6, "terminal"); low |= 262144; n++; }
  if ((v = r.tamper) !== undefined) { putWord(view, base + 105, v, W7, "tamper"); low |= 524288; n++; }
  if ((v = r.signed_on_at_utc_s) !== undefined) { putI64(view, base + 400, v, 0, 7258118399, "signed_on_at_utc_s"); low |= 1048576; n++; }
  if ((v = r.in_service_since_utc_s) !== undefined) { putI64(view, base + 408, v, 0, 7258118399, "in_service_since_utc_s"); low |= 2097152; n++; }
  if ((v = r.inspected_at_utc_s) !== undefined) { putI64(view, base + 416, v, 0, 7258118399, "inspected_at_utc_s"); low |= 4194304; n++; }
  if ((v = r.policy_confirmed_at_utc_s) !== undefined) { putI64(view, base + 424, v, 0, 7258118399, "policy_confirmed_at_utc_s"); low |= 8388608; n++; }
  if ((v = r.original_at_utc_s) !== undefined) { putI64(view, base + 432, v, 0, 7258118399, "original_at_utc_s"); low |= 16777216; n++; }
  if ((v = r.original_amount_minor) !== undefined) { putI64(view, base + 440, v, 0, 9007199254740991, "original_amount_minor"); low |= 33554432; n++; }
  if ((v = r.offline_amount_minor) !== undefined) { putI64(view, base + 448, v, 0, 9007199254740991, "offline_amount_minor"); low |= 67108864; n++; }
  if ((v = r.custom_0) !== undefined) { putI64(view, base + 456, v, -9007199254740991, 9007199254740991, "custom_0"); low |= 134217728; n++; }
  if ((v = r.custom_1) !== undefined) { putI64(view, base + 464, v, -9007199254740991, 9007199254740991, "custom_1"); low |= 268435456; n++; }
  if ((v = r.custom_2) !== undefined) { putI64(view, base + 472, v, -9007199254740991, 9007199254740991, "custom_2"); low |= 536870912; n++; }
  if ((v = r.custom_3) !== undefined) { putI64(view, base + 480, v, -9007199254740991, 9007199254740991, "custom_3"); low |= 1073741824; n++; }
  if ((v = r.custom_4) !== undefined) { putI64(view, base + 488, v, -9007199254740991, 9007199254740991, "custom_4"); low |= -2147483648; n++; }
  if ((v = r.custom_5) !== undefined) { putI64(view, base + 496, v, -9007199254740991, 9007199254740991, "custom_5"); high |= 1; n++; }
  if ((v = r.custom_6) !== undefined) { putI64(view, base + 504, v, -9007199254740991, 9007199254740991, "custom_6"); high |= 2; n++; }
  if ((v = r.custom_7) !== undefined) { putI64(view, base + 512, v, -9007199254740991, 9007199254740991, "custom_7"); high |= 4; n++; }
  if ((v = r.os_version) !== undefined) { putVersion(view, base + 520, v, "os_version"); high |= 8; n++; }
  if ((v = r.offline_count) !== undefined) { putI32(view, base + 528, v, 0, 4294967295, "offline_count"); high |= 16; n++; }
  if ((v = r.patch_level) !== undefined) { putI32(view, base + 532, v, 0, 4294967295, "patch_level"); high |= 32; n++; }
  if ((v = r.policy_version_latest) !== undefined) { putI32(view, base + 536, v, 0, 4294967295, "policy_version_latest"); high |= 64; n++; }
  if ((v = r.de22) !== undefined) { putU16(view, base + 540, v, 0, 999, "de22"); high |= 128; n++; }
  if ((v = r.de25) !== undefined) { putU8(view, base + 542, v, 0, 99, "de25"); high |= 256; n++; }
  if ((v = r.battery_percent) !== undefined) { putU8(view, base + 543, v, 0, 100, "battery_percent"); high |= 512; n++; }
  if ((v = r.original_transaction) !== undefined) { putWord(view, base + 544, v, W1, "original_transaction"); high |= 1024; n++; }
  if ((v = r.fix_source) !== undefined) { putWord(view, base + 545, v, W8, "fix_source"); high |= 2048; n++; }
  if ((v = r.link) !== undefined) { putWord(view, base + 546, v, W9, "link"); high |= 4096; n++; }
  if ((v = r.power) !== undefined) { putWord(view, base + 547, v, W10, "power"); high |= 8192; n++; }
  if ((v = r.card_reader) !== undefined) { putWord(view, base + 548, v, W11, "card_reader"); high |= 16384; n++; }
  if ((v = r.contact) !== undefined) { putWord(view, base + 549, v, W11, "contact"); high |= 32768; n++; }
  if ((v = r.positioning) !== undefined) { putWord(view, base + 550, v, W11, "positioning"); high |= 65536; n++; }
  if ((v = r.communication) !== undefined) { putWord(view, base + 551, v, W11, "communication"); high |= 131072; n++; }
  if ((v = r.printer) !== undefined) { putWord(view, base + 552, v, W11, "printer"); high |= 262144; n++; }
  if ((v = r.key_pad) !== undefined) { putWord(view, base + 553, v, W11, "key_pad"); high |= 524288; n++; }
  if ((v = r.damage) !== undefined) { putWord(view, base + 554, v, W12, "damage"); high |= 1048576; n++; }
  if ((v = r.service_point_data) !== undefined) { putWord(view, base + 555, v, W13, "service_point_data"); high |= 2097152; n++; }
  if ((v = r.operator) !== undefined) { putWord(view, base + 556, v, W14, "operator"); high |= 4194304; n++; }
  if ((v = r.counters) !== undefined) { putCounters(view, base, v); n++; }
  view.setInt32(base + 8, low, true);
  view.setInt32(base + 12, high, true);
  return n;
}
