#include "display.h"
#include "board.h"

static int row;

static void edge(const char *left, const char *right) {
  int i;
  put_text(TILL, left);
  for (i = 0; i < DISPLAY_COLUMNS; ++i) {
    put_text(TILL, "─");
  }
  put_text(TILL, right);
  put_text(TILL, "\r\n");
}

void display_start(void) {
  row = 0;
  edge("┌", "┐");
}

void display_lines(const char *lines) {
  for (; row < DISPLAY_ROWS; ++row) {
    int columns = 0;
    put_text(TILL, "│");
    for (; *lines != 0 && *lines != '\n'; ++lines) {
      unsigned char byte = (unsigned char)*lines;
      put_byte(TILL, byte);
      /* The first byte of a character tells its width: Chinese takes three bytes and two columns. */
      columns += byte < 0x80 ? 1 : byte >= 0xe0 ? 2 : byte >= 0xc0 ? 1 : 0;
    }
    for (; columns < DISPLAY_COLUMNS; ++columns) {
      put_byte(TILL, ' ');
    }
    put_text(TILL, "│\r\n");
    if (*lines == 0) {
      ++row;
      return;
    }
    ++lines;
  }
}

void display_end(void) {
  while (row < DISPLAY_ROWS) {
    display_lines("");
  }
  edge("└", "┘");
}

void print_slip(const char *bytes, size_t length) {
  size_t i;
  for (i = 0; i < length; ++i) {
    if (bytes[i] == '\n') {
      put_byte(TILL, '\r');
    }
    put_byte(TILL, (unsigned char)bytes[i]);
  }
}
