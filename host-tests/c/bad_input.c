/*
 * What poscond.h does with what it should never be given: a status, nothing written, no trap.
 *
 *     bad_input PACK NAME
 *
 * The pack lends a plan and requests.
 */
#include "poscond.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char *host = "c";
static unsigned long checks, failures;

static void check_at(int holds, const char *what, int line) {
  ++checks;
  if (!holds) {
    ++failures;
    printf("%s: bad_input.c:%d: %s\n", host, line, what);
  }
}
#define CHECK(holds) check_at((holds) ? 1 : 0, #holds, __LINE__)

/* Calls with outputs that must stay as they are. */
#define REFUSES(status, output, call)                          \
  do {                                                         \
    memset(&(output), 0xa5, sizeof(output));                   \
    CHECK((call) == (status));                                 \
    CHECK(is_filled(&(output), sizeof(output), 0xa5));         \
  } while (0)

static int is_filled(const void *memory, size_t length, int byte) {
  const unsigned char *bytes = (const unsigned char *)memory;
  size_t i;
  for (i = 0; i < length; ++i) {
    if (bytes[i] != byte) {
      return 0;
    }
  }
  return 1;
}

static unsigned char plan_bytes[70000];
static unsigned char wire[POSCOND_REQUEST_BYTES];
static size_t plan_length;
static poscond_plan plan, no_plan;
static poscond_request request;
static poscond_decision decision;
static poscond_style style;

/* The first plan of the pack, and the first request asked under it. */
static int load(const char *path) {
  FILE *pack = fopen(path, "rb");
  unsigned char head[12], size[4];
  char skipped[256];
  size_t length;
  if (pack == NULL || fread(head, 1, sizeof head, pack) != sizeof head || fgetc(pack) != 'P') {
    return 0;
  }
#define TAKE_LENGTH() \
  (fread(size, 1, 4, pack) == 4 ? (size_t)size[0] | (size_t)size[1] << 8 | (size_t)size[2] << 16 : (size_t)-1)
  plan_length = TAKE_LENGTH();
  if (plan_length > sizeof plan_bytes || fread(plan_bytes, 1, plan_length, pack) != plan_length || fgetc(pack) != 'D') {
    return 0;
  }
  length = TAKE_LENGTH();
  if (length >= sizeof skipped || fread(skipped, 1, length, pack) != length) {
    return 0;
  }
  length = TAKE_LENGTH();
  if (length != sizeof wire || fread(wire, 1, length, pack) != length) {
    return 0;
  }
  fclose(pack);
  return 1;
}

static poscond_status open_bytes(const unsigned char *bytes, size_t length, poscond_plan *opened) {
  return poscond_open(bytes, length, NULL, 0, NULL, 0, opened);
}

