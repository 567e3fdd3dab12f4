// SPDX-License-Identifier: PostgreSQL
// Offsets and macros of the boundary's assembly, for it and for whoever has the fast path in line (handler/call_x86_64.S).
// The data is BoundaryState and InstanceHead; boundary.cpp checks these offsets.
#pragma once

#define STATE_DEPTH 0
#define STATE_ARMED 8
#define STATE_BASE 16
#define STATE_RESUME_PC 24
#define STATE_RESUME_SP 32
#define STATE_XSAVE_BYTES 40
#define STATE_FRAMES 48

#define FRAME_SHIFT 5
#define FRAME_INSTANCE 0
#define FRAME_SP 8
#define FRAME_NATIVE 16

#define INSTANCE_ENTRY 0
#define INSTANCE_USP 8
#define INSTANCE_STACK_TOP 16
#define INSTANCE_BLOCKED 24
#define INSTANCE_BASE 32
#define INSTANCE_NATIVE_TOP 40

#define state(offset) plrust_boundary+(offset)(%rip)

	.macro FUNCTION name
	.globl	\name
	.hidden	\name
	.type	\name, @function
\name:
	.cfi_startproc
	.endm
	.macro END name
	.cfi_endproc
	.size	\name, .-\name
	.endm

	.macro CLEAR_VECTORS
	.irp	n, 0,1,2,3,4,5,6,7,8,9,10,11,12,13,14,15
	pxor	%xmm\n, %xmm\n
	.endr
	.endm

	.macro SAVE_CALLEE_SAVED
	.irp	register, %rbx, %rbp, %r12, %r13, %r14, %r15
	pushq	\register
	.cfi_adjust_cfa_offset 8
	.endr
	.endm
	.macro RESTORE_AND_RETURN
	.irp	register, %r15, %r14, %r13, %r12, %rbp, %rbx
	popq	\register
	.endr
	ret
	.endm

// Calls plrust_entry of the instance in rdi with rsi, rdx, rcx; the stack pointer is already the confined one.
	.macro CALL_ENTRY
	movq	INSTANCE_ENTRY(%rdi), %rax
	movq	%rsi, %rdi
	movq	%rdx, %rsi
	movq	%rcx, %rdx
	.irp	register, %ecx, %r8d, %r9d, %r10d, %r11d, %ebx, %ebp, %r12d, %r13d, %r14d, %r15d
	xorl	\register, \register
	.endr
	CLEAR_VECTORS
	callq	*%rax
	.endm

// Starts a call at depth 0 of the clean instance in rdi, in the region that is in effect, or jumps to \slow with nothing
// changed. The host's callee-saved registers are on the stack, whose pointer is 8 modulo 16. depth is set before armed
// is read: the timer's handler, which clears armed when depth is 0, may run in between. Clobbers rax, r8.
	.macro BEGIN_FAST_CALL slow, arm
	movq	state(STATE_DEPTH), %rax
	orq	INSTANCE_BLOCKED(%rdi), %rax
	jne	\slow
	movq	INSTANCE_BASE(%rdi), %rax
	cmpq	%rax, state(STATE_BASE)
	jne	\slow
	movq	%rdi, state(STATE_FRAMES + FRAME_INSTANCE)
	movq	%rsp, state(STATE_FRAMES + FRAME_SP)
	movq	$1, state(STATE_DEPTH)
	cmpq	$0, state(STATE_ARMED)
	je	\arm
	.endm

// Calls the entry on the instance's own stacks, and is back on the host's stack with the result in rax and rdx.
	.macro FINISH_FAST_CALL
	movq	INSTANCE_USP(%rdi), %r8
	movq	INSTANCE_STACK_TOP(%rdi), %rax
	movq	%rax, (%r8)
	movq	INSTANCE_NATIVE_TOP(%rdi), %rsp
	CALL_ENTRY
	movq	state(STATE_FRAMES + FRAME_SP), %rsp
	movq	$0, state(STATE_DEPTH)
	.endm
