/*
 * A payment terminal, small enough to read in one sitting: boot, sign-on, sales typed at the till, a display of 4 × 16 columns, a
 * printer of 32, counters, and a line to the acquirer for what the terminal cannot settle.
 *
 * What a real terminal measures (its clock, its position, its parts) is typed here, so that a person can play with it: `help`.
 */
#include "board.h"
#include "poscond.h"

#include <string.h>

#define SERVICE_POINT "hangzhou-noodle-shop"
#define MERCHANT_ID "898331058120137"
#define TERMINAL_ID "33010711"
#define ANSWER_WAIT_MS 3000u

extern const unsigned char plan_bytes[];
extern const uint32_t plan_length;

/* What the terminal keeps of a counter: what the host last said, and what it sold since. */
typedef struct {
  int is_known;
  int32_t window_day;
  poscond_counter used;
} kept_counter;

static poscond_plan plan;
static poscond_info info;
/* What is known apart from the sale that is asked for. */
static poscond_request facts;
static poscond_request request;
static poscond_decision decision;
static kept_counter counters[POSCOND_COUNTERS_MAX];
static uint8_t language = POSCOND_LANGUAGE_ZH_CN;
static uint8_t printer = POSCOND_ENCODING_UTF_8;
static char text[2048], line[1400];

static const char *both(const char *zh, const char *en) { return language == POSCOND_LANGUAGE_ZH_CN ? zh : en; }

static poscond_style style_of(uint8_t columns, uint8_t rows, uint8_t encoding) {
  poscond_style style;
  style.reader = POSCOND_READER_MERCHANT;
  style.language = language;
  style.encoding = encoding;
  style.columns = columns;
  style.rows = rows;
  return style;
}

/* ---- display and printer ------------------------------------------------------------------------------------------------ */

#define DISPLAY_COLUMNS 16
#define DISPLAY_ROWS 4
static int row;

static void display_edge(const char *left, const char *right) {
  int i;
  put_text(TILL, left);
  for (i = 0; i < DISPLAY_COLUMNS; ++i) {
    put_text(TILL, "─");
  }
  put_text(TILL, right);
  put_text(TILL, "\r\n");
}

static void display_row(const char *from, const char *to) {
  int columns = 0;
  put_text(TILL, "│");
  for (; from < to; ++from) {
    unsigned char byte = (unsigned char)*from;
    put_byte(TILL, byte);
    /* The first byte of a character tells its width: Chinese takes three bytes and two columns. */
    columns += byte < 0x80 ? 1 : byte >= 0xe0 ? 2 : byte >= 0xc0 ? 1 : 0;
  }
  for (; columns < DISPLAY_COLUMNS; ++columns) {
    put_byte(TILL, ' ');
  }
  put_text(TILL, "│\r\n");
  ++row;
}

static void display_start(void) {
  row = 0;
  display_edge("┌", "┐");
}

/* Shows the lines of a text, as far as there are rows. */
static void display_lines(const char *lines) {
  while (row < DISPLAY_ROWS) {
    const char *end = strchr(lines, '\n');
    const char *to = end != NULL ? end : lines + strlen(lines);
    display_row(lines, to);
    if (end == NULL) {
      return;
    }
    lines = end + 1;
  }
}

static void display_end(void) {
  while (row < DISPLAY_ROWS) {
    display_row("", "");
  }
  display_edge("└", "┘");
}

/* Two rows for what was decided, two for why. */
static void display_decision(void) {
  size_t length, count = 0, i;
  poscond_finding finding;
  poscond_style style = style_of(DISPLAY_COLUMNS, 2, POSCOND_ENCODING_UTF_8);
  display_start();
  if (poscond_text_outcome(&plan, &request, &decision, &style, text, sizeof text, &length) == POSCOND_OK) {
    display_lines(text);
  }
  poscond_finding_count(&plan, &decision, &count);
  for (i = 0; decision.outcome != POSCOND_OUTCOME_PROCEED && i < count; ++i) {
    if (poscond_finding_at(&plan, &request, &decision, i, &finding) == POSCOND_OK && finding.reason == decision.reason &&
        poscond_text_finding(&plan, &request, &decision, i, &style, text, sizeof text, &length) == POSCOND_OK) {
      display_lines(text);
      break;
    }
  }
  display_end();
}

