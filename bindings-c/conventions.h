/*
 * poscond.h: are the conditions met for this transaction at this service point, and if not, exactly why?
 *
 * Written by `cargo xtask docs` from the Rust sources; change those, or conventions.h for this head.
 *
 * Conventions
 *   - C99 or later, or C++. Prefix poscond_. Arguments: self, then inputs, then outputs.
 *   - Every function returns a poscond_status, 0 where it was done. Outputs are written only then: else they hold what they held.
 *   - No heap, no globals, no floating point, no clock, no I/O. Reentrant: any number of threads, tasks and interrupts may call it
 *     at once. The caller brings all memory, and 4 KiB of stack (bindings-c/README.md has it call by call; signatures take more).
 *   - Pointers may not be NULL unless a comment says so; NULL and misalignment are statuses, not traps. A pointer is valid for
 *     what its type or the length beside it says, inputs hold still during the call, and outputs overlap nothing.
 *   - Zeroed memory says nothing: a zeroed plan is not open, a zeroed request is none, a zeroed decision is "not decided".
 *   - Words are numbers from 1 (POSCOND_…_…), in one byte. An unknown one is POSCOND_OUT_OF_RANGE or POSCOND_REQUEST_RANGE.
 *   - Times are seconds since 1970-01-01 UTC, dates days since 1970-01-01 on the service point's clock, money minor units.
 *   - A text is written with a zero behind it; its length does not count the zero. Called with a NULL buffer and capacity 0, a
 *     function that writes a text tells its length, and writes nothing. What does not fit is POSCOND_BUFFER_TOO_SMALL.
 *
 * A decision
 *     static poscond_plan plan;                       (bytes of the plan stay in flash; this is what was found in them)
 *     poscond_request request;
 *     poscond_decision decision;
 *     if (poscond_handshake() != POSCOND_OK) return;  (once, at boot)
 *     if (poscond_open(flash, length, "hangzhou-noodle-shop", highest_revision, NULL, 0, &plan) != POSCOND_OK) return;
 *     poscond_request_init(&request);
 *     poscond_set_now_utc_s(&request, rtc());
 *     poscond_set_clock(&request, POSCOND_CLOCK_TRUSTED);
 *     poscond_set_amount_minor(&request, 3200);       (32.00)
 *     …                                               (whatever else is known: what is not set is not known)
 *     poscond_evaluate(&plan, &request, &decision);
 *     if (decision.outcome == POSCOND_OUTCOME_PROCEED) …  (go on with the normal authorisation)
 *
 * Two plans, A and B, and power that fails between
 *   Keep two slots in flash and, beside them in memory that survives power loss, the highest revision that was ever opened.
 *     1. Write what arrived into the slot that is not in force, whole, length last.
 *     2. poscond_open() it there with that highest revision as revision_min (and the keys, where plans are signed).
 *        Where it fails, forget it: the other slot is still in force. Nothing else has to be undone.
 *     3. Store its revision as the highest. From here on the older plan no longer opens.
 *     4. Decide by it.
 *   At boot, open both slots and take the one that opens with the higher revision. Power lost before 3 leaves both opening, and the
 *   newer one is taken; power lost while 1 leaves bytes whose digest does not match. A plan that was damaged opens never: any bit.
 *
 * DE22 and DE25 (ISO 8583:1987) beside the entry mode; the field is three digits, the first two name the mode
 *     POSCOND_ENTRY_MODE_MANUAL       01x    POSCOND_ENTRY_MODE_QR_CODE   03x, 04x
 *     POSCOND_ENTRY_MODE_MAGSTRIPE    02x, 90x    POSCOND_ENTRY_MODE_FALLBACK  80x
 *     POSCOND_ENTRY_MODE_CHIP         05x    POSCOND_ENTRY_MODE_STORED    10x
 *     POSCOND_ENTRY_MODE_CONTACTLESS  07x, 91x
 *   The third digit tells what can be entered (1: a PIN can, 2: it cannot) and is not looked at. DE25 is the two digits of the
 *   point-of-service condition code; the policy lists those that it takes.
 */
#ifndef POSCOND_H
#define POSCOND_H

#include <stddef.h>
#include <stdint.h>

/* Where 8-byte integers would be aligned to less (x86 with 32 bits), a request still is to 8. */
#if defined(__GNUC__) || defined(__clang__)
#define POSCOND_ALIGNED_8 __attribute__((aligned(8)))
#else
#define POSCOND_ALIGNED_8
#endif

/* What holds of the layout; where not, the header does not compile. */
#define POSCOND_ASSERT(name, holds) typedef char poscond_assert_##name[(holds) ? 1 : -1]