static void plans(void) {
  static unsigned char changed[70000 + 1];
  static const char too_long[] = "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa";
  poscond_plan opened;
  poscond_key key;
  poscond_info info;
  poscond_counter_row row;
  size_t length, bit;
  memset(&key, 7, sizeof key);

  REFUSES(POSCOND_NULL_POINTER, opened, poscond_open(NULL, plan_length, NULL, 0, NULL, 0, &opened));
  REFUSES(POSCOND_NULL_POINTER, opened, poscond_open(NULL, 0, NULL, 0, NULL, 0, &opened));
  REFUSES(POSCOND_NULL_POINTER, opened, poscond_open(plan_bytes, plan_length, NULL, 0, NULL, 1, &opened));
  CHECK(poscond_open(plan_bytes, plan_length, NULL, 0, NULL, 0, NULL) == POSCOND_NULL_POINTER);
  CHECK(poscond_open(plan_bytes, plan_length, NULL, 0, NULL, 0, (poscond_plan *)(void *)(plan_bytes + 1)) ==
        POSCOND_MISALIGNED);
  REFUSES(POSCOND_PLAN_LENGTH, opened, open_bytes(plan_bytes, 0, &opened));
  REFUSES(POSCOND_PLAN_SERVICE_POINT, opened, poscond_open(plan_bytes, plan_length, "nobody", 0, NULL, 0, &opened));
  REFUSES(POSCOND_PLAN_SERVICE_POINT, opened, poscond_open(plan_bytes, plan_length, "", 0, NULL, 0, &opened));
  REFUSES(POSCOND_OUT_OF_RANGE, opened, poscond_open(plan_bytes, plan_length, too_long, 0, NULL, 0, &opened));
  REFUSES(POSCOND_OUT_OF_RANGE, opened, poscond_open(plan_bytes, plan_length, "\xff", 0, NULL, 0, &opened));
  REFUSES(POSCOND_PLAN_REVISION, opened, poscond_open(plan_bytes, plan_length, NULL, UINT32_MAX, NULL, 0, &opened));
  REFUSES(POSCOND_OUT_OF_RANGE, opened, poscond_open(plan_bytes, SIZE_MAX, NULL, 0, NULL, 0, &opened));
  /* Keys are never ignored: the library has no signatures built in, or the plan has none. */
  memset(&opened, 0xa5, sizeof opened);
  CHECK(poscond_open(plan_bytes, plan_length, NULL, 0, &key, 1, &opened) != POSCOND_OK);
  CHECK(is_filled(&opened, sizeof opened, 0xa5));

  /* Cut short anywhere, or one byte longer. */
  for (length = 0; length < plan_length; ++length) {
    REFUSES(POSCOND_PLAN_LENGTH, opened, open_bytes(plan_bytes, length, &opened));
  }
  memcpy(changed, plan_bytes, plan_length);
  REFUSES(POSCOND_PLAN_LENGTH, opened, open_bytes(changed, plan_length + 1, &opened));

  /* Any bit turned. */
  for (bit = 0; bit < plan_length * 8; ++bit) {
    changed[bit / 8] = (unsigned char)(changed[bit / 8] ^ 1u << bit % 8);
    memset(&opened, 0xa5, sizeof opened);
    CHECK(open_bytes(changed, plan_length, &opened) >= POSCOND_PLAN_LENGTH);
    CHECK(is_filled(&opened, sizeof opened, 0xa5));
    changed[bit / 8] = (unsigned char)(changed[bit / 8] ^ 1u << bit % 8);
  }
  CHECK(open_bytes(changed, plan_length, &opened) == POSCOND_OK);

  /* What is no open plan. */
  REFUSES(POSCOND_NOT_OPEN, info, poscond_plan_info(&no_plan, &info));
  memset(&opened, 0xff, sizeof opened);
  REFUSES(POSCOND_NOT_OPEN, info, poscond_plan_info(&opened, &info));
  REFUSES(POSCOND_NULL_POINTER, info, poscond_plan_info(NULL, &info));
  CHECK(poscond_plan_info(&plan, NULL) == POSCOND_NULL_POINTER);
  CHECK(poscond_plan_info(&plan, &info) == POSCOND_OK);
  REFUSES(POSCOND_OUT_OF_RANGE, row, poscond_plan_counter(&plan, info.counter_count, &row));
  REFUSES(POSCOND_OUT_OF_RANGE, row, poscond_plan_counter(&plan, 255, &row));
  CHECK(poscond_plan_counter(&plan, 0, NULL) == POSCOND_NULL_POINTER);
  {
    int32_t day, second;
    REFUSES(POSCOND_NULL_POINTER, day, poscond_plan_local(&plan, 0, &day, NULL));
    REFUSES(POSCOND_NULL_POINTER, second, poscond_plan_local(&plan, 0, NULL, &second));
    CHECK(poscond_plan_local(&plan, INT64_MIN, &day, &second) == POSCOND_OK);
    CHECK(poscond_plan_local(&plan, INT64_MAX, &day, &second) == POSCOND_OK);
  }
  /* A copy of an open plan is one. */
  memcpy(&opened, &plan, sizeof opened);
  CHECK(poscond_evaluate(&opened, &request, &decision) == POSCOND_OK);
}

