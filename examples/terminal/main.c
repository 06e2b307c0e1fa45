/*
 * A payment terminal, small enough to read in one sitting: boot, sign-on, sales typed at the till, and a line to the acquirer for
 * what the terminal cannot settle by itself.
 *
 * What a real terminal measures (its clock, its position, its parts) is typed here, so that a person can play with it: `help`.
 */
#include "acquirer.h"
#include "board.h"
#include "display.h"
#include "parse.h"
#include "poscond.h"
#include "usage.h"

#include <string.h>

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

#define SERVICE_POINT "hangzhou-noodle-shop"
#define MERCHANT_ID "898331058120137"
#define TERMINAL_ID "33010711"
/* The highest revision that was ever opened here; a real terminal keeps it where a power cut does not reach. */
#define HIGHEST_REVISION 8

extern const unsigned char plan_bytes[];
extern const uint32_t plan_length;

static poscond_plan plan;
static poscond_info info;
/* What is known apart from the sale that is asked for. */
static poscond_request facts;
static poscond_request request;
static poscond_decision decision;
static uint8_t language = POSCOND_LANGUAGE_ZH_CN;
static uint8_t printer = POSCOND_ENCODING_UTF_8;
static char text[2048];

static const char *both(const char *zh, const char *en) { return language == POSCOND_LANGUAGE_ZH_CN ? zh : en; }

static void say(const char *zh, const char *en) {
  put_text(TILL, both(zh, en));
  put_text(TILL, "\r\n");
}

static void show(const char *zh, const char *en) {
  display_start();
  display_lines(both(zh, en));
  display_end();
}

static poscond_style style_of(uint8_t columns, uint8_t rows, uint8_t encoding) {
  poscond_style style;
  style.reader = POSCOND_READER_MERCHANT;
  style.language = language;
  style.encoding = encoding;
  style.columns = columns;
  style.rows = rows;
  return style;
}

/* ---- a decision at the till ---------------------------------------------------------------------------------------------- */

/* The text of the cause that was decided by. An acquirer may know one that is none here; then its code must do, as support looks it up. */
static void show_cause(const poscond_style *style) {
  char code[] = "PC0000";
  uint16_t rest = decision.reason;
  poscond_finding finding;
  size_t length, count = 0, i;
  poscond_finding_count(&plan, &decision, &count);
  for (i = 0; i < count; ++i) {
    if (poscond_finding_at(&plan, &request, &decision, i, &finding) == POSCOND_OK && finding.reason == decision.reason &&
        poscond_text_finding(&plan, &request, &decision, i, style, text, sizeof text, &length) == POSCOND_OK) {
      display_lines(text);
      return;
    }
  }
  for (i = 5; i >= 2; --i, rest /= 10) {
    code[i] = (char)('0' + rest % 10);
  }
  display_lines(code);
}

/* Two rows for what was decided, two for why. */
static void show_decision(void) {
  size_t length;
  poscond_style style = style_of(DISPLAY_COLUMNS, DISPLAY_ROWS / 2, POSCOND_ENCODING_UTF_8);
  display_start();
  if (poscond_text_outcome(&plan, &request, &decision, &style, text, sizeof text, &length) == POSCOND_OK) {
    display_lines(text);
  }
  if (decision.outcome != POSCOND_OUTCOME_PROCEED) {
    show_cause(&style);
  }
  display_end();
}

static void print_receipt(void) {
  size_t length;
  poscond_style style = style_of(POSCOND_RECEIPT_COLUMNS, 0, printer);
  if (decision.outcome == 0) {
    say("尚无交易", "nothing was sold yet");
  } else if (poscond_receipt(&plan, &request, &style, text, sizeof text, &length) == POSCOND_OK) {
    print_slip(text, length);
  } else {
    say("凭条过长", "the slip is too long");
  }
}

/* ---- a sale -------------------------------------------------------------------------------------------------------------- */

/* What was sold offline is told to the acquirer, from which moment on it no longer counts as such. */
static void clear_offline(void) {
  poscond_set_offline_amount_minor(&facts, 0);
  poscond_set_offline_count(&facts, 0);
}

