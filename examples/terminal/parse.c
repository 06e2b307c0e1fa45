#include "parse.h"

#define DAY_S 86400

int take(const char **at, char expected) {
  if (**at != expected) {
    return 0;
  }
  ++*at;
  return 1;
}

/* Takes digits, so few that they cannot overflow, and tells how many there were. */
static int take_digits(const char **at, int most, int64_t *number) {
  int count = 0;
  for (*number = 0; **at >= '0' && **at <= '9' && count < most; ++count) {
    *number = *number * 10 + (*(*at)++ - '0');
  }
  return count;
}

int take_number(const char **at, int64_t *number) {
  int below = take(at, '-');
  if (take_digits(at, 15, number) == 0 || (**at >= '0' && **at <= '9')) {
    return 0;
  }
  *number = below ? -*number : *number;
  return 1;
}

int decimal(const char *text, int places, int64_t *number) {
  int64_t fraction = 0;
  int below = take(&text, '-');
  int count = 0;
  if (take_digits(&text, 10, number) == 0) {
    return 0;
  }
  if (take(&text, '.')) {
    count = take_digits(&text, places, &fraction);
  }
  for (; places > 0; --places, --count) {
    *number *= 10;
    fraction *= count > 0 ? 1 : 10;
  }
  *number += fraction;
  *number = below ? -*number : *number;
  return *text == 0;
}

/* Days since 1970-01-01 of a date after 1970: the days of whole years, of whole months, of this one. */
static int64_t days(int64_t year, int64_t month, int64_t day) {
  static const int16_t before[12] = {0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334};
  int64_t last = month > 2 ? year : year - 1;
  int64_t leap_days = last / 4 - last / 100 + last / 400 - (1969 / 4 - 1969 / 100 + 1969 / 400);
  return (year - 1970) * 365 + leap_days + before[month - 1] + day - 1;
}

/* "+08:00" or "Z", in seconds. */
static int take_offset(const char **at, int64_t *offset_s) {
  int64_t hours, minutes;
  int below = **at == '-';
  *offset_s = 0;
  if (take(at, 'Z')) {
    return 1;
  }
  if ((!take(at, '+') && !take(at, '-')) || take_digits(at, 2, &hours) != 2 || !take(at, ':') || take_digits(at, 2, &minutes) != 2) {
    return 0;
  }
  *offset_s = (hours * 60 + minutes) * (below ? -60 : 60);
  return 1;
}

int moment(const poscond_plan *plan, const char *text, int64_t *utc_s) {
  int64_t year, month, day, hour, minute, second = 0, local_s, offset_s;
  if (take_digits(&text, 4, &year) != 4 || !take(&text, '-') || take_digits(&text, 2, &month) != 2 || !take(&text, '-') ||
      take_digits(&text, 2, &day) != 2 || !take(&text, 'T') || take_digits(&text, 2, &hour) != 2 || !take(&text, ':') ||
      take_digits(&text, 2, &minute) != 2 || (take(&text, ':') && take_digits(&text, 2, &second) != 2)) {
    return 0;
  }
  if (year < 1970 || month < 1 || month > 12 || day < 1 || day > 31 || hour > 23 || minute > 59 || second > 59) {
    return 0;
  }
  local_s = days(year, month, day) * DAY_S + hour * 3600 + minute * 60 + second;
  if (*text == 0) {
    *utc_s = utc_of_local(plan, local_s);
    return 1;
  }
  if (!take_offset(&text, &offset_s) || *text != 0) {
    return 0;
  }
  *utc_s = local_s - offset_s;
  return 1;
}

int64_t utc_of_local(const poscond_plan *plan, int64_t local_s) {
  int64_t utc_s = local_s;
  int32_t day, second;
  int round;
  /* The offset depends on the instant that is looked for: the second round knows on which side of a change it lies. */
  for (round = 0; round < 2; ++round) {
    if (poscond_plan_local(plan, utc_s, &day, &second) == POSCOND_OK) {
      utc_s = local_s - ((int64_t)day * DAY_S + second - utc_s);
    }
  }
  return utc_s;
}
