/*
 * The least firmware that uses a part of the library, so that the linker shows what the part costs: -DFINDINGS, -DFORESIGHT,
 * -DTEXTS, -DJSON. It links nothing but the library, and is never run.
 */
#include "poscond.h"

/* What the compiler must take for anything, so that no call is left out. */
static void *volatile anything;
static volatile size_t some;

void reset(void);
void reset(void) {
  const poscond_plan *plan = (const poscond_plan *)anything;
  poscond_request *request = (poscond_request *)anything;
  poscond_decision *decision = (poscond_decision *)anything;
  char *text = (char *)anything;
  size_t *length = (size_t *)anything;
  poscond_open((const uint8_t *)anything, some, text, 1, (const poscond_key *)anything, some, (poscond_plan *)anything);
  poscond_request_decode((const uint8_t *)anything, some, request);
  poscond_request_init(request);
  poscond_set_amount_minor(request, 1);
  poscond_set_fix(request, 1, 2, POSCOND_DATUM_WGS84);
  poscond_evaluate(plan, request, decision);
#ifdef FINDINGS
  poscond_finding_count(plan, decision, length);
  poscond_finding_at(plan, request, decision, some, (poscond_finding *)anything);
  poscond_remedies(801, (poscond_remedy *)anything, some, length);
#endif
#ifdef FORESIGHT
  poscond_foresee(plan, request, (poscond_foresight *)anything);
#endif
#ifdef TEXTS
  poscond_text_outcome(plan, request, decision, (const poscond_style *)anything, text, some, length);
  poscond_text_finding(plan, request, decision, some, (const poscond_style *)anything, text, some, length);
  poscond_text_remedy(plan, request, decision, some, 1, (const poscond_style *)anything, text, some, length);
  poscond_text_advice(plan, request, some, (const poscond_style *)anything, text, some, length);
  poscond_receipt(plan, request, (const poscond_style *)anything, text, some, length);
#endif
#ifdef JSON
  poscond_report_json(plan, request, text, some, length);
#endif
  (void)decision, (void)text, (void)length;
  for (;;) {
  }
}