static void count_sale(void) {
  usage_count(&request);
  if (request.host != POSCOND_HOST_REACHABLE) {
    poscond_set_offline_amount_minor(&facts, facts.offline_amount_minor + request.amount_minor);
    poscond_set_offline_count(&facts, (int64_t)facts.offline_count + 1);
  }
}

/*
 * The acquirer answered. With the counters that it sent, the terminal finds the same causes and can say them; the outcome is the
 * acquirer's all the same. What not even the acquirer could settle is refused.
 */
static void take_answer(const acquirer_answer *answer) {
  uint8_t i;
  for (i = 0; i < answer->used_count; ++i) {
    usage_hear(&request, answer->used[i].slot, answer->used[i].amount_minor, answer->used[i].count);
  }
  clear_offline();
  poscond_evaluate(&plan, &request, &decision);
  decision.outcome = answer->outcome == POSCOND_OUTCOME_PROCEED ? POSCOND_OUTCOME_PROCEED : POSCOND_OUTCOME_DECLINE;
  decision.reason = answer->reason;
  decision.de39[0] = (uint8_t)answer->de39[0];
  decision.de39[1] = (uint8_t)answer->de39[1];
}

/* The way of a sale from its amount to its end. */
typedef enum { DECIDE, ASK, ANSWERED, UNANSWERED, SHOW, SOLD, DONE } step;

static step next(step now) {
  static acquirer_answer answer;
  switch (now) {
    case DECIDE:
      if (poscond_evaluate(&plan, &request, &decision) != POSCOND_OK) {
        say("终端故障", "the request makes no sense");
        return DONE;
      }
      return decision.outcome == POSCOND_OUTCOME_REFER && request.host == POSCOND_HOST_REACHABLE ? ASK : SHOW;
    case ASK:
      say("联机中……", "going online…");
      return acquirer_ask(&request, &answer) ? ANSWERED : UNANSWERED;
    case ANSWERED:
      say("收单机构答复", "the acquirer answers");
      take_answer(&answer);
      return SHOW;
    case UNANSWERED:
      /* The plan says what a referral becomes where nobody answers. */
      say("无应答，按脱机处理", "no answer, so offline");
      poscond_set_host(&request, POSCOND_HOST_TIMING_OUT);
      return DECIDE;
    case SHOW:
      show_decision();
      return decision.outcome == POSCOND_OUTCOME_PROCEED ? SOLD : DONE;
    case SOLD:
      count_sale();
      return DONE;
    case DONE:
      break;
  }
  return DONE;
}

typedef struct {
  const char *name;
  uint8_t value;
  /* Of an entry mode: DE22, with a PIN or without. */
  uint8_t de22;
} word;

static const word entries[] = {{"chip", POSCOND_ENTRY_MODE_CHIP, 51},
                               {"tap", POSCOND_ENTRY_MODE_CONTACTLESS, 72},
                               {"qr", POSCOND_ENTRY_MODE_QR_CODE, 32},
                               {"magstripe", POSCOND_ENTRY_MODE_MAGSTRIPE, 21}};
static const word cards[] = {{"debit", POSCOND_CARD_KIND_DEBIT, 0},
                             {"credit", POSCOND_CARD_KIND_CREDIT, 0},
                             {"prepaid", POSCOND_CARD_KIND_PREPAID, 0},
                             {"account", POSCOND_CARD_KIND_ACCOUNT, 0}};

static const word *find(const word *words, size_t count, const char *name) {
  size_t i;
  for (i = 0; i < count; ++i) {
    if (strcmp(words[i].name, name) == 0) {
      return &words[i];
    }
  }
  return NULL;
}

