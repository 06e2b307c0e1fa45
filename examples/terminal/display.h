/* A display of 4 x 16 columns and a printer of 32, both drawn at the till. */
#ifndef DISPLAY_H
#define DISPLAY_H

#include <stddef.h>

#define DISPLAY_COLUMNS 16
#define DISPLAY_ROWS 4

/* Between these two, lines fill the display from the top; what is left over stays blank. */
void display_start(void);
void display_end(void);

/* Shows the lines of a text in UTF-8, as far as there are rows. */
void display_lines(const char *lines);

void print_slip(const char *bytes, size_t length);

#endif
