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

/* Reads a line without its end, at most capacity − 1 bytes; what is too long is cut. Waits at most so many milliseconds, or for
 * ever where that is 0. Returns 1, or 0 where nothing came in time. */
int get_line(int uart, char *line, size_t capacity, uint32_t wait_ms);

#endif