static void sale(const char *amount, const char *entry, const char *card) {
  const word *mode = find(entries, COUNT(entries), entry);
  const word *kind = find(cards, COUNT(cards), *card != 0 ? card : "debit");
  int64_t amount_minor;
  step at;
  if (mode == NULL || kind == NULL || !decimal(amount, 2, &amount_minor)) {
    put_text(TILL, "sale 32.00 chip|tap|qr|magstripe [debit|credit|prepaid|account]\r\n");
    return;
  }
  request = facts;
  if (poscond_set_amount_minor(&request, amount_minor) != POSCOND_OK) {
    say("金额有误", "no such amount");
    return;
  }
  poscond_set_currency(&request, 156);
  poscond_set_transaction(&request, POSCOND_TRANSACTION_SALE);
  poscond_set_entry_mode(&request, mode->value);
  poscond_set_de22(&request, mode->de22);
  poscond_set_de25(&request, 0);
  poscond_set_card_kind(&request, kind->value);
  /* Nobody is asked over a line that is down. */
  if (request.link == POSCOND_LINK_DOWN) {
    poscond_set_host(&request, POSCOND_HOST_UNREACHABLE);
  }
  /* Where there is a fix, it was taken half a minute ago. */
  if (request.present >> POSCOND_FACT_FIX_LAT_E7 & 1) {
    poscond_set_fix_at_utc_s(&request, request.now_utc_s - 30);
  }
  usage_tell(&request);
  for (at = DECIDE; at != DONE;) {
    at = next(at);
  }
}

/* ---- what a person types ------------------------------------------------------------------------------------------------- */

/* The clock stands still until it is set again, so that a session says the same whenever it is typed. */
static void set_clock(const char *typed) {
  int64_t utc_s;
  if (!moment(&plan, typed, &utc_s) || poscond_set_now_utc_s(&facts, utc_s) != POSCOND_OK) {
    put_text(TILL, "clock 2026-11-18T10:05[:00[+08:00]]\r\n");
    return;
  }
  poscond_set_clock(&facts, POSCOND_CLOCK_TRUSTED);
}

/* The terminal signs on, takes its profile, hears which policy is the latest, and sends what it sold offline. */
static void sign_on(void) {
  if (facts.link == POSCOND_LINK_DOWN) {
    say("线路中断，签到失败", "the line is down, not signed on");
    return;
  }
  if (facts.clock != POSCOND_CLOCK_TRUSTED) {
    say("请先校时", "set the clock first");
    return;
  }
  poscond_set_signed_on_at_utc_s(&facts, facts.now_utc_s);
  poscond_set_profile_refreshed_at_utc_s(&facts, facts.now_utc_s);
  poscond_set_policy_confirmed_at_utc_s(&facts, facts.now_utc_s);
  poscond_set_policy_version_latest(&facts, info.policy_version);
  clear_offline();
  say("签到成功", "signed on");
}

static void move_to(const char *lat, const char *lon, const char *accuracy) {
  int64_t lat_e7, lon_e7, accuracy_m;
  if (strcmp(lat, "none") == 0) {
    poscond_request_clear(&facts, POSCOND_FACT_FIX_LAT_E7);
    return;
  }
  if (!decimal(lat, 7, &lat_e7) || !decimal(lon, 7, &lon_e7) || !decimal(accuracy, 0, &accuracy_m) || lat_e7 > INT32_MAX ||
      lat_e7 < INT32_MIN || lon_e7 > INT32_MAX || lon_e7 < INT32_MIN ||
      poscond_set_fix(&facts, (int32_t)lat_e7, (int32_t)lon_e7, POSCOND_DATUM_GCJ02) != POSCOND_OK ||
      poscond_set_fix_accuracy_m(&facts, accuracy_m) != POSCOND_OK) {
    put_text(TILL, "fix 30.2749530 120.1315480 15, or fix none\r\n");
  }
}