static void print_receipt(void) {
  size_t length, i;
  poscond_style style = style_of(POSCOND_RECEIPT_COLUMNS, 0, printer);
  if (poscond_receipt(&plan, &request, &style, text, sizeof text, &length) != POSCOND_OK) {
    put_text(TILL, "printer: the slip is too long\r\n");
    return;
  }
  for (i = 0; i < length; ++i) {
    if (text[i] == '\n') {
      put_byte(TILL, '\r');
    }
    put_byte(TILL, (unsigned char)text[i]);
  }
}

/* ---- counters ------------------------------------------------------------------------------------------------------------ */

/* Tells the engine what was used. A window that has ended since counts as nothing, which the engine knows by itself. */
static void set_counters(void) {
  uint8_t slot;
  for (slot = 0; slot < info.counter_count; ++slot) {
    const kept_counter *kept = &counters[slot];
    if (kept->is_known) {
      poscond_set_counter(&request, slot, kept->used.amount_minor, kept->used.count, kept->used.taken_at_utc_s);
    }
  }
}

/* What the sale adds to a slot, and in which window; 0 where nothing. */
static int accrual_of(uint8_t slot, poscond_accrual *accrual) {
  poscond_accrual accruals[POSCOND_COUNTERS_MAX];
  size_t count = 0, i;
  if (poscond_accrue(&plan, &request, accruals, POSCOND_COUNTERS_MAX, &count) == POSCOND_OK) {
    for (i = 0; i < count; ++i) {
      if (accruals[i].slot == slot) {
        *accrual = accruals[i];
        return 1;
      }
    }
  }
  return 0;
}

/* The host says what was used of a counter. Those of a card are its own: the next card is another. */
static void keep_counter(uint8_t slot, int64_t amount_minor, int32_t count) {
  poscond_counter_row counter;
  poscond_accrual accrual;
  kept_counter *kept = &counters[slot];
  if (poscond_plan_counter(&plan, slot, &counter) != POSCOND_OK || counter.subject == POSCOND_SUBJECT_CARD ||
      !accrual_of(slot, &accrual)) {
    return;
  }
  kept->is_known = 1;
  kept->window_day = accrual.window_day;
  kept->used.amount_minor = amount_minor;
  kept->used.count = count;
  kept->used.taken_at_utc_s = request.now_utc_s;
}

/* A sale is complete: it counts, in the window that it falls into. */
static void accrue(void) {
  poscond_accrual accrual;
  uint8_t slot;
  for (slot = 0; slot < info.counter_count; ++slot) {
    kept_counter *kept = &counters[slot];
    if (!kept->is_known || !accrual_of(slot, &accrual)) {
      continue;
    }
    if (kept->window_day != accrual.window_day) {
      memset(&kept->used, 0, sizeof kept->used);
      kept->used.taken_at_utc_s = request.now_utc_s;
      kept->window_day = accrual.window_day;
    }
    kept->used.amount_minor += accrual.amount_minor;
    kept->used.count += accrual.count;
  }
}

/* ---- the line to the acquirer -------------------------------------------------------------------------------------------- */

/* Takes a number off the front of a text. */
static int64_t number(const char **at) {
  int64_t value = 0;
  int below = **at == '-';
  *at += below;
  while (**at >= '0' && **at <= '9') {
    value = value * 10 + (*(*at)++ - '0');
  }
  return below ? -value : value;
}

static void skip(const char **at, char separator) { *at += **at == separator; }

/*
 * Asks the acquirer to decide the same request: `ASK <record in hex>`, answered by
 * `ANSWER <outcome> <reason> <DE39>[ <slot>:<amount>:<count>]…` with the counters that it knows. Returns whether an answer came.
 */
