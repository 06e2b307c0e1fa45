/*
 * Runs the golden vectors through poscond.h: one program for every machine, hosted or not.
 *
 *     vectors PACK NAME
 *
 * The order of fields in the pack stands in host-tests/src/pack.rs. Everything is compared byte for byte: the canonical report,
 * each field of decision, findings, foresight and accruals, statuses, texts.
 */
#include "poscond.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define PLAN_MAX 70000
#define RECORD_MAX 66000
#define TEXT_MAX 8192

static FILE *pack;
static const char *host = "c";
static unsigned long executed, differing;
static char id[256];

static unsigned char plan_bytes[PLAN_MAX + 1], opened_bytes[PLAN_MAX + 1], record[RECORD_MAX];
static size_t plan_length, record_length;
/* The current plan twice: as it is, and moved by a byte. */
static poscond_plan plans[2];
static char expected[POSCOND_REPORT_JSON_MAX + 1], found[POSCOND_REPORT_JSON_MAX + 1];

/* What a buffer holds before a call, so that a byte too many shows. */
#define UNTOUCHED 0xa5

static void differ(const char *what) {
  ++differing;
  if (differing <= 20) {
    printf("%s: %s: %s\n", host, id, what);
  }
}

static void check(int holds, const char *what) {
  if (!holds) {
    differ(what);
  }
}

static void take(void *to, size_t length) {
  if (fread(to, 1, length, pack) != length) {
    printf("%s: the pack ends too early\n", host);
    exit(2);
  }
}

static unsigned take_byte(void) {
  unsigned char byte;
  take(&byte, 1);
  return byte;
}

static uint32_t take_word(void) {
  unsigned char b[4];
  take(b, sizeof b);
  return (uint32_t)b[0] | (uint32_t)b[1] << 8 | (uint32_t)b[2] << 16 | (uint32_t)b[3] << 24;
}

static uint64_t take_long(void) {
  uint64_t low = take_word();
  return low | (uint64_t)take_word() << 32;
}

static int64_t take_integer(void) {
  uint64_t value = take_long();
  int64_t out;
  memcpy(&out, &value, sizeof out);
  return out;
}

static size_t take_blob(void *to, size_t capacity) {
  size_t length = take_word();
  if (length > capacity) {
    printf("%s: %s: a blob of %lu bytes\n", host, id, (unsigned long)length);
    exit(2);
  }
  take(to, length);
  return length;
}

static size_t take_text(char *to, size_t capacity) {
  size_t length = take_blob(to, capacity - 1);
  to[length] = 0;
  return length;
}

static int same(const char *a, size_t a_length, const char *b, size_t b_length) {
  return a_length == b_length && memcmp(a, b, a_length) == 0;
}

/* Compares what was written (by then: hence the pointer) with what is expected, and what lies behind it with what was there. */
static void compare(poscond_status status, const size_t *written, size_t expected_length, const char *what) {
  size_t length = *written;
  check(status == POSCOND_OK, what);
  if (status != POSCOND_OK) {
    return;
  }
  if (!same(found, length, expected, expected_length) || found[length] != 0) {
    differ(what);
    if (differing <= 5) {
      printf("  expected %.*s\n  found    %.*s\n", (int)expected_length, expected, (int)length, found);
    }
  }
  check((unsigned char)found[length + 1] == UNTOUCHED, "a byte behind the text was written");
}

static void open_plan(void) {
  plan_length = take_blob(plan_bytes, PLAN_MAX);
  memmove(opened_bytes + 1, plan_bytes, plan_length);
  check(poscond_open(plan_bytes, plan_length, NULL, 0, NULL, 0, &plans[0]) == POSCOND_OK, "the plan does not open");
  check(poscond_open(opened_bytes + 1, plan_length, NULL, 0, NULL, 0, &plans[1]) == POSCOND_OK, "the moved plan does not open");
}