static void requests(void) {
  poscond_request bad, before;
  poscond_decision out;
  uint8_t fact = 0;
  unsigned i;
  static unsigned char room[POSCOND_REQUEST_BYTES];

  memset(&bad, 0xff, sizeof bad);
  REFUSES(POSCOND_REQUEST_SIZE, out, poscond_evaluate(&plan, &bad, &out));
  CHECK(poscond_request_set(&bad, POSCOND_FACT_AMOUNT_MINOR, 1) == POSCOND_REQUEST_SIZE);
  memset(&bad, 0, sizeof bad);
  REFUSES(POSCOND_REQUEST_SIZE, out, poscond_evaluate(&plan, &bad, &out));
  bad = request;
  bad.layout_version = 2;
  REFUSES(POSCOND_REQUEST_LAYOUT, out, poscond_evaluate(&plan, &bad, &out));
  bad = request;
  bad.present |= (uint64_t)1 << 63;
  REFUSES(POSCOND_REQUEST_UNKNOWN_FACT, out, poscond_evaluate(&plan, &bad, &out));
  bad = request;
  bad.present_counters |= (uint32_t)1 << 12;
  REFUSES(POSCOND_REQUEST_UNKNOWN_FACT, out, poscond_evaluate(&plan, &bad, &out));
  bad = request;
  bad.reserved_at_end[0] = 1;
  REFUSES(POSCOND_REQUEST_RESERVED, out, poscond_evaluate(&plan, &bad, &out));
  bad = request;
  bad.present |= (uint64_t)1 << POSCOND_FACT_TRANSACTION;
  for (i = 0; i < 256; ++i) {
    bad.transaction = (uint8_t)i;
    CHECK((poscond_request_check(&bad, &fact) == POSCOND_OK) == (i >= 1 && i <= POSCOND_TRANSACTION_TEST));
    CHECK(fact == (i >= 1 && i <= POSCOND_TRANSACTION_TEST ? POSCOND_FACT_NONE : POSCOND_FACT_TRANSACTION));
  }
  REFUSES(POSCOND_REQUEST_RANGE, out, poscond_evaluate(&plan, &bad, &out));
  bad = request;
  bad.present |= (uint64_t)1 << POSCOND_FACT_FIX_LAT_E7;
  bad.present &= ~((uint64_t)1 << POSCOND_FACT_FIX_DATUM);
  REFUSES(POSCOND_REQUEST_INCOMPLETE, out, poscond_evaluate(&plan, &bad, &out));
  bad = request;
  bad.present_counters |= 1;
  bad.counters[0].taken_at_utc_s = -1;
  REFUSES(POSCOND_REQUEST_COUNTER, out, poscond_evaluate(&plan, &bad, &out));

  /* Setters. */
  CHECK(poscond_request_init(&bad) == POSCOND_OK);
  before = bad;
  CHECK(poscond_set_amount_minor(&bad, -1) == POSCOND_REQUEST_RANGE);
  CHECK(poscond_set_now_utc_s(&bad, POSCOND_INSTANT_UTC_S_MAX + 1) == POSCOND_REQUEST_RANGE);
  CHECK(poscond_set_clock(&bad, 0) == POSCOND_REQUEST_RANGE);
  CHECK(poscond_set_clock(&bad, 256 + POSCOND_CLOCK_TRUSTED) == POSCOND_REQUEST_RANGE);
  CHECK(poscond_set_fix(&bad, 900000001, 0, POSCOND_DATUM_WGS84) == POSCOND_REQUEST_RANGE);
  CHECK(poscond_set_fix(&bad, 0, 1800000001, POSCOND_DATUM_WGS84) == POSCOND_REQUEST_RANGE);
  CHECK(poscond_set_fix(&bad, 0, 0, 0) == POSCOND_OUT_OF_RANGE);
  CHECK(poscond_set_fix(&bad, 0, 0, 99) == POSCOND_OUT_OF_RANGE);
  CHECK(poscond_set_counter(&bad, POSCOND_COUNTERS_MAX, 0, 0, 0) == POSCOND_REQUEST_COUNTER);
  CHECK(poscond_set_counter(&bad, 0, INT64_MIN, 0, 0) == POSCOND_REQUEST_COUNTER);
  CHECK(poscond_set_merchant_id(&bad, "") == POSCOND_REQUEST_RANGE);
  CHECK(poscond_set_merchant_id(&bad, "               ") == POSCOND_REQUEST_RANGE);
  CHECK(poscond_set_merchant_id(&bad, "1234567890123456") == POSCOND_REQUEST_RANGE);
  CHECK(poscond_set_merchant_id(&bad, "caf\xc3\xa9") == POSCOND_REQUEST_RANGE);
  CHECK(poscond_set_merchant_id(&bad, NULL) == POSCOND_NULL_POINTER);
  CHECK(poscond_set_terminal_id(&bad, "123456789") == POSCOND_REQUEST_RANGE);
  CHECK(poscond_request_set_text(&bad, POSCOND_FACT_AMOUNT_MINOR, "1") == POSCOND_OUT_OF_RANGE);
  CHECK(poscond_request_set_version(&bad, POSCOND_FACT_AMOUNT_MINOR, 1, 2, 3, 4) == POSCOND_OUT_OF_RANGE);
  CHECK(poscond_request_set(&bad, POSCOND_FACT_APP_VERSION, 1) == POSCOND_REQUEST_RANGE);
  CHECK(poscond_request_set(&bad, 63, 1) == POSCOND_OUT_OF_RANGE);
  CHECK(poscond_request_set(&bad, POSCOND_FACT_NONE, 1) == POSCOND_OUT_OF_RANGE);
  CHECK(poscond_request_clear(&bad, 255) == POSCOND_OUT_OF_RANGE);
  CHECK(poscond_request_set(NULL, POSCOND_FACT_AMOUNT_MINOR, 1) == POSCOND_NULL_POINTER);
  CHECK(poscond_request_init(NULL) == POSCOND_NULL_POINTER);
  CHECK(memcmp(&bad, &before, sizeof bad) == 0);
  CHECK(poscond_set_amount_minor(&bad, 1) == POSCOND_OK && bad.amount_minor == 1);
  CHECK(poscond_set_fix(&bad, 1, 2, POSCOND_DATUM_GCJ02) == POSCOND_OK);
  CHECK(poscond_request_clear(&bad, POSCOND_FACT_FIX_LON_E7) == POSCOND_OK);
  CHECK(poscond_request_clear(&bad, POSCOND_FACT_AMOUNT_MINOR) == POSCOND_OK);
  CHECK(memcmp(&bad, &before, sizeof bad) == 0);

  /* The wire form. */
  memset(room, 0xa5, sizeof room);
  CHECK(poscond_request_encode(&request, room, sizeof room - 1) == POSCOND_BUFFER_TOO_SMALL);
  CHECK(poscond_request_encode(&request, NULL, sizeof room) == POSCOND_NULL_POINTER);
  CHECK(poscond_request_encode(NULL, room, sizeof room) == POSCOND_NULL_POINTER);
  CHECK(is_filled(room, sizeof room, 0xa5));
  CHECK(poscond_request_encode(&request, room, sizeof room) == POSCOND_OK);
  CHECK(memcmp(room, wire, sizeof room) == 0);
  REFUSES(POSCOND_NULL_POINTER, bad, poscond_request_decode(NULL, sizeof room, &bad));
  CHECK(poscond_request_decode(room, sizeof room, NULL) == POSCOND_NULL_POINTER);
  for (i = 0; i < sizeof room; ++i) {
    memset(&bad, 0xa5, sizeof bad);
    CHECK(poscond_request_decode(room, i, &bad) == POSCOND_REQUEST_SIZE);
    CHECK(is_filled(&bad, sizeof bad, 0xa5));
  }
  /* Any bit turned: decoded or refused, and what is decoded is a request. */
  for (i = 0; i < sizeof room * 8; ++i) {
    room[i / 8] = (unsigned char)(room[i / 8] ^ 1u << i % 8);
    memset(&bad, 0xa5, sizeof bad);
    if (poscond_request_decode(room, sizeof room, &bad) == POSCOND_OK) {
      CHECK(poscond_request_check(&bad, NULL) == POSCOND_OK);
    } else {
      CHECK(is_filled(&bad, sizeof bad, 0xa5));
    }
    room[i / 8] = (unsigned char)(room[i / 8] ^ 1u << i % 8);
  }
}

