/*
 * Signed plans through poscond.h: with the keys of those who may sign, and with anybody else's.
 *
 *     signed FILE NAME [without]
 *
 * The file, which `vectors signed` writes: a public key, a stranger's (32 bytes each), then a signed and an unsigned plan, each
 * behind its length (4 bytes, little-endian). With `without` the library was built without signatures.
 */
#include "poscond.h"

#include <stdio.h>
#include <string.h>

static const char *host;
static unsigned long checks, failures;
static unsigned char signed_plan[70000], plain_plan[70000];
static size_t signed_length, plain_length;
static poscond_key keys[5];

#define SIGNATURE_BYTES 64
#define KEY_ID_BYTES 8

static void check_at(int holds, const char *what, int line) {
  ++checks;
  if (!holds) {
    ++failures;
    printf("%s: signed.c:%d: %s\n", host, line, what);
  }
}
#define CHECK(holds) check_at((holds) ? 1 : 0, #holds, __LINE__)

static poscond_status open_by(const unsigned char *bytes, size_t length, const poscond_key *by, size_t count) {
  poscond_plan plan, before;
  poscond_info info;
  poscond_status status;
  memset(&plan, 0, sizeof plan);
  before = plan;
  status = poscond_open(bytes, length, NULL, 0, by, count, &plan);
  if (status == POSCOND_OK) {
    CHECK(poscond_plan_info(&plan, &info) == POSCOND_OK);
    CHECK(info.is_signed == (bytes == signed_plan));
  } else {
    CHECK(memcmp(&plan, &before, sizeof plan) == 0);
  }
  return status;
}

static size_t take(FILE *file, unsigned char *to, size_t capacity) {
  unsigned char b[4];
  size_t length;
  if (fread(b, 1, 4, file) != 4) {
    return 0;
  }
  length = (size_t)b[0] | (size_t)b[1] << 8 | (size_t)b[2] << 16;
  return length <= capacity && fread(to, 1, length, file) == length ? length : 0;
}

static void with_signatures(void) {
  size_t bit;
  CHECK(open_by(signed_plan, signed_length, keys, 1) == POSCOND_OK);
  CHECK(open_by(signed_plan, signed_length, keys, 2) == POSCOND_OK);
  CHECK(open_by(signed_plan, signed_length, keys + 1, 1) == POSCOND_PLAN_FOREIGN_KEY);
  CHECK(open_by(plain_plan, plain_length, keys, 1) == POSCOND_PLAN_UNSIGNED);
  CHECK(open_by(signed_plan, signed_length, keys, 5) == POSCOND_OUT_OF_RANGE);
  /* Any bit of the signature, then of the key's id; a few, since each is a verification. */
  for (bit = 0; bit < SIGNATURE_BYTES * 8; bit += 37) {
    unsigned char *byte = signed_plan + signed_length - SIGNATURE_BYTES + bit / 8;
    *byte = (unsigned char)(*byte ^ 1u << bit % 8);
    CHECK(open_by(signed_plan, signed_length, keys, 1) == POSCOND_PLAN_SIGNATURE);
    *byte = (unsigned char)(*byte ^ 1u << bit % 8);
  }
  for (bit = 0; bit < KEY_ID_BYTES * 8; ++bit) {
    unsigned char *byte = signed_plan + signed_length - SIGNATURE_BYTES - KEY_ID_BYTES + bit / 8;
    *byte = (unsigned char)(*byte ^ 1u << bit % 8);
    CHECK(open_by(signed_plan, signed_length, keys, 1) == POSCOND_PLAN_FOREIGN_KEY);
    *byte = (unsigned char)(*byte ^ 1u << bit % 8);
  }
  /* A key that is no point of the curve opens nothing. */
  memset(&keys[1], 0xff, sizeof keys[1]);
  CHECK(open_by(signed_plan, signed_length, keys + 1, 1) != POSCOND_OK);
}

int main(int argc, char **argv) {
  FILE *file = argc < 3 ? NULL : fopen(argv[1], "rb");
  int is_without = argc > 3 && strcmp(argv[3], "without") == 0;
  if (file == NULL || fread(keys, 1, 64, file) != 64) {
    printf("usage: signed FILE NAME [without]\n");
    return 2;
  }
  host = argv[2];
  signed_length = take(file, signed_plan, sizeof signed_plan);
  plain_length = take(file, plain_plan, sizeof plain_plan);
  fclose(file);
  CHECK(signed_length > plain_length && plain_length > 0);
  /* Nobody asks for a signature: it is not looked at. */
  CHECK(open_by(signed_plan, signed_length, NULL, 0) == POSCOND_OK);
  CHECK(open_by(plain_plan, plain_length, NULL, 0) == POSCOND_OK);
  if (is_without) {
    CHECK(open_by(signed_plan, signed_length, keys, 1) == POSCOND_NOT_BUILT_IN);
  } else {
    with_signatures();
  }
  printf("%s: signed plans%s: %lu checks, %lu failed\n", host, is_without ? ", without signatures" : "", checks, failures);
  return failures == 0 ? 0 : 1;
}