static void take_request(poscond_request *request) {
  static unsigned char wire[POSCOND_REQUEST_BYTES];
  uint8_t fact = 0;
  record_length = take_blob(record, RECORD_MAX);
  check(poscond_request_decode(record, record_length, request) == POSCOND_OK, "the record is not decoded");
  check(poscond_request_check(request, &fact) == POSCOND_OK && fact == POSCOND_FACT_NONE, "the request is not one");
  check(poscond_request_encode(request, wire, sizeof wire) == POSCOND_OK, "the request is not encoded");
  check(memcmp(wire, record, sizeof wire) == 0, "the wire form does not survive decoding and encoding");
}

/* Requests of the current plan, and their decisions one by one. */
#define BATCH_MAX 16
static poscond_request asked[BATCH_MAX];
static poscond_decision decided[BATCH_MAX];
static size_t batch_length;

/* A batch decides as its requests do alone, and nothing where one of them is none. */
static void run_batch(void) {
  static poscond_decision together[BATCH_MAX + 1], untouched;
  size_t bad = 7, spoiled = batch_length / 2, i;
  if (batch_length == 0) {
    return;
  }
  memset(&untouched, UNTOUCHED, sizeof untouched);
  memset(together, UNTOUCHED, sizeof together);
  check(poscond_evaluate_batch(&plans[0], asked, batch_length, together, &bad) == POSCOND_OK && bad == batch_length, "a batch");
  for (i = 0; i < batch_length; ++i) {
    check(memcmp(&together[i], &decided[i], offsetof(poscond_decision, guards) + 1) == 0, "a decision of a batch");
  }
  check(memcmp(&together[batch_length], &untouched, sizeof untouched) == 0, "a decision behind a batch was written");
  asked[spoiled].layout_version = POSCOND_LAYOUT_VERSION + 1;
  memset(together, UNTOUCHED, sizeof together);
  check(poscond_evaluate_batch(&plans[0], asked, batch_length, together, &bad) == POSCOND_REQUEST_LAYOUT && bad == spoiled,
        "a batch with a bad request");
  for (i = 0; i < batch_length; ++i) {
    check(memcmp(&together[i], &untouched, sizeof untouched) == 0, "a bad batch was decided all the same");
  }
  batch_length = 0;
}

static void run_report(const poscond_plan *plan, const poscond_request *request, size_t expected_length) {
  size_t length = 0;
  memset(found, UNTOUCHED, sizeof found);
  compare(poscond_report_json(plan, request, found, sizeof found, &length), &length, expected_length, "report");
  /* One byte short, nothing is written. */
  memset(found, UNTOUCHED, expected_length + 1);
  length = 7;
  check(poscond_report_json(plan, request, found, expected_length, &length) == POSCOND_BUFFER_TOO_SMALL && length == 7,
        "a buffer too small");
  check((unsigned char)found[0] == UNTOUCHED && (unsigned char)found[expected_length] == UNTOUCHED, "written all the same");
}

static void run_finding(const poscond_finding *finding) {
  char name[POSCOND_ID_BYTES];
  unsigned i;
  check(finding->observed == take_integer(), "observed");
  check(finding->required_from == take_integer(), "required_from");
  check(finding->required_to == take_integer(), "required_to");
  check(finding->reason == take_word(), "reason of a finding");
  for (i = 0; i < POSCOND_LISTED_MAX; ++i) {
    check(finding->listed[i] == take_word(), "listed");
  }
  check(finding->listed_count == take_byte(), "listed_count");
  check(finding->required == take_byte(), "required");
  check(finding->has_observed == take_byte(), "has_observed");
  check(finding->unit == take_byte(), "unit");
  check(finding->verdict == take_byte(), "verdict");
  check(finding->action == take_byte(), "action");
  check(finding->fact == take_byte(), "fact");
  check(finding->bit == take_byte(), "bit");
  check(finding->internal == take_byte(), "internal");
  take_text(name, sizeof name);
  check(strcmp(finding->rule, name) == 0, "rule");
  take_text(name, sizeof name);
  check(strcmp(finding->subject, name) == 0, "subject");
}