static void batches(void) {
  poscond_request three[3];
  poscond_decision out[3];
  size_t bad = 7, i;
  for (i = 0; i < 3; ++i) {
    three[i] = request;
  }
  REFUSES(POSCOND_NULL_POINTER, out, poscond_evaluate_batch(NULL, three, 3, out, &bad));
  REFUSES(POSCOND_NOT_OPEN, out, poscond_evaluate_batch(&no_plan, three, 3, out, &bad));
  REFUSES(POSCOND_NULL_POINTER, out, poscond_evaluate_batch(&plan, NULL, 3, out, &bad));
  REFUSES(POSCOND_OUT_OF_RANGE, out, poscond_evaluate_batch(&plan, three, SIZE_MAX, out, &bad));
  REFUSES(POSCOND_OUT_OF_RANGE, out, poscond_evaluate_batch(&plan, three, SIZE_MAX / sizeof(poscond_request), out, &bad));
  REFUSES(POSCOND_MISALIGNED, out,
          poscond_evaluate_batch(&plan, three, 3, out, (size_t *)(void *)((unsigned char *)three + 1)));
  CHECK(poscond_evaluate_batch(&plan, three, 3, NULL, &bad) == POSCOND_NULL_POINTER);
  CHECK(bad == 7);
  for (i = 0; i < 3; ++i) {
    size_t first;
    for (first = i; first < 3; ++first) {
      three[first].reserved_at_end[0] = 1;
    }
    REFUSES(POSCOND_REQUEST_RESERVED, out, poscond_evaluate_batch(&plan, three, 3, out, &bad));
    CHECK(bad == i);
    REFUSES(POSCOND_REQUEST_RESERVED, out, poscond_evaluate_batch(&plan, three, 3, out, NULL));
    for (first = i; first < 3; ++first) {
      three[first].reserved_at_end[0] = 0;
    }
  }
  REFUSES(POSCOND_OK, out, poscond_evaluate_batch(&plan, NULL, 0, out, &bad));
  CHECK(bad == 0 && poscond_evaluate_batch(&plan, NULL, 0, NULL, NULL) == POSCOND_OK);
  CHECK(poscond_evaluate_batch(&plan, three, 3, out, &bad) == POSCOND_OK && bad == 3);
  for (i = 0; i < 3; ++i) {
    CHECK(out[i].outcome == decision.outcome && out[i].failed == decision.failed && out[i].unknown == decision.unknown);
  }
}

