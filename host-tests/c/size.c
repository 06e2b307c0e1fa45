/*
 * The least firmware that uses a part of the library, so that the linker shows what the part costs: -DFINDINGS, -DFORESIGHT,
 * -DTEXTS, -DJSON; or -DEVERYTHING. It links nothing but the library, and is never run.
 */
#include "poscond.h"

#ifdef EVERYTHING
/* Every function of the header, which `cargo xtask size` checks. */
static void (*const everything[])(void) = {
    (void (*)(void))poscond_abi,
    (void (*)(void))poscond_abi_check,
    (void (*)(void))poscond_accrue,
    (void (*)(void))poscond_advice_at,
    (void (*)(void))poscond_decision_json,
    (void (*)(void))poscond_disclosed,
    (void (*)(void))poscond_evaluate,
    (void (*)(void))poscond_evaluate_batch,
    (void (*)(void))poscond_finding_at,
    (void (*)(void))poscond_finding_count,
    (void (*)(void))poscond_foresee,
    (void (*)(void))poscond_open,
    (void (*)(void))poscond_plan_counter,
    (void (*)(void))poscond_plan_info,
    (void (*)(void))poscond_plan_local,
    (void (*)(void))poscond_reason_name,
    (void (*)(void))poscond_receipt,
    (void (*)(void))poscond_remedies,
    (void (*)(void))poscond_report_json,
    (void (*)(void))poscond_request_check,
    (void (*)(void))poscond_request_clear,
    (void (*)(void))poscond_request_decode,
    (void (*)(void))poscond_request_encode,
    (void (*)(void))poscond_request_init,
    (void (*)(void))poscond_request_set,
    (void (*)(void))poscond_request_set_counter,
    (void (*)(void))poscond_request_set_fix,
    (void (*)(void))poscond_request_set_text,
    (void (*)(void))poscond_request_set_version,
    (void (*)(void))poscond_text_advice,
    (void (*)(void))poscond_text_amount,
    (void (*)(void))poscond_text_finding,
    (void (*)(void))poscond_text_instant,
    (void (*)(void))poscond_text_outcome,
    (void (*)(void))poscond_text_remedy,
};
#endif

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
#ifdef EVERYTHING
  everything[some]();
#endif
  (void)decision, (void)text, (void)length;
  for (;;) {
  }
}
