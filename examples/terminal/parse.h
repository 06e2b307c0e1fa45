/* Numbers and times out of what was typed or sent. Nothing is taken on trust: each tells whether it was there. */
#ifndef PARSE_H
#define PARSE_H

#include "poscond.h"

/* Takes one character off the front of a text. */
int take(const char **at, char expected);

/* Takes a whole number of at most 15 digits, which is what a request can hold. */
int take_number(const char **at, int64_t *number);

/* The whole text is a decimal number with at most so many places: "32.5" with 2 is 3250. */
int decimal(const char *text, int places, int64_t *number);

/* The whole text is a moment: "2026-11-18T10:05[:30]", on the service point's clock unless "+08:00" or "Z" follows. */
int moment(const poscond_plan *plan, const char *text, int64_t *utc_s);

/* The instant at which the service point's clock shows so many seconds since 1970-01-01T00:00. */
int64_t utc_of_local(const poscond_plan *plan, int64_t local_s);

#endif
