/* The least program that links the installed library. */
#include <poscond.h>

int main(void) {
  poscond_plan plan;
  poscond_request request;
  const unsigned char nonsense[] = "POSC";
  return poscond_handshake() == POSCOND_OK && poscond_request_init(&request) == POSCOND_OK &&
                 poscond_open(nonsense, 4, "shop", 0, NULL, 0, &plan) == POSCOND_PLAN_LENGTH
             ? 0
             : 1;
}
