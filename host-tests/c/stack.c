/*
 * How deep the stack goes and how many instructions a decision takes, on an emulated Cortex-M3.
 *
 *     stack PACK NAME
 *
 * Runs under `qemu-system-arm -icount shift=0`, where an instruction takes a nanosecond of the board's clock. The stack below
 * each call is painted, and looked at afterwards. One line a function: its name, the deepest stack of all calls in bytes, and
 * the mean and the most instructions of a call.
 */
#include "poscond.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define PAINT 0xc5c5c5c5u
#define PAINTED_WORDS 4096u

/* The CMSDK timer of the board counts down at 25 MHz. */
#define TIMER_CTRL (*(volatile uint32_t *)0x40000000u)
#define TIMER_VALUE (*(volatile uint32_t *)0x40000004u)
#define TIMER_RELOAD (*(volatile uint32_t *)0x40000008u)
#define INSTRUCTIONS_A_TICK 40u

enum { OPEN, EVALUATE, FINDING, FORESEE, DISCLOSED, ADVICE, ACCRUE, TEXT, REMEDY, RECEIPT, JSON, ENCODE, DECODE, FUNCTIONS };
static const char *const names[FUNCTIONS] = {
    "poscond_open",    "poscond_evaluate", "poscond_finding_at",  "poscond_foresee", "poscond_disclosed",
    "poscond_advice_at", "poscond_accrue",   "poscond_text_finding", "poscond_text_remedy", "poscond_receipt",
    "poscond_report_json", "poscond_request_encode", "poscond_request_decode"};
static uint32_t deepest[FUNCTIONS], most[FUNCTIONS], calls[FUNCTIONS];
static uint64_t total[FUNCTIONS];

static FILE *pack;
static unsigned char plan_bytes[70000], record[66000], skipped[POSCOND_REPORT_JSON_MAX];
static char text[POSCOND_REPORT_JSON_MAX];
static size_t plan_length, record_length, length, place;
static poscond_plan plan;
static poscond_request request;
static poscond_decision decision;
static poscond_finding finding;
static poscond_foresight foresight;
static poscond_advice advice;
static poscond_accrual accruals[POSCOND_COUNTERS_MAX];
static poscond_style style;
static unsigned char step;

static void call(int which) {
  switch (which) {
  case OPEN: poscond_open(plan_bytes, plan_length, NULL, 0, NULL, 0, &plan); break;
  case EVALUATE: poscond_evaluate(&plan, &request, &decision); break;
  case FINDING: poscond_finding_at(&plan, &request, &decision, place, &finding); break;
  case FORESEE: poscond_foresee(&plan, &request, &foresight); break;
  case DISCLOSED: poscond_disclosed(&plan, &request, &foresight); break;
  case ADVICE: poscond_advice_at(&plan, &request, 0, &advice); break;
  case ACCRUE: poscond_accrue(&plan, &request, accruals, POSCOND_COUNTERS_MAX, &length); break;
  case TEXT: poscond_text_finding(&plan, &request, &decision, place, &style, text, sizeof text, &length); break;
  case REMEDY: poscond_text_remedy(&plan, &request, &decision, place, step, &style, text, sizeof text, &length); break;
  case RECEIPT: poscond_receipt(&plan, &request, &style, text, sizeof text, &length); break;
  case JSON: poscond_report_json(&plan, &request, text, sizeof text, &length); break;
  case ENCODE: poscond_request_encode(&request, record, sizeof record); break;
  default: poscond_request_decode(record, record_length, &request); break;
  }
}

/* Calls and measures. Not inlined, so that its own frame lies above what is painted. */
static void __attribute__((noinline)) measure(int which) {
  uint32_t *top;
  uint32_t depth, ticks;
  size_t i;
  __asm__ volatile("mov %0, sp" : "=r"(top));
  for (i = 1; i <= PAINTED_WORDS; ++i) {
    *(volatile uint32_t *)(top - i) = PAINT;
  }
  TIMER_RELOAD = 0xffffffffu;
  TIMER_VALUE = 0xffffffffu;
  TIMER_CTRL = 1;
  call(which);
  ticks = 0xffffffffu - TIMER_VALUE;
  TIMER_CTRL = 0;
  for (i = PAINTED_WORDS; i > 0 && *(volatile uint32_t *)(top - i) == PAINT; --i) {
  }
  depth = (uint32_t)i * 4;
  if (depth > deepest[which]) {
    deepest[which] = depth;
  }
  ticks *= INSTRUCTIONS_A_TICK;
  if (ticks > most[which]) {
    most[which] = ticks;
  }
  total[which] += ticks;
  ++calls[which];
}

