/*
 * The line to the acquirer.
 *
 *   ASK <number> <request in hex>
 *   ANSWER <number> <outcome> <reason> <DE39>[ <slot>:<amount>:<count>]…
 *
 * The number tells an answer to this question from one that comes too late. The counters are those that the acquirer knows. A
 * terminal in the field sends the same in its own messages, with a MAC.
 */
#ifndef ACQUIRER_H
#define ACQUIRER_H

#include "poscond.h"

typedef struct {
  uint8_t outcome;
  uint16_t reason;
  char de39[2];
  uint8_t used_count;
  struct {
    uint8_t slot;
    int64_t amount_minor;
    int32_t count;
  } used[POSCOND_COUNTERS_MAX];
} acquirer_answer;

/* Asks, and waits. Returns 0, and leaves the answer alone, where none came in time that makes sense. */
int acquirer_ask(const poscond_request *request, acquirer_answer *answer);

#endif
