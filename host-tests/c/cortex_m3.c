/*
 * Start-up of a test program on an emulated Cortex-M3: data and bss, arguments and files through semihosting (newlib's
 * rdimon), every fault an exit.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

extern char __data_start[], __data_end[], __data_load[], __bss_start[], __bss_end[], __stack[];
extern void initialise_monitor_handles(void);
extern int main(int argc, char **argv);
void reset(void);
void fault(void);
void _init(void);
void _fini(void);

/* newlib calls them; there are no constructors. */
void _init(void) {}
void _fini(void) {}

/* Arm's semihosting call. */
static int semihosting(int call, const void *argument) {
  register int r0 __asm__("r0") = call;
  register const void *r1 __asm__("r1") = argument;
  __asm__ volatile("bkpt 0xab" : "+r"(r0) : "r"(r1) : "memory");
  return r0;
}

#define SYS_GET_CMDLINE 0x15
#define SYS_EXIT_EXTENDED 0x20

static void leave(int status) {
  const uint32_t block[2] = {0x20026 /* the application says so */, (uint32_t)status};
  semihosting(SYS_EXIT_EXTENDED, block);
  for (;;) {
  }
}

void fault(void) { leave(99); }

void reset(void) {
  static char line[256];
  static char *words[9];
  struct {
    char *text;
    int length;
  } command = {line, (int)sizeof line - 1};
  int count = 0;
  char *at;
  memcpy(__data_start, __data_load, (size_t)(__data_end - __data_start));
  memset(__bss_start, 0, (size_t)(__bss_end - __bss_start));
  initialise_monitor_handles();
  semihosting(SYS_GET_CMDLINE, &command);
  for (at = strtok(line, " "); at != NULL && count < 8; at = strtok(NULL, " ")) {
    words[count++] = at;
  }
  exit(main(count, words));
}

void _exit(int status) { leave(status); }

__attribute__((section(".vectors"), used)) static void (*const vectors[16])(void) = {
    (void (*)(void))(uintptr_t)__stack, reset, fault, fault, fault, fault, fault, 0, 0, 0, 0, fault, fault, 0, fault, fault};