static void decisions(void) {
  poscond_decision out;
  poscond_finding finding;
  poscond_foresight foresight;
  poscond_advice advice;
  poscond_accrual accruals[POSCOND_COUNTERS_MAX];
  poscond_remedy remedies[POSCOND_REMEDIES_MAX];
  size_t count, length;
  union {
    poscond_request request;
    poscond_decision decision;
    unsigned char bytes[sizeof(poscond_request) + 8];
  } moved;
  const poscond_request *crooked = (const poscond_request *)(const void *)(moved.bytes + 1);
  char text[4096];

  memset(&moved, 0, sizeof moved);
  REFUSES(POSCOND_NULL_POINTER, out, poscond_evaluate(NULL, &request, &out));
  REFUSES(POSCOND_NULL_POINTER, out, poscond_evaluate(&plan, NULL, &out));
  REFUSES(POSCOND_NOT_OPEN, out, poscond_evaluate(&no_plan, &request, &out));
  REFUSES(POSCOND_MISALIGNED, out, poscond_evaluate(&plan, crooked, &out));
  CHECK(poscond_evaluate(&plan, &request, NULL) == POSCOND_NULL_POINTER);
  CHECK(poscond_evaluate(&plan, &request, (poscond_decision *)(void *)(moved.bytes + 4)) == POSCOND_MISALIGNED ||
        (uintptr_t)(moved.bytes + 4) % 8 == 0);

  batches();

  /* "Not decided" is never taken for a decision. */
  memset(&out, 0, sizeof out);
  CHECK(out.outcome != POSCOND_OUTCOME_PROCEED);
  REFUSES(POSCOND_OUT_OF_RANGE, count, poscond_finding_count(&plan, &out, &count));
  memset(&out, 0xff, sizeof out);
  REFUSES(POSCOND_OUT_OF_RANGE, count, poscond_finding_count(&plan, &out, &count));
  REFUSES(POSCOND_OUT_OF_RANGE, finding, poscond_finding_at(&plan, &request, &out, 0, &finding));
  REFUSES(POSCOND_OUT_OF_RANGE, length, poscond_decision_json(&out, text, sizeof text, &length));
  REFUSES(POSCOND_OUT_OF_RANGE, length,
          poscond_text_outcome(&plan, &request, &out, &style, text, sizeof text, &length));

  REFUSES(POSCOND_NULL_POINTER, count, poscond_finding_count(NULL, &decision, &count));
  REFUSES(POSCOND_NULL_POINTER, count, poscond_finding_count(&plan, NULL, &count));
  CHECK(poscond_finding_count(&plan, &decision, NULL) == POSCOND_NULL_POINTER);
  CHECK(poscond_finding_count(&plan, &decision, &count) == POSCOND_OK);
  REFUSES(POSCOND_OUT_OF_RANGE, finding, poscond_finding_at(&plan, &request, &decision, count, &finding));
  REFUSES(POSCOND_OUT_OF_RANGE, finding, poscond_finding_at(&plan, &request, &decision, SIZE_MAX, &finding));
  REFUSES(POSCOND_NULL_POINTER, finding, poscond_finding_at(&plan, &request, NULL, 0, &finding));
  REFUSES(POSCOND_NULL_POINTER, finding, poscond_finding_at(&plan, NULL, &decision, 0, &finding));
  CHECK(poscond_finding_at(&plan, &request, &decision, 0, NULL) == POSCOND_NULL_POINTER);

  REFUSES(POSCOND_NULL_POINTER, foresight, poscond_foresee(NULL, &request, &foresight));
  REFUSES(POSCOND_NULL_POINTER, foresight, poscond_foresee(&plan, NULL, &foresight));
  CHECK(poscond_foresee(&plan, &request, NULL) == POSCOND_NULL_POINTER);
  REFUSES(POSCOND_NOT_OPEN, foresight, poscond_disclosed(&no_plan, &request, &foresight));
  REFUSES(POSCOND_OUT_OF_RANGE, advice, poscond_advice_at(&plan, &request, SIZE_MAX, &advice));
  CHECK(poscond_advice_at(&plan, &request, 0, NULL) == POSCOND_NULL_POINTER);

  REFUSES(POSCOND_OUT_OF_RANGE, count, poscond_remedies(0, remedies, POSCOND_REMEDIES_MAX, &count));
  REFUSES(POSCOND_OUT_OF_RANGE, count, poscond_remedies(65535, remedies, POSCOND_REMEDIES_MAX, &count));
  REFUSES(POSCOND_BUFFER_TOO_SMALL, count, poscond_remedies(POSCOND_REASON_CLOCK_NOT_TRUSTED, NULL, 0, &count));
  REFUSES(POSCOND_NULL_POINTER, count, poscond_remedies(POSCOND_REASON_CLOCK_NOT_TRUSTED, NULL, 3, &count));

  CHECK(poscond_accrue(&plan, &request, accruals, POSCOND_COUNTERS_MAX, &count) == POSCOND_OK && count > 0);
  REFUSES(POSCOND_BUFFER_TOO_SMALL, accruals, poscond_accrue(&plan, &request, accruals, count - 1, &length));
  CHECK(poscond_accrue(&plan, &request, accruals, count, NULL) == POSCOND_NULL_POINTER);
}

