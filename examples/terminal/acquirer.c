#include "acquirer.h"
#include "board.h"
#include "parse.h"

#define ANSWER_WAIT_MS 5000u

/* Takes a word of the answer: a number between two bounds, behind a character. */
static int take_field(const char **at, char before, int64_t least, int64_t most, int64_t *number) {
  return take(at, before) && take_number(at, number) && *number >= least && *number <= most;
}

static int is_digit(char byte) { return byte >= '0' && byte <= '9'; }

/* Understands a whole answer to the question of this number, or nothing of it. */
static int understand(const char *at, uint32_t asked, acquirer_answer *answer) {
  static const char word[] = "ANSWER";
  acquirer_answer read = {0, 0, {0, 0}, 0, {{0, 0, 0}}};
  int64_t number, outcome, reason, slot, amount_minor, count;
  size_t i;
  for (i = 0; word[i] != 0; ++i) {
    if (!take(&at, word[i])) {
      return 0;
    }
  }
  if (!take_field(&at, ' ', asked, asked, &number) ||
      !take_field(&at, ' ', POSCOND_OUTCOME_PROCEED, POSCOND_OUTCOME_DECLINE, &outcome) ||
      !take_field(&at, ' ', 0, UINT16_MAX, &reason) || !take(&at, ' ') || !is_digit(at[0]) || !is_digit(at[1])) {
    return 0;
  }
  read.outcome = (uint8_t)outcome;
  read.reason = (uint16_t)reason;
  read.de39[0] = at[0];
  read.de39[1] = at[1];
  for (at += 2; *at != 0; ++read.used_count) {
    if (read.used_count == POSCOND_COUNTERS_MAX || !take_field(&at, ' ', 0, POSCOND_COUNTERS_MAX - 1, &slot) ||
        !take_field(&at, ':', INT64_MIN, INT64_MAX, &amount_minor) || !take_field(&at, ':', INT32_MIN, INT32_MAX, &count)) {
      return 0;
    }
    read.used[read.used_count].slot = (uint8_t)slot;
    read.used[read.used_count].amount_minor = amount_minor;
    read.used[read.used_count].count = (int32_t)count;
  }
  *answer = read;
  return 1;
}

int acquirer_ask(const poscond_request *request, acquirer_answer *answer) {
  static uint32_t asked;
  static unsigned char wire[POSCOND_REQUEST_BYTES];
  static char line[512];
  if (poscond_request_encode(request, wire, sizeof wire) != POSCOND_OK) {
    return 0;
  }
  ++asked;
  put_text(LINE, "ASK ");
  put_number(LINE, asked);
  put_text(LINE, " ");
  put_hex(LINE, wire, sizeof wire);
  put_text(LINE, "\n");
  set_alarm(ANSWER_WAIT_MS);
  while (get_answer(line, sizeof line)) {
    if (understand(line, asked, answer)) {
      return 1;
    }
  }
  return 0;
}