static int go_online(void) {
  static unsigned char wire[POSCOND_REQUEST_BYTES];
  const char *at = line;
  if (poscond_request_encode(&request, wire, sizeof wire) != POSCOND_OK) {
    return 0;
  }
  put_text(TILL, both("联机中……\r\n", "going online…\r\n"));
  put_text(LINE, "ASK ");
  put_hex(LINE, wire, sizeof wire);
  put_text(LINE, "\n");
  if (!get_line(LINE, line, sizeof line, ANSWER_WAIT_MS) || strncmp(line, "ANSWER ", 7) != 0) {
    return 0;
  }
  at += 7;
  decision.outcome = (uint8_t)number(&at);
  skip(&at, ' ');
  decision.reason = (uint16_t)number(&at);
  skip(&at, ' ');
  memcpy(decision.de39, at, 2);
  at += 2;
  while (*at == ' ') {
    int64_t slot, amount_minor;
    ++at;
    slot = number(&at);
    skip(&at, ':');
    amount_minor = number(&at);
    skip(&at, ':');
    if (slot >= 0 && slot < POSCOND_COUNTERS_MAX) {
      keep_counter((uint8_t)slot, amount_minor, (int32_t)number(&at));
    }
  }
  return 1;
}

/* ---- a sale -------------------------------------------------------------------------------------------------------------- */

typedef struct {
  const char *name;
  int64_t value;
} word;

static const word entries[] = {{"magstripe", POSCOND_ENTRY_MODE_MAGSTRIPE},
                               {"chip", POSCOND_ENTRY_MODE_CHIP},
                               {"tap", POSCOND_ENTRY_MODE_CONTACTLESS},
                               {"qr", POSCOND_ENTRY_MODE_QR_CODE}};
/* DE22 of each, with a PIN or without. */
static const int64_t de22[] = {21, 51, 72, 32};

static int find(const word *words, size_t count, const char *name) {
  size_t i;
  for (i = 0; i < count; ++i) {
    if (strcmp(words[i].name, name) == 0) {
      return (int)i;
    }
  }
  return -1;
}
#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

static int64_t money(const char *at) {
  int64_t minor = number(&at) * 100;
  if (*at == '.') {
    ++at;
    if (*at >= '0' && *at <= '9') {
      minor += (*at++ - '0') * 10;
    }
    if (*at >= '0' && *at <= '9') {
      minor += *at - '0';
    }
  }
  return minor;
}

static void settle(void) {
  if (decision.outcome == POSCOND_OUTCOME_REFER) {
    if (go_online()) {
      put_text(TILL, both("收单机构答复\r\n", "the acquirer answers\r\n"));
      if (decision.outcome == POSCOND_OUTCOME_REFER) {
        /* It could not settle it either: for the terminal that is the end. */
        decision.outcome = POSCOND_OUTCOME_DECLINE;
      }
    } else {
      /* The host cannot be reached, so the plan says what a referral becomes. */
      put_text(TILL, both("无应答，按脱机处理\r\n", "no answer, so offline\r\n"));
      poscond_set_host(&request, POSCOND_HOST_TIMING_OUT);
      poscond_evaluate(&plan, &request, &decision);
    }
  }
  display_decision();
  if (decision.outcome == POSCOND_OUTCOME_PROCEED) {
    accrue();
  }
}

static void sale(const char *amount, const char *entry) {
  int mode = find(entries, COUNT(entries), entry);
  if (mode < 0) {
    put_text(TILL, "sale AMOUNT magstripe|chip|tap|qr\r\n");
    return;
  }
  request = facts;
  poscond_set_transaction(&request, POSCOND_TRANSACTION_SALE);
  poscond_set_entry_mode(&request, entries[mode].value);
  poscond_set_de22(&request, de22[mode]);
  poscond_set_de25(&request, 0);
  poscond_set_card_kind(&request, POSCOND_CARD_KIND_DEBIT);
  if (poscond_set_amount_minor(&request, money(amount)) != POSCOND_OK) {
    put_text(TILL, both("金额有误\r\n", "no such amount\r\n"));
    return;
  }
  /* A fix of half a minute ago, and the address was checked as the fix was taken. */
  if (request.present >> POSCOND_FACT_FIX_LAT_E7 & 1 && request.now_utc_s >= 30) {
    poscond_set_fix_at_utc_s(&request, request.now_utc_s - 30);
  }
  set_counters();
  if (poscond_evaluate(&plan, &request, &decision) != POSCOND_OK) {
    put_text(TILL, "evaluate failed\r\n");
    return;
  }
  settle();
}

/* ---- what a person types ------------------------------------------------------------------------------------------------- */