static void run_decision(void) {
  poscond_request request;
  poscond_decision decision;
  poscond_finding finding;
  poscond_foresight foresight;
  poscond_accrual accruals[POSCOND_COUNTERS_MAX];
  size_t expected_length, length, count = 0, i;
  static char json[POSCOND_DECISION_JSON_MAX];

  take_request(&request);
  expected_length = take_text(expected, sizeof expected);
  run_report(&plans[0], &request, expected_length);
  memset(found, UNTOUCHED, sizeof found);
  compare(poscond_report_json(&plans[1], &request, found, sizeof found, &length), &length, expected_length, "moved plan");
  check(poscond_report_json(&plans[0], &request, NULL, 0, &length) == POSCOND_OK && length == expected_length, "measuring");

  memset(&decision, 0xff, sizeof decision);
  check(poscond_evaluate(&plans[0], &request, &decision) == POSCOND_OK, "evaluate");
  check(decision.failed == take_long(), "failed");
  check(decision.unknown == take_long(), "unknown");
  check(decision.reason == take_word(), "reason");
  check(decision.de39[0] == take_byte(), "de39");
  check(decision.de39[1] == take_byte(), "de39");
  check(decision.outcome == take_byte(), "outcome");
  check(decision.guards == take_byte(), "guards");
  check(poscond_decision_json(&decision, json, sizeof json, &length) == POSCOND_OK, "JSON of the decision");
  asked[batch_length] = request;
  decided[batch_length] = decision;
  if (++batch_length == BATCH_MAX) {
    run_batch();
  }

  check(poscond_finding_count(&plans[0], &decision, &count) == POSCOND_OK, "count of findings");
  check(count == take_word(), "count of findings");
  for (i = 0; i < count; ++i) {
    memset(&finding, 0xff, sizeof finding);
    check(poscond_finding_at(&plans[0], &request, &decision, i, &finding) == POSCOND_OK, "a finding");
    run_finding(&finding);
  }
  check(poscond_finding_at(&plans[0], &request, &decision, count, &finding) == POSCOND_OUT_OF_RANGE, "a finding too many");

  check(poscond_foresee(&plans[0], &request, &foresight) == POSCOND_OK, "foresee");
  check(foresight.stable_until_utc_s == take_integer(), "stable_until");
  check(foresight.next_allowed_at_utc_s == take_integer(), "next_allowed_at");
  check(foresight.max_amount_minor == take_integer(), "max_amount");
  check(foresight.has_stable_until == take_byte(), "has_stable_until");
  check(foresight.has_next_allowed_at == take_byte(), "has_next_allowed_at");
  check(foresight.has_max_amount == take_byte(), "has_max_amount");

  check(poscond_accrue(&plans[0], &request, accruals, POSCOND_COUNTERS_MAX, &count) == POSCOND_OK, "accrue");
  check(count == take_word(), "count of accruals");
  for (i = 0; i < count; ++i) {
    check(accruals[i].amount_minor == take_integer(), "amount of an accrual");
    check(accruals[i].window_day == take_integer(), "window of an accrual");
    check(accruals[i].count == take_integer(), "count of an accrual");
    check(accruals[i].slot == take_integer(), "slot of an accrual");
  }
}

static void run_open(void) {
  static char service_point[256];
  const char *any = NULL;
  poscond_plan plan, before;
  poscond_status status;
  uint32_t revision_min;
  size_t length = take_blob(opened_bytes, PLAN_MAX);
  if (take_byte()) {
    take_text(service_point, sizeof service_point);
    any = service_point;
  }
  revision_min = take_word();
  memset(&plan, 0, sizeof plan);
  before = plan;
  status = poscond_open(opened_bytes, length, any, revision_min, NULL, 0, &plan);
  check(status == (poscond_status)take_word(), "status of an opening");
  check(status == POSCOND_OK || memcmp(&plan, &before, sizeof plan) == 0, "a plan was written all the same");
}

