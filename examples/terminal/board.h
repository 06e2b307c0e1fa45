/* The board: two serial lines, a timer, and nothing else. Emulated as QEMU's mps2-an385 (Arm AN385, Cortex-M3). */
#ifndef BOARD_H
#define BOARD_H

#include <stddef.h>
#include <stdint.h>

/* The till: keys in, display and printer out. */
#define TILL 0
/* The line to the acquirer. */
#define LINE 1

void board_start(void);
void put_byte(int uart, unsigned char byte);
void put_text(int uart, const char *text);
void put_hex(int uart, const unsigned char *bytes, size_t length);
void put_number(int uart, int64_t number);

/* Reads what is typed at the till, with echo and backspace, until Enter. What is too long is not taken. */
void get_typed(char *line, size_t capacity);

/* Starts the only alarm, for which get_answer() waits at most. */
void set_alarm(uint32_t ms);

/* Reads a line from the acquirer without its end. Returns 1, or 0 where the alarm went off first. */
int get_answer(char *line, size_t capacity);

#endif
