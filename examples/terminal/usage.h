/*
 * The counters that the plan asks for: what the acquirer last said of each, and what was sold here since.
 *
 * They live in RAM; a real terminal keeps them where a power cut does not reach. One that is not known is not told, and the plan
 * says what follows from that, mostly going online, which brings it.
 */
#ifndef USAGE_H
#define USAGE_H

#include "poscond.h"

void usage_start(const poscond_plan *open_plan);

/* Tells a request what was used. */
void usage_tell(poscond_request *request);

/* The acquirer says what was used of a slot before this request. */
void usage_hear(poscond_request *request, uint8_t slot, int64_t amount_minor, int32_t count);

/* The sale is complete: it counts. */
void usage_count(const poscond_request *request);

#endif
