#include "usage.h"
#include "parse.h"

#include <string.h>

typedef struct {
  int is_known;
  int32_t window_day;
  int64_t amount_minor;
  int64_t taken_at_utc_s;
  int32_t count;
} counter;

static const poscond_plan *plan;
static counter counters[POSCOND_COUNTERS_MAX];

void usage_start(const poscond_plan *open_plan) {
  plan = open_plan;
  memset(counters, 0, sizeof counters);
}

/* What the transaction will add, slot by slot. */
static size_t accruals_of(const poscond_request *request, poscond_accrual *accruals) {
  size_t count = 0;
  return poscond_accrue(plan, request, accruals, POSCOND_COUNTERS_MAX, &count) == POSCOND_OK ? count : 0;
}

/*
 * A later window, such as a new business day: nothing is used yet. Of the whole shop that is certain only of the moment the window
 * started, for its other tills sell too; so the counter is that old, and the plan judges whether it still tells enough. An earlier
 * window comes of a clock set back, and is left alone: the engine finds the counter to be from the future.
 */
static void start_window(counter *kept, const poscond_accrual *accrual, const poscond_request *request) {
  poscond_counter_row row;
  if (accrual->window_day <= kept->window_day || poscond_plan_counter(plan, accrual->slot, &row) != POSCOND_OK) {
    return;
  }
  kept->window_day = accrual->window_day;
  kept->amount_minor = 0;
  kept->count = 0;
  kept->taken_at_utc_s = row.subject == POSCOND_SUBJECT_TERMINAL
                             ? request->now_utc_s
                             : utc_of_local(plan, accrual->window_day * INT64_C(86400) + row.business_day_offset_min * 60);
}

void usage_tell(poscond_request *request) {
  poscond_accrual accruals[POSCOND_COUNTERS_MAX];
  size_t count = accruals_of(request, accruals), i;
  uint8_t slot;
  for (i = 0; i < count; ++i) {
    if (counters[accruals[i].slot].is_known) {
      start_window(&counters[accruals[i].slot], &accruals[i], request);
    }
  }
  for (slot = 0; slot < POSCOND_COUNTERS_MAX; ++slot) {
    const counter *kept = &counters[slot];
    if (kept->is_known) {
      poscond_set_counter(request, slot, kept->amount_minor, kept->count, kept->taken_at_utc_s);
    }
  }
}

void usage_hear(poscond_request *request, uint8_t slot, int64_t amount_minor, int32_t count) {
  poscond_accrual accruals[POSCOND_COUNTERS_MAX];
  poscond_counter_row row;
  size_t accrued = accruals_of(request, accruals), i;
  if (poscond_plan_counter(plan, slot, &row) != POSCOND_OK ||
      poscond_set_counter(request, slot, amount_minor, count, request->now_utc_s) != POSCOND_OK) {
    return;
  }
  /* The next card is another one, so what was said of this one is not kept. */
  for (i = 0; i < accrued && row.subject != POSCOND_SUBJECT_CARD; ++i) {
    if (accruals[i].slot == slot) {
      counter *kept = &counters[slot];
      kept->is_known = 1;
      kept->window_day = accruals[i].window_day;
      kept->amount_minor = amount_minor;
      kept->count = count;
      kept->taken_at_utc_s = request->now_utc_s;
    }
  }
}

void usage_count(const poscond_request *request) {
  poscond_accrual accruals[POSCOND_COUNTERS_MAX];
  size_t count = accruals_of(request, accruals), i;
  for (i = 0; i < count; ++i) {
    counter *kept = &counters[accruals[i].slot];
    if (kept->is_known && kept->window_day == accruals[i].window_day) {
      kept->amount_minor += accruals[i].amount_minor;
      kept->count += accruals[i].count;
    }
  }
}