/* Facts that take words, each by its own. */
static const struct {
  const char *fact, *state;
  uint8_t number, value;
} states[] = {
    {"link", "up", POSCOND_FACT_LINK, POSCOND_LINK_UP},
    {"link", "weak", POSCOND_FACT_LINK, POSCOND_LINK_WEAK},
    {"link", "down", POSCOND_FACT_LINK, POSCOND_LINK_DOWN},
    {"printer", "working", POSCOND_FACT_PRINTER, POSCOND_COMPONENT_WORKING},
    {"printer", "faulty", POSCOND_FACT_PRINTER, POSCOND_COMPONENT_FAULTY},
    {"reader", "working", POSCOND_FACT_CARD_READER, POSCOND_COMPONENT_WORKING},
    {"reader", "faulty", POSCOND_FACT_CARD_READER, POSCOND_COMPONENT_FAULTY},
    {"tamper", "intact", POSCOND_FACT_TAMPER, POSCOND_TAMPER_INTACT},
    {"tamper", "tampered", POSCOND_FACT_TAMPER, POSCOND_TAMPER_TAMPERED},
    {"power", "mains", POSCOND_FACT_POWER, POSCOND_POWER_MAINS},
    {"power", "battery", POSCOND_FACT_POWER, POSCOND_POWER_BATTERY},
    {"operator", "trained", POSCOND_FACT_OPERATOR, POSCOND_OPERATOR_TRAINED},
    {"operator", "untrained", POSCOND_FACT_OPERATOR, POSCOND_OPERATOR_NOT_TRAINED},
};

static void set_fact(const char *name, const char *value) {
  int64_t percent;
  size_t i;
  for (i = 0; i < COUNT(states); ++i) {
    if (strcmp(states[i].fact, name) == 0 && strcmp(states[i].state, value) == 0) {
      poscond_request_set(&facts, states[i].number, states[i].value);
      return;
    }
  }
  if (strcmp(name, "charge") == 0 && decimal(value, 0, &percent) && poscond_set_battery_percent(&facts, percent) == POSCOND_OK) {
    return;
  }
  put_text(TILL, "set charge PERCENT, or:\r\n");
  for (i = 0; i < COUNT(states); ++i) {
    put_text(TILL, "set ");
    put_text(TILL, states[i].fact);
    put_text(TILL, " ");
    put_text(TILL, states[i].state);
    put_text(TILL, "\r\n");
  }
}

static void print_json(void) {
  size_t length;
  if (poscond_decision_json(&decision, text, sizeof text, &length) == POSCOND_OK) {
    put_text(TILL, text);
    put_text(TILL, "\r\n");
  }
}

static void help(void) {
  put_text(TILL, "clock 2026-11-18T10:05:00+08:00   without an offset: on the shop's own clock\r\n"
                 "sign-on\r\n"
                 "sale 32.00 chip|tap|qr|magstripe [debit|credit|prepaid|account]\r\n"
                 "receipt                           the slip of the last sale\r\n"
                 "json                              the last decision\r\n"
                 "set FACT STATE                    such as set link down, set printer faulty; set alone lists them\r\n"
                 "fix 30.2749530 120.1315480 15     where the terminal is (GCJ-02), and how sure it is in metres\r\n"
                 "lang zh|en\r\n"
                 "print utf8|gbk                    what the printer understands\r\n");
}

static void obey(char *typed) {
  char *words[4] = {NULL};
  size_t i;
  for (i = 0; i < COUNT(words); ++i) {
    typed += strspn(typed, " ");
    words[i] = typed;
    typed += strcspn(typed, " ");
    if (*typed != 0) {
      *typed++ = 0;
    }
  }
  if (strcmp(words[0], "sale") == 0) {
    sale(words[1], words[2], words[3]);
  } else if (strcmp(words[0], "receipt") == 0) {
    print_receipt();
  } else if (strcmp(words[0], "json") == 0) {
    print_json();
  } else if (strcmp(words[0], "clock") == 0) {
    set_clock(words[1]);
  } else if (strcmp(words[0], "sign-on") == 0) {
    sign_on();
  } else if (strcmp(words[0], "set") == 0) {
    set_fact(words[1], words[2]);
  } else if (strcmp(words[0], "fix") == 0) {
    move_to(words[1], words[2], words[3]);
  } else if (strcmp(words[0], "lang") == 0) {
    language = strcmp(words[1], "en") == 0 ? POSCOND_LANGUAGE_EN : POSCOND_LANGUAGE_ZH_CN;
  } else if (strcmp(words[0], "print") == 0) {
    printer = strcmp(words[1], "gbk") == 0 ? POSCOND_ENCODING_GBK : POSCOND_ENCODING_UTF_8;
  } else if (words[0][0] != 0) {
    help();
  }
}

/* ---- boot ---------------------------------------------------------------------------------------------------------------- */

