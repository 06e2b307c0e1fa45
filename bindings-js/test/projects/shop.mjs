// One shop, one rule, one sale that is refused: what every project asks.
export const policy = {
  id: "demo",
  version: 1,
  rules: [{ id: "single", condition: { amount: { max_minor: 50_000 } }, on_fail: "decline", on_unknown: "decline" }],
};
export const servicePoint = {
  id: "noodles-1",
  revision: 1,
  merchant_id: "898330158120001",
  merchant_kind: "restaurant",
  mcc: "5812",
  region: "330106",
  status: "active",
  utc_offset: "+08:00",
};
export const asked = {
  now_utc_s: 1_795_406_400,
  clock: "trusted",
  host: "reachable",
  merchant_id: "898330158120001",
  transaction: "sale",
};
