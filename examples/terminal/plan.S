/* The plan in flash, at an odd address on purpose: it is read wherever it lies. */
    .section .rodata.plan
    .global plan_bytes
    .global plan_length
    .balign 4
    .byte 0
plan_bytes:
    .incbin "shop.plan"
plan_end:
    .balign 4
plan_length:
    .word plan_end - plan_bytes