/* What this terminal is, and the state of its parts at boot. */
static void start_facts(void) {
  poscond_request_init(&facts);
  poscond_set_merchant_id(&facts, MERCHANT_ID);
  poscond_set_terminal_id(&facts, TERMINAL_ID);
  poscond_set_host(&facts, POSCOND_HOST_REACHABLE);
  poscond_set_link(&facts, POSCOND_LINK_UP);
  poscond_set_terminal(&facts, POSCOND_TERMINAL_ACTIVE);
  poscond_set_tamper(&facts, POSCOND_TAMPER_INTACT);
  poscond_set_damage(&facts, POSCOND_DAMAGE_NONE);
  poscond_set_power(&facts, POSCOND_POWER_MAINS);
  poscond_set_card_reader(&facts, POSCOND_COMPONENT_WORKING);
  poscond_set_contact(&facts, POSCOND_COMPONENT_WORKING);
  poscond_set_printer(&facts, POSCOND_COMPONENT_WORKING);
  poscond_set_key_pad(&facts, POSCOND_COMPONENT_WORKING);
  poscond_set_positioning(&facts, POSCOND_COMPONENT_WORKING);
  poscond_set_communication(&facts, POSCOND_COMPONENT_WORKING);
  poscond_set_app_version(&facts, 3, 5, 2, 0);
  poscond_set_os_version(&facts, 10, 2, 4, 0);
  poscond_set_patch_level(&facts, 202609);
  poscond_set_service_point_data(&facts, POSCOND_DATA_LOADED);
  poscond_set_operator(&facts, POSCOND_OPERATOR_TRAINED);
  poscond_set_fix(&facts, 302749530, 1201315480, POSCOND_DATUM_GCJ02);
  poscond_set_fix_accuracy_m(&facts, 15);
  poscond_set_fix_source(&facts, POSCOND_FIX_SOURCE_GENUINE);
  poscond_set_in_service_since_utc_s(&facts, 1701136800); /* 2023-11-28 */
  poscond_set_inspected_at_utc_s(&facts, 1784514600);     /* 2026-07-20 */
  clear_offline();
}

static void put_plan(void) {
  put_text(TILL, "self-test passed: plan of ");
  put_number(TILL, plan_length);
  put_text(TILL, " bytes\r\n");
  put_text(TILL, info.service_point_id);
  put_text(TILL, " revision ");
  put_number(TILL, info.revision);
  put_text(TILL, ", ");
  put_text(TILL, info.policy_id);
  put_text(TILL, " version ");
  put_number(TILL, info.policy_version);
  put_text(TILL, ", ");
  put_number(TILL, info.rule_count);
  put_text(TILL, " rules, ");
  put_number(TILL, info.counter_count);
  put_text(TILL, " counters\r\n");
}

/* Header and library belong together, and the plan is whole, this shop's and not an old one. */
static poscond_status self_test(void) {
  poscond_status status = poscond_handshake();
  if (status == POSCOND_OK) {
    status = poscond_open(plan_bytes, plan_length, SERVICE_POINT, HIGHEST_REVISION, NULL, 0, &plan);
  }
  return status == POSCOND_OK ? poscond_plan_info(&plan, &info) : status;
}

int main(void) {
  static char typed[80];
  poscond_status status = self_test();
  put_text(TILL, "\r\nterminal " TERMINAL_ID "\r\n");
  if (status == POSCOND_OK) {
    put_plan();
    start_facts();
    usage_start(&plan);
    show("请校时并签到", "Set the clock,\nand sign on");
  } else {
    put_text(TILL, "self-test failed: status ");
    put_number(TILL, status);
    put_text(TILL, status == POSCOND_PLAN_DIGEST ? ", the plan is damaged\r\n" : "\r\n");
  }
  for (;;) {
    if (status != POSCOND_OK) {
      /* Without conditions nothing is sold, whatever is typed. */
      show("服务点资料有误\n暂停服务\n请联系收单机构", "No valid plan\nOut of service\nCall acquirer");
    }
    put_text(TILL, "> ");
    get_typed(typed, sizeof typed);
    if (status == POSCOND_OK) {
      obey(typed);
    }
  }
}
