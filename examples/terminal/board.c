#include "board.h"

/* CMSDK UARTs: data, state (1: transmitter full, 2: byte received), control (1: transmit, 2: receive), baud divider. */
typedef struct {
  volatile uint32_t data, state, control, interrupt, divider;
} uart_registers;
static uart_registers *const uarts[2] = {(uart_registers *)0x40004000u, (uart_registers *)0x40005000u};

/* The CMSDK timer counts down at 25 MHz. */
#define TIMER_CONTROL (*(volatile uint32_t *)0x40000000u)
#define TIMER_VALUE (*(volatile uint32_t *)0x40000004u)
#define TIMER_RELOAD (*(volatile uint32_t *)0x40000008u)
#define TICKS_A_MS 25000u

extern char __data_start[], __data_end[], __data_load[], __bss_start[], __bss_end[], __stack[];
extern int main(void);
void reset(void);
void halt(void);

void halt(void) {
  for (;;) {
  }
}

void reset(void) {
  char *to = __data_start;
  const char *from = __data_load;
  while (to < __data_end) {
    *to++ = *from++;
  }
  for (to = __bss_start; to < __bss_end; ++to) {
    *to = 0;
  }
  main();
  halt();
}

__attribute__((section(".vectors"), used)) static void (*const vectors[16])(void) = {
    (void (*)(void))(uintptr_t)__stack, reset, halt, halt, halt, halt, halt, 0, 0, 0, 0, halt, halt, 0, halt, halt};

void board_start(void) {
  int i;
  for (i = 0; i < 2; ++i) {
    uarts[i]->divider = 16;
    uarts[i]->control = 3;
  }
}

void put_byte(int uart, unsigned char byte) {
  while (uarts[uart]->state & 1u) {
  }
  uarts[uart]->data = byte;
}

void put_text(int uart, const char *text) {
  while (*text != 0) {
    put_byte(uart, (unsigned char)*text++);
  }
}

void put_hex(int uart, const unsigned char *bytes, size_t length) {
  static const char digits[] = "0123456789abcdef";
  size_t i;
  for (i = 0; i < length; ++i) {
    put_byte(uart, (unsigned char)digits[bytes[i] >> 4]);
    put_byte(uart, (unsigned char)digits[bytes[i] & 15]);
  }
}

void put_number(int uart, int64_t number) {
  char digits[21];
  size_t at = sizeof digits - 1;
  uint64_t rest = number < 0 ? 0 - (uint64_t)number : (uint64_t)number;
  digits[at] = 0;
  do {
    digits[--at] = (char)('0' + (int)(rest % 10));
    rest /= 10;
  } while (rest != 0);
  if (number < 0) {
    digits[--at] = '-';
  }
  put_text(uart, digits + at);
}

/* A byte, or −1 where none came until the timer ran out. */
static int get_byte(int uart, int waits_for_ever) {
  while ((uarts[uart]->state & 2u) == 0) {
    if (!waits_for_ever && TIMER_VALUE == 0) {
      return -1;
    }
  }
  return (int)(uarts[uart]->data & 0xffu);
}

int get_line(int uart, char *line, size_t capacity, uint32_t wait_ms) {
  size_t length = 0;
  TIMER_CONTROL = 0;
  TIMER_RELOAD = 0;
  TIMER_VALUE = wait_ms * TICKS_A_MS;
  TIMER_CONTROL = wait_ms != 0;
  for (;;) {
    int byte = get_byte(uart, wait_ms == 0);
    if (byte < 0) {
      return 0;
    }
    if (byte == '\n' || byte == '\r') {
      line[length] = 0;
      return 1;
    }
    if (length + 1 < capacity) {
      line[length++] = (char)byte;
    }
  }
}
