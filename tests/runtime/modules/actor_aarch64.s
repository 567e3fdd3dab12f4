// SPDX-License-Identifier: PostgreSQL
// The part of actor.s that the aarch64 boundary is tested with; aarch64_test.cpp has the same list of operations.
	.macro IMPORT name
	.section .text.host.\name, "ax", @progbits
	.p2align 4
host_\name:
	adrp	x16, :got:plrust_import_\name
	ldr	x16, [x16, :got_lo12:plrust_import_\name]
	br	x16
	.text
	.endm
	.irp	name, memmove, callback, panic
	IMPORT	\name
	.endr

	.macro OPERATION number, label
	cmp	w0, #\number
	b.eq	\label
	.endm

	.text
	.globl	plrust_entry
	.type	plrust_entry, @function
	.p2align 4
plrust_entry:
	OPERATION 0, .Ladd
	OPERATION 1, .Lload
	OPERATION 2, .Lstore
	OPERATION 3, .Lmove
	OPERATION 4, .Lspin
	OPERATION 5, .Ldigest
	OPERATION 6, .Lrecurse
	OPERATION 7, .Lundefined
	OPERATION 8, .Lcall_host
	OPERATION 9, .Lpanic
	OPERATION 10, .Lcount
	OPERATION 11, .Ljump
	OPERATION 12, .Lregisters
	udf	#0

.Ladd:
	add	x0, x1, x2
	mov	x1, xzr
	ret
.Lload:
	ldr	x0, [x28, w1, uxtw]
	mov	x1, xzr
	ret
.Lstore:
	str	x2, [x28, w1, uxtw]
	mov	x0, xzr
	mov	x1, xzr
	ret
.Lmove:
	str	x30, [sp, #-16]!
	mov	x0, x1
	mov	x1, x2
	mov	x2, #64
	bl	host_memmove
	ldr	x30, [sp], #16
	mov	x1, xzr
	ret
.Lspin:
	b	.Lspin
.Ldigest:
	mov	x0, #1
	mov	x3, #3
	mov	x9, #5
	mov	x16, #7
	mov	x17, #11
	fmov	d0, x3
	fmov	d31, x9
1:
	mov	x4, #31
	mul	x0, x0, x4
	adds	x0, x0, x3
	adc	x3, x3, x9
	eor	x9, x9, x16
	add	x16, x16, x17
	ror	x17, x17, #7
	add	x17, x17, x0
	add	d0, d0, d31
	fmov	x5, d0
	eor	x16, x16, x5
	subs	x1, x1, #1
	b.ne	1b
	mov	x1, xzr
	ret
.Lrecurse:
	stp	x29, x30, [sp, #-32]!
	bl	.Lrecurse
	ldp	x29, x30, [sp], #32
	ret
.Lundefined:
	udf	#1
.Lcall_host:
	str	x30, [sp, #-16]!
	mov	x0, x1
	mov	x1, x2
	bl	host_callback
	ldr	x30, [sp], #16
	mov	x1, xzr
	ret
.Lpanic:
	mov	x0, x1
	mov	x1, x2
	mov	x2, x0
	mov	x3, xzr
	mov	w4, #42
	mov	w5, #7
	bl	host_panic
	udf	#0
.Lcount:
	adrp	x3, counter
	add	x3, x3, :lo12:counter
	ldr	x0, [x28, w3, uxtw]
	add	x0, x0, #1
	str	x0, [x28, w3, uxtw]
	mov	x1, xzr
	ret
.Ljump:
	add	x18, x28, w1, uxtw
	br	x18
.Lregisters:
	mov	x0, x3
	.irp	n, 4,5,6,7,8,10,11,12,13,14,15,16,17,19,20,21,22,23,24,25,26,27,29
	orr	x0, x0, x\n
	.endr
	.irp	n, 0,1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17,18,19,20,21,22,23,24,25,26,27,28,29,30,31
	fmov	x3, d\n
	orr	x0, x0, x3
	.endr
	mov	x1, xzr
	ret
	.size	plrust_entry, .-plrust_entry

	.data
	.p2align 3
counter:
	.xword	5
	.section .bss.plrust_usp, "aw", @nobits
	.p2align 3
plrust_usp:
	.zero	8
	.section .data.rel.ro.plrust_ctl_usp, "aw", @progbits
	.globl	plrust_ctl_usp
	.type	plrust_ctl_usp, @object
	.p2align 3
plrust_ctl_usp:
	.xword	plrust_usp
	.size	plrust_ctl_usp, 8
	.section .note.GNU-stack, "", @progbits