/* Each function that writes a text, called in the same ways. */
static poscond_status say(int which, const poscond_style *with, char *text, size_t capacity, size_t *length) {
  switch (which) {
  case 0: return poscond_text_outcome(&plan, &request, &decision, with, text, capacity, length);
  case 1: return poscond_text_finding(&plan, &request, &decision, 0, with, text, capacity, length);
  case 2: return poscond_text_remedy(&plan, &request, &decision, 0, POSCOND_STEP_WAIT, with, text, capacity, length);
  case 3: return poscond_text_advice(&plan, &request, 0, with, text, capacity, length);
  case 4: return poscond_text_instant(&plan, &request, INT64_MAX, with, text, capacity, length);
  case 5: return poscond_text_amount(&plan, &request, INT64_MIN, with, text, capacity, length);
  case 6: return poscond_receipt(&plan, &request, with, text, capacity, length);
  case 7: return poscond_reason_name(POSCOND_REASON_HOURS_CLOSED, text, capacity, length);
  case 8: return poscond_decision_json(&decision, text, capacity, length);
  default: return poscond_report_json(&plan, &request, text, capacity, length);
  }
}

static void texts(void) {
  static char text[POSCOND_REPORT_JSON_MAX];
  poscond_style bad;
  size_t length, needed;
  int which, field, value;
  for (which = 0; which < 10; ++which) {
    CHECK(say(which, &style, NULL, 0, &needed) == POSCOND_OK);
    CHECK(needed < sizeof text);
    memset(text, 0xa5, sizeof text);
    REFUSES(POSCOND_BUFFER_TOO_SMALL, length, say(which, &style, text, needed, &length));
    REFUSES(POSCOND_NULL_POINTER, length, say(which, &style, NULL, needed + 1, &length));
    CHECK(say(which, &style, text, needed + 1, NULL) == POSCOND_NULL_POINTER);
    CHECK(is_filled(text, sizeof text, 0xa5));
    CHECK(say(which, &style, text, needed + 1, &length) == POSCOND_OK);
    CHECK(length == needed && text[needed] == 0 && strlen(text) == needed && is_filled(text + needed + 1, 64, 0xa5));
    if (which >= 7) {
      continue;
    }
    REFUSES(POSCOND_NULL_POINTER, length, say(which, NULL, text, sizeof text, &length));
    for (field = 0; field < 3; ++field) {
      for (value = 0; value < 256; ++value) {
        unsigned char *place;
        bad = style;
        place = field == 0 ? &bad.reader : field == 1 ? &bad.language : &bad.encoding;
        *place = (unsigned char)value;
        CHECK((say(which, &bad, text, sizeof text, &length) == POSCOND_OK) ==
              (value >= 1 && value <= (field == 0 ? 3 : 2)));
      }
    }
    for (value = 0; which != 6 && value < 256; ++value) {
      bad = style;
      bad.columns = (uint8_t)value;
      CHECK((say(which, &bad, text, sizeof text, &length) == POSCOND_OK) == (value >= 4 && value <= POSCOND_COLUMNS_MAX));
    }
  }
  CHECK(poscond_finding_count(&plan, &decision, &needed) == POSCOND_OK);
  REFUSES(POSCOND_OUT_OF_RANGE, length,
          poscond_text_finding(&plan, &request, &decision, needed, &style, text, sizeof text, &length));
  REFUSES(POSCOND_OUT_OF_RANGE, length,
          poscond_text_remedy(&plan, &request, &decision, needed, POSCOND_STEP_WAIT, &style, text, sizeof text, &length));
  REFUSES(POSCOND_OUT_OF_RANGE, length,
          poscond_text_finding(&plan, &request, &decision, SIZE_MAX, &style, text, sizeof text, &length));
  REFUSES(POSCOND_OUT_OF_RANGE, length,
          poscond_text_remedy(&plan, &request, &decision, 0, 0, &style, text, sizeof text, &length));
  REFUSES(POSCOND_OUT_OF_RANGE, length,
          poscond_text_remedy(&plan, &request, &decision, 0, 200, &style, text, sizeof text, &length));
  REFUSES(POSCOND_OUT_OF_RANGE, length, poscond_reason_name(0, text, sizeof text, &length));
}