/* Days since 1970-01-01 of a civil date (the calendar of Howard Hinnant's "chrono-compatible low-level date algorithms"). */
static int64_t days(int64_t y, int64_t m, int64_t d) {
  int64_t era, year_of_era, day_of_year;
  y -= m <= 2;
  era = (y >= 0 ? y : y - 399) / 400;
  year_of_era = y - era * 400;
  day_of_year = (153 * (m > 2 ? m - 3 : m + 9) + 2) / 5 + d - 1;
  return era * 146097 + year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year - 719468;
}

/* `2026-11-18T11:45` on the service point's clock. */
static void set_clock(const char *at) {
  int64_t y = number(&at), m, d, h, min, local;
  int32_t day = 0, second = 0;
  skip(&at, '-');
  m = number(&at);
  skip(&at, '-');
  d = number(&at);
  skip(&at, 'T');
  h = number(&at);
  skip(&at, ':');
  min = number(&at);
  local = days(y, m, d) * 86400 + h * 3600 + min * 60;
  poscond_plan_local(&plan, local, &day, &second);
  if (poscond_set_now_utc_s(&facts, local - ((int64_t)day * 86400 + second - local)) == POSCOND_OK) {
    poscond_set_clock(&facts, POSCOND_CLOCK_TRUSTED);
  } else {
    put_text(TILL, "clock 2026-11-18T11:45\r\n");
  }
}

static const word settable[] = {{"card_reader", POSCOND_FACT_CARD_READER},
                                {"contact", POSCOND_FACT_CONTACT},
                                {"printer", POSCOND_FACT_PRINTER},
                                {"tamper", POSCOND_FACT_TAMPER},
                                {"link", POSCOND_FACT_LINK},
                                {"host", POSCOND_FACT_HOST},
                                {"battery_percent", POSCOND_FACT_BATTERY_PERCENT},
                                {"fix_accuracy_m", POSCOND_FACT_FIX_ACCURACY_M}};
static const word states[] = {{"working", POSCOND_COMPONENT_WORKING}, {"faulty", POSCOND_COMPONENT_FAULTY},
                              {"intact", POSCOND_TAMPER_INTACT},      {"tampered", POSCOND_TAMPER_TAMPERED},
                              {"up", POSCOND_LINK_UP},                {"weak", POSCOND_LINK_WEAK},
                              {"down", POSCOND_LINK_DOWN},            {"reachable", POSCOND_HOST_REACHABLE},
                              {"unreachable", POSCOND_HOST_UNREACHABLE}};

static void set_fact(const char *name, const char *value) {
  int fact = find(settable, COUNT(settable), name);
  int state = find(states, COUNT(states), value);
  if (fact < 0 || poscond_request_set(&facts, (uint8_t)settable[fact].value, state >= 0 ? states[state].value : number(&value)) != POSCOND_OK) {
    put_text(TILL, "set card_reader|contact|printer|tamper|link|host|battery_percent|fix_accuracy_m VALUE\r\n");
  }
}

/* The terminal signs on, takes its profile and hears which policy is the latest. */
static void sign_on(void) {
  poscond_set_signed_on_at_utc_s(&facts, facts.now_utc_s);
  poscond_set_profile_refreshed_at_utc_s(&facts, facts.now_utc_s);
  poscond_set_policy_confirmed_at_utc_s(&facts, facts.now_utc_s);
  poscond_set_policy_version_latest(&facts, info.policy_version);
  put_text(TILL, both("签到成功\r\n", "signed on\r\n"));
}

static void move_to(const char *lat_e7, const char *lon_e7) {
  if (poscond_set_fix(&facts, (int32_t)number(&lat_e7), (int32_t)number(&lon_e7), POSCOND_DATUM_GCJ02) != POSCOND_OK) {
    put_text(TILL, "fix LAT_E7 LON_E7\r\n");
  }
}

static void help(void) {
  put_text(TILL, "clock 2026-11-18T11:45      the service point's clock\r\n"
                 "sign-on                     take the profile anew\r\n"
                 "sale 32.00 magstripe|chip|tap|qr\r\n"
                 "receipt                     print the slip of the last sale\r\n"
                 "set FACT VALUE              set card_reader faulty, set link down, …\r\n"
                 "fix 302749530 1201315480    where the terminal is (GCJ-02, 1e-7 degrees)\r\n"
                 "lang zh|en, printer utf8|gbk, json, damage\r\n");
}

