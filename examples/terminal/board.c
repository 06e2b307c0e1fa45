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

/* A fault, or an interrupt that nobody asked for: say so and stand still, since a terminal that stumbles on may take money. */
void halt(void) {
  put_text(TILL, "\r\nhalted\r\n");
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
  board_start();
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

/* A byte, or −1 where the alarm went off first. */
static int get_byte(int uart, int until_alarm) {
  while ((uarts[uart]->state & 2u) == 0) {
    if (until_alarm && TIMER_VALUE == 0) {
      return -1;
    }
  }
  return (int)(uarts[uart]->data & 0xffu);
}

void get_typed(char *line, size_t capacity) {
  size_t length = 0;
  for (;;) {
    int byte = get_byte(TILL, 0);
    if (byte == '\n' || byte == '\r') {
      put_text(TILL, "\r\n");
      line[length] = 0;
      return;
    }
    if (byte == 0x7f || byte == '\b') {
      if (length > 0) {
        --length;
        put_text(TILL, "\b \b");
      }
    } else if (byte >= ' ' && byte < 0x7f && length + 1 < capacity) {
      line[length++] = (char)byte;
      put_byte(TILL, (unsigned char)byte);
    }
  }
}

void set_alarm(uint32_t ms) {
  TIMER_CONTROL = 0;
  TIMER_RELOAD = 0;
  TIMER_VALUE = ms * TICKS_A_MS;
  TIMER_CONTROL = 1;
}

int get_answer(char *line, size_t capacity) {
  size_t length = 0;
  for (;;) {
    int byte = get_byte(LINE, 1);
    if (byte < 0) {
      return 0;
    }
    if (byte == '\n') {
      line[length] = 0;
      return 1;
    }
    if (length + 1 < capacity) {
      line[length++] = (char)byte;
    }
  }
}