static uint32_t take_word(void) {
  unsigned char b[4];
  if (fread(b, 1, 4, pack) != 4) {
    exit(2);
  }
  return (uint32_t)b[0] | (uint32_t)b[1] << 8 | (uint32_t)b[2] << 16 | (uint32_t)b[3] << 24;
}

static size_t take_blob(unsigned char *to, size_t capacity) {
  size_t bytes = take_word();
  if (bytes > capacity || fread(to, 1, bytes, pack) != bytes) {
    exit(2);
  }
  return bytes;
}

static void take_bytes(size_t bytes) {
  if (fread(skipped, 1, bytes, pack) != bytes) {
    exit(2);
  }
}

/* Skips what is expected of a decision: fixed fields, findings, foresight, accruals. */
static void skip_decision(void) {
  size_t count, i;
  take_blob(skipped, sizeof skipped);
  take_bytes(24);
  for (count = take_word(), i = 0; i < count; ++i) {
    take_bytes(24 + 4 + 32 + 9);
    take_blob(skipped, sizeof skipped);
    take_blob(skipped, sizeof skipped);
  }
  take_bytes(27);
  for (count = take_word(), i = 0; i < count; ++i) {
    take_bytes(32);
  }
}

static void run_decision(void) {
  poscond_remedy remedies[POSCOND_REMEDIES_MAX];
  size_t count = 0, steps = 0, i;
  measure(DECODE);
  measure(ENCODE);
  measure(EVALUATE);
  poscond_finding_count(&plan, &decision, &count);
  for (place = 0; place < count; ++place) {
    measure(FINDING);
    if (finding.reason == 0) {
      continue;
    }
    measure(TEXT);
    poscond_remedies(finding.reason, remedies, POSCOND_REMEDIES_MAX, &steps);
    for (i = 0; i < steps; ++i) {
      step = remedies[i].step;
      measure(REMEDY);
    }
  }
  measure(FORESEE);
  measure(DISCLOSED);
  measure(ADVICE);
  measure(ACCRUE);
  measure(RECEIPT);
  measure(JSON);
}

int main(int argc, char **argv) {
  int which;
  unsigned long decisions = 0;
  if (argc < 3 || (pack = fopen(argv[1], "rb")) == NULL || fread(skipped, 1, 12, pack) != 12) {
    printf("usage: stack PACK NAME\n");
    return 2;
  }
  style.reader = POSCOND_READER_ENGINEER;
  style.language = POSCOND_LANGUAGE_ZH_CN;
  style.encoding = POSCOND_ENCODING_GBK;
  style.columns = 16;
  for (;;) {
    int kind = fgetc(pack);
    if (kind == 'P') {
      plan_length = take_blob(plan_bytes, sizeof plan_bytes);
      measure(OPEN);
      continue;
    }
    if (kind == 'D') {
      take_blob(skipped, sizeof skipped);
      record_length = take_blob(record, sizeof record);
      run_decision();
      skip_decision();
      ++decisions;
      continue;
    }
    if (kind == 'O' || kind == 'R' || kind == 'F' || kind == 'A' || kind == 'S' || kind == 'L') {
      /* Decisions stand in files of their own, with others between them. */
      take_blob(skipped, sizeof skipped);
      take_blob(record, sizeof record);
      if (kind == 'O') {
        if (fgetc(pack)) {
          take_blob(skipped, sizeof skipped);
        }
        take_word();
        take_word();
      } else if (kind == 'R') {
        if (take_word() == 0) {
          take_blob(skipped, sizeof skipped);
        }
      } else if (kind == 'S') {
        take_bytes(3);
        take_blob(skipped, sizeof skipped);
      } else {
        size_t lines, i;
        if (kind == 'A') {
          fgetc(pack);
        } else {
          take_blob(skipped, sizeof skipped);
        }
        take_bytes(kind == 'L' ? 4 : 2);
        lines = kind == 'L' ? 1 : take_word();
        for (i = 0; i < lines; ++i) {
          take_blob(skipped, sizeof skipped);
        }
      }
      continue;
    }
    break;
  }
  fclose(pack);
  for (which = 0; which < FUNCTIONS; ++which) {
    printf("%s %lu %lu %lu\n", names[which], (unsigned long)deepest[which],
           (unsigned long)(total[which] / (calls[which] ? calls[which] : 1)), (unsigned long)most[which]);
  }
  printf("decisions %lu\n", decisions);
  return decisions > 0 ? 0 : 1;
}