/* A plan that was damaged in flash: the one in force stays. */
static void damage(void) {
  static unsigned char copy[4096];
  poscond_plan other;
  poscond_status status;
  if (plan_length > sizeof copy) {
    return;
  }
  memcpy(copy, plan_bytes, plan_length);
  copy[plan_length / 2] ^= 1;
  status = poscond_open(copy, plan_length, SERVICE_POINT, info.revision, NULL, 0, &other);
  put_text(TILL, "a plan with one bit turned: status ");
  put_number(TILL, status);
  put_text(TILL, status == POSCOND_PLAN_DIGEST ? " (digest), the plan in force stays\r\n" : "\r\n");
}

static void obey(char *typed) {
  char *words[3] = {"", "", ""};
  size_t count = 0, length;
  while (count < 3) {
    while (*typed == ' ') {
      *typed++ = 0;
    }
    if (*typed == 0) {
      break;
    }
    words[count++] = typed;
    typed += strcspn(typed, " ");
  }
  if (strcmp(words[0], "sale") == 0) {
    sale(words[1], words[2]);
  } else if (strcmp(words[0], "receipt") == 0) {
    print_receipt();
  } else if (strcmp(words[0], "clock") == 0) {
    set_clock(words[1]);
  } else if (strcmp(words[0], "sign-on") == 0) {
    sign_on();
  } else if (strcmp(words[0], "set") == 0) {
    set_fact(words[1], words[2]);
  } else if (strcmp(words[0], "fix") == 0) {
    move_to(words[1], words[2]);
  } else if (strcmp(words[0], "lang") == 0) {
    language = strcmp(words[1], "en") == 0 ? POSCOND_LANGUAGE_EN : POSCOND_LANGUAGE_ZH_CN;
  } else if (strcmp(words[0], "printer") == 0) {
    printer = strcmp(words[1], "gbk") == 0 ? POSCOND_ENCODING_GBK : POSCOND_ENCODING_UTF_8;
  } else if (strcmp(words[0], "json") == 0) {
    if (poscond_decision_json(&decision, text, sizeof text, &length) == POSCOND_OK) {
      put_text(TILL, text);
      put_text(TILL, "\r\n");
    }
  } else if (strcmp(words[0], "damage") == 0) {
    damage();
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
  poscond_set_currency(&facts, 156);
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
  poscond_set_in_service_since_utc_s(&facts, 1701136800);
  poscond_set_inspected_at_utc_s(&facts, 1784514600);
  poscond_set_offline_amount_minor(&facts, 0);
  poscond_set_offline_count(&facts, 0);
}

int main(void) {
  poscond_status status = poscond_handshake();
  board_start();
  put_text(TILL, "\r\npos terminal " TERMINAL_ID "\r\n");
  if (status == POSCOND_OK) {
    status = poscond_open(plan_bytes, plan_length, SERVICE_POINT, 1, NULL, 0, &plan);
  }
  if (status == POSCOND_OK) {
    status = poscond_plan_info(&plan, &info);
  }
  if (status != POSCOND_OK) {
    put_text(TILL, "self-test failed: status ");
    put_number(TILL, status);
    put_text(TILL, "\r\n");
    return 1;
  }
  put_text(TILL, "self-test passed: plan of ");
  put_number(TILL, plan_length);
  put_text(TILL, " bytes, ");
  put_text(TILL, info.service_point_id);
  put_text(TILL, " revision ");
  put_number(TILL, info.revision);
  put_text(TILL, ", ");
  put_text(TILL, info.policy_id);
  put_text(TILL, " version ");
  put_number(TILL, info.policy_version);
  put_text(TILL, ", ");
  put_number(TILL, info.rule_count);
  put_text(TILL, " rules\r\n");
  start_facts();
  for (;;) {
    put_text(TILL, "> ");
    if (get_line(TILL, line, sizeof line, 0)) {
      put_text(TILL, line);
      put_text(TILL, "\r\n");
      obey(line);
    }
  }
}