static void run_record(void) {
  static unsigned char wire[POSCOND_REQUEST_BYTES], reencoded[POSCOND_REQUEST_BYTES];
  poscond_request request, before;
  poscond_status status, wanted;
  record_length = take_blob(record, RECORD_MAX);
  wanted = (poscond_status)take_word();
  memset(&request, UNTOUCHED, sizeof request);
  before = request;
  status = poscond_request_decode(record, record_length, &request);
  check(status == wanted, "status of a record");
  if (wanted == POSCOND_OK) {
    check(take_blob(wire, sizeof wire) == sizeof wire, "the pack");
    check(poscond_request_encode(&request, reencoded, sizeof reencoded) == POSCOND_OK, "encode");
    check(memcmp(wire, reencoded, sizeof wire) == 0, "what the record says");
  } else {
    check(memcmp(&request, &before, sizeof request) == 0, "a request was written all the same");
  }
}

/* The place of the finding of a rule that has something to say. */
static size_t place_of(const poscond_request *request, const poscond_decision *decision, const char *rule) {
  poscond_finding finding;
  size_t count = 0, i;
  check(poscond_finding_count(&plans[0], decision, &count) == POSCOND_OK, "count");
  for (i = 0; i < count; ++i) {
    check(poscond_finding_at(&plans[0], request, decision, i, &finding) == POSCOND_OK, "a finding");
    if (strcmp(finding.rule, rule) == 0 && finding.reason != 0) {
      return i;
    }
  }
  differ("no such finding");
  return 0;
}

static poscond_style style_of(unsigned encoding) {
  poscond_style style;
  memset(&style, 0, sizeof style);
  style.reader = (uint8_t)take_byte();
  style.language = (uint8_t)take_byte();
  style.encoding = (uint8_t)encoding;
  return style;
}

static void run_finding_text(void) {
  char rule[POSCOND_ID_BYTES];
  poscond_request request;
  poscond_decision decision;
  poscond_finding finding;
  poscond_remedy remedies[POSCOND_REMEDIES_MAX];
  poscond_style style;
  size_t lines, count = 0, place, length = 0, i, said;
  take_request(&request);
  take_text(rule, sizeof rule);
  style = style_of(POSCOND_ENCODING_UTF_8);
  lines = take_word();
  check(poscond_evaluate(&plans[0], &request, &decision) == POSCOND_OK, "evaluate");
  place = place_of(&request, &decision, rule);
  check(poscond_finding_at(&plans[0], &request, &decision, place, &finding) == POSCOND_OK, "finding");
  memset(found, UNTOUCHED, TEXT_MAX);
  check(lines > 0, "nothing is said");
  i = take_text(expected, sizeof expected);
  compare(poscond_text_finding(&plans[0], &request, &decision, place, &style, found, TEXT_MAX, &length), &length, i, "text");
  check(poscond_remedies(finding.reason, remedies, POSCOND_REMEDIES_MAX, &count) == POSCOND_OK, "remedies");
  for (i = 0, said = 1; i < count; ++i) {
    poscond_status status;
    memset(found, UNTOUCHED, TEXT_MAX);
    status = poscond_text_remedy(&plans[0], &request, &decision, place, remedies[i].step, &style, found, TEXT_MAX, &length);
    if (status == POSCOND_OK && length == 0) {
      continue;
    }
    check(said < lines, "a step too many");
    if (said++ < lines) {
      size_t expected_length = take_text(expected, sizeof expected);
      compare(status, &length, expected_length, "text of a step");
    }
  }
  check(said == lines, "a step is missing");
  for (; said < lines; ++said) {
    take_text(expected, sizeof expected);
  }
}

