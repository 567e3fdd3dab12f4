// SPDX-License-Identifier: PostgreSQL
// The boundary for aarch64, plain: every call takes the way through boundary.cpp. x28 is the region's base and x18
// scratch; confined code reserves both. See boundary_x86_64.S for what the parts do.

#define STATE_DEPTH 0
#define STATE_BASE 16
#define STATE_FRAMES 48
#define FRAME_SHIFT 5
#define FRAME_SP 8
#define FRAME_NATIVE 16
#define INSTANCE_ENTRY 0
#define INSTANCE_BASE 32
#define SAVED_BYTES 176

	.macro FUNCTION name
	.globl	\name
	.hidden	\name
	.type	\name, %function
	.p2align 4
\name:
	.cfi_startproc
	.endm
	.macro END name
	.cfi_endproc
	.size	\name, .-\name
	.endm

	.macro LOAD_ADDRESS register, symbol
	adrp	\register, \symbol
	add	\register, \register, :lo12:\symbol
	.endm
// Address of the top frame in \frame; \state becomes the address of the state.
	.macro TOP_FRAME frame, state, depth
	LOAD_ADDRESS \state, plrust_boundary
	ldr	\depth, [\state, #STATE_DEPTH]
	add	\frame, \state, #(STATE_FRAMES - (1 << FRAME_SHIFT))
	add	\frame, \frame, \depth, lsl #FRAME_SHIFT
	.endm

	.text

	FUNCTION plrust_enter
	stp	x29, x30, [sp, #-SAVED_BYTES]!
	stp	x19, x20, [sp, #16]
	stp	x21, x22, [sp, #32]
	stp	x23, x24, [sp, #48]
	stp	x25, x26, [sp, #64]
	stp	x27, x28, [sp, #80]
	stp	d8, d9, [sp, #96]
	stp	d10, d11, [sp, #112]
	stp	d12, d13, [sp, #128]
	stp	d14, d15, [sp, #144]
	str	x18, [sp, #160]
	mov	x19, x1
	mov	x20, x2
	mov	x21, x3
	mov	x1, sp
	bl	plrust_enter_slow
	ldr	x9, [x0, #INSTANCE_ENTRY]
	ldr	x28, [x0, #INSTANCE_BASE]
	mov	sp, x1
	mov	x0, x19
	mov	x1, x20
	mov	x2, x21
	mov	x18, x28
	.irp	n, 3,4,5,6,7,8,10,11,12,13,14,15,16,17,19,20,21,22,23,24,25,26,27,29
	mov	x\n, xzr
	.endr
	.irp	n, 0,1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17,18,19,20,21,22,23,24,25,26,27,28,29,30,31
	movi	v\n\().2d, #0
	.endr
	blr	x9
	TOP_FRAME x9, x10, x11
	ldr	x9, [x9, #FRAME_SP]
	mov	sp, x9
	mov	x19, x0
	mov	x20, x1
	bl	plrust_return_slow
	mov	x0, x19
	mov	x1, x20
	ldr	x18, [sp, #160]
	ldp	d14, d15, [sp, #144]
	ldp	d12, d13, [sp, #128]
	ldp	d10, d11, [sp, #112]
	ldp	d8, d9, [sp, #96]
	ldp	x27, x28, [sp, #80]
	ldp	x25, x26, [sp, #64]
	ldp	x23, x24, [sp, #48]
	ldp	x21, x22, [sp, #32]
	ldp	x19, x20, [sp, #16]
	ldp	x29, x30, [sp], #SAVED_BYTES
	ret
	END plrust_enter

	.p2align 4
	.globl	plrust_gates
	.hidden	plrust_gates
plrust_gates:
	.set	index, 0
	.rept	128
	.p2align 4
	mov	w16, #index
	b	plrust_gate
	.set	index, index + 1
	.endr

// Host function number w16; x0 to x5 are its arguments, x9 to x17 are free.
	FUNCTION plrust_gate
	TOP_FRAME x10, x17, x9
	mov	x11, sp
	str	x11, [x10, #FRAME_NATIVE]
	ldr	x12, [x17, #STATE_BASE]
	LOAD_ADDRESS x11, plrust_gate_targets
	ldr	x11, [x11, x16, lsl #3]
	ldr	x13, [x10, #FRAME_SP]
	mov	sp, x13
	stp	x29, x30, [sp, #-64]!
	stp	x9, x12, [sp, #16]
	stp	x10, x28, [sp, #32]
	blr	x11
	ldp	x9, x12, [sp, #16]
	LOAD_ADDRESS x17, plrust_boundary
	ldr	x11, [x17, #STATE_DEPTH]
	cmp	x11, x9
	b.ne	.Lrepair
	ldr	x11, [x17, #STATE_BASE]
	cmp	x11, x12
	b.ne	.Lrepair
.Lreturn_to_confined:
	ldp	x10, x28, [sp, #32]
	ldp	x29, x30, [sp]
	ldr	x11, [x10, #FRAME_NATIVE]
	mov	sp, x11
	mov	x18, x28
	.irp	n, 2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17
	mov	x\n, xzr
	.endr
	.irp	n, 0,1,2,3,4,5,6,7,16,17,18,19,20,21,22,23,24,25,26,27,28,29,30,31
	movi	v\n\().2d, #0
	.endr
	// Their lower halves are the caller's.
	.irp	n, 8,9,10,11,12,13,14,15
	fmov	d\n, d\n
	.endr
	ret

.Lrepair:
	stp	x0, x1, [sp, #48]
	mov	x0, x9
	bl	plrust_after_host_call
	ldp	x0, x1, [sp, #48]
	b	.Lreturn_to_confined
	END plrust_gate

	FUNCTION plrust_land_stub
	.cfi_undefined x30
	bl	plrust_land
	udf	#0
	END plrust_land_stub

	FUNCTION plrust_stop_stub
	.cfi_undefined x30
	bl	plrust_stop_and_resume
	udf	#0
	END plrust_stop_stub

	FUNCTION plrust_guarded_copy
	cbz	x2, 2f
1:
	ldrb	w3, [x1], #1
	strb	w3, [x0], #1
	subs	x2, x2, #1
	b.ne	1b
2:
	mov	w0, #1
	ret
	.globl	plrust_guarded_copy_end
	.hidden	plrust_guarded_copy_end
plrust_guarded_copy_end:
	.globl	plrust_guarded_copy_failed
	.hidden	plrust_guarded_copy_failed
plrust_guarded_copy_failed:
	mov	w0, #0
	ret
	END plrust_guarded_copy

	.section .note.GNU-stack, "", %progbits