static void handshake(void) {
  poscond_abi_sizes sizes;
  uint16_t *fields = (uint16_t *)(void *)&sizes;
  size_t i;
  CHECK(poscond_handshake() == POSCOND_OK);
  CHECK(poscond_abi(&sizes) == POSCOND_OK && poscond_abi_check(&sizes) == POSCOND_OK);
  for (i = 0; i < sizeof sizes / sizeof *fields; ++i) {
    ++fields[i];
    CHECK(poscond_abi_check(&sizes) == POSCOND_ABI_MISMATCH);
    --fields[i];
  }
  CHECK(poscond_abi(NULL) == POSCOND_NULL_POINTER && poscond_abi_check(NULL) == POSCOND_NULL_POINTER);
}

int main(int argc, char **argv) {
  if (argc < 3 || !load(argv[1])) {
    printf("usage: bad_input PACK NAME\n");
    return 2;
  }
  host = argv[2];
  handshake();
  CHECK(open_bytes(plan_bytes, plan_length, &plan) == POSCOND_OK);
  CHECK(poscond_request_decode(wire, sizeof wire, &request) == POSCOND_OK);
  CHECK(poscond_evaluate(&plan, &request, &decision) == POSCOND_OK);
  style.reader = POSCOND_READER_ENGINEER;
  style.language = POSCOND_LANGUAGE_ZH_CN;
  style.encoding = POSCOND_ENCODING_GBK;
  style.columns = 16;
  plans();
  requests();
  decisions();
  texts();
  printf("%s: bad input: %lu checks, %lu failed\n", host, checks, failures);
  return failures == 0 && checks > 0 ? 0 : 1;
}