static void run_advice_text(void) {
  poscond_request request;
  poscond_advice advice;
  poscond_style style;
  unsigned kind;
  size_t lines, i, length = 0;
  take_request(&request);
  kind = take_byte();
  style = style_of(POSCOND_ENCODING_UTF_8);
  lines = take_word();
  for (i = 0; poscond_advice_at(&plans[0], &request, i, &advice) == POSCOND_OK; ++i) {
    if (advice.kind == kind) {
      break;
    }
  }
  check(lines == 1, "an advice is said in one line");
  if (lines == 1) {
    size_t expected_length = take_text(expected, sizeof expected);
    memset(found, UNTOUCHED, TEXT_MAX);
    compare(poscond_text_advice(&plans[0], &request, i, &style, found, TEXT_MAX, &length), &length, expected_length, "advice");
  }
}

static void run_slip(void) {
  poscond_request request;
  poscond_style style;
  size_t expected_length, length = 0;
  take_request(&request);
  style = style_of(0);
  style.encoding = (uint8_t)take_byte();
  expected_length = take_text(expected, sizeof expected);
  memset(found, UNTOUCHED, TEXT_MAX);
  compare(poscond_receipt(&plans[0], &request, &style, found, TEXT_MAX, &length), &length, expected_length, "slip");
}

static void run_display(void) {
  char rule[POSCOND_ID_BYTES];
  poscond_request request;
  poscond_decision decision;
  poscond_style style;
  size_t expected_length, length = 0, place;
  take_request(&request);
  take_text(rule, sizeof rule);
  style = style_of(POSCOND_ENCODING_GBK);
  style.columns = (uint8_t)take_byte();
  style.rows = (uint8_t)take_byte();
  expected_length = take_text(expected, sizeof expected);
  check(poscond_evaluate(&plans[0], &request, &decision) == POSCOND_OK, "evaluate");
  place = place_of(&request, &decision, rule);
  memset(found, UNTOUCHED, TEXT_MAX);
  compare(poscond_text_finding(&plans[0], &request, &decision, place, &style, found, TEXT_MAX, &length), &length, expected_length,
          "display");
}

int main(int argc, char **argv) {
  char magic[8];
  unsigned long number;
  if (argc < 3) {
    printf("usage: vectors PACK NAME\n");
    return 2;
  }
  host = argv[2];
  pack = fopen(argv[1], "rb");
  if (pack == NULL) {
    printf("%s: %s cannot be read\n", host, argv[1]);
    return 2;
  }
  if (poscond_handshake() != POSCOND_OK) {
    printf("%s: header and library do not belong together\n", host);
    return 2;
  }
  take(magic, sizeof magic);
  if (memcmp(magic, "POSCONDV", sizeof magic) != 0) {
    printf("%s: this is no pack of vectors\n", host);
    return 2;
  }
  number = take_word();
  for (;;) {
    int kind = fgetc(pack);
    if (kind == EOF || kind == 'P') {
      run_batch();
    }
    if (kind == EOF) {
      break;
    }
    if (kind == 'P') {
      open_plan();
      continue;
    }
    take_text(id, sizeof id);
    switch (kind) {
    case 'D': run_decision(); break;
    case 'O': run_open(); break;
    case 'R': run_record(); break;
    case 'F': run_finding_text(); break;
    case 'A': run_advice_text(); break;
    case 'S': run_slip(); break;
    case 'L': run_display(); break;
    default: printf("%s: an entry of kind %d\n", host, kind); return 2;
    }
    ++executed;
  }
  fclose(pack);
  printf("%s: executed == numberOfTests: %lu %s %lu", host, executed, executed == number ? "==" : "!=", number);
  if (differing != 0) {
    printf(", %lu differ", differing);
  }
  printf("\n");
  return executed == number && executed > 0 && differing == 0 ? 0 : 1;
}
