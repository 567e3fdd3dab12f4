// SPDX-License-Identifier: PostgreSQL
// The assembly of the boundary.
//
// Confined code is given no register and no stack word that the host used: the boundary and the gates clear what
// carries no argument or result, and confined code has a stack of its own. So even code that reads what it never wrote
// sees nothing of the host.

#include "confine/runtime/boundary_x86_64.inc"

	.text

// CallResult plrust_enter(Instance*, a, b, c). One call at depth 0 into the region that is in effect is the fast path.
	.p2align 6
	FUNCTION plrust_enter
	SAVE_CALLEE_SAVED
	BEGIN_FAST_CALL .Lslow, .Larm
.Larmed:
	FINISH_FAST_CALL
	RESTORE_AND_RETURN

.Larm:
	pushq	%rdi
	pushq	%rsi
	pushq	%rdx
	pushq	%rcx
	subq	$8, %rsp
	callq	plrust_arm
	addq	$8, %rsp
	popq	%rcx
	popq	%rdx
	popq	%rsi
	popq	%rdi
	jmp	.Larmed

// A nested call, a dirty instance, or another region.
.Lslow:
	movq	%rsp, %rax
	pushq	%rsi
	pushq	%rdx
	pushq	%rcx
	movq	%rax, %rsi
	callq	plrust_enter_slow
	popq	%rcx
	movq	%rdx, %r8
	popq	%rdx
	popq	%rsi
	movq	%rax, %rdi
	movq	%r8, %rsp
	CALL_ENTRY
	movq	state(STATE_DEPTH), %rcx
	shlq	$FRAME_SHIFT, %rcx
	leaq	state(STATE_FRAMES - (1 << FRAME_SHIFT)), %r8
	movq	FRAME_SP(%r8, %rcx), %rsp
	pushq	%rax
	pushq	%rdx
	subq	$8, %rsp
	callq	plrust_return_slow
	addq	$8, %rsp
	popq	%rdx
	popq	%rax
	RESTORE_AND_RETURN
	END plrust_enter

// Gates: what imports other than the memory helpers are bound to. A stub takes its index to plrust_gate.
	.p2align 4
	.globl	plrust_gates
	.hidden	plrust_gates
plrust_gates:
	.set	index, 0
	.rept	128
	.p2align 4
	movl	$index, %eax
	jmp	plrust_gate
	.set	index, index + 1
	.endr

// Runs host function number eax on the host's stack, below the frame of the boundary. Confined code is in the top
// frame, or it would not run. Free registers: rax, r10, r11; the rest are arguments or the caller's.
	.p2align 4
	FUNCTION plrust_gate
	movq	state(STATE_DEPTH), %r10
	shlq	$FRAME_SHIFT, %r10
	leaq	state(STATE_FRAMES - (1 << FRAME_SHIFT)), %r11
	addq	%r11, %r10
	movq	%rsp, FRAME_NATIVE(%r10)
	leaq	plrust_gate_targets(%rip), %r11
	movq	(%r11, %rax, 8), %rax
	movq	FRAME_SP(%r10), %rsp
	pushq	%r10
	pushq	state(STATE_DEPTH)
	pushq	state(STATE_BASE)
	callq	*%rax
	popq	%r11
	popq	%rcx
	popq	%r10
	cmpq	state(STATE_DEPTH), %rcx
	jne	.Lrepair
	cmpq	state(STATE_BASE), %r11
	jne	.Lrepair
.Lreturn_to_confined:
	movq	FRAME_NATIVE(%r10), %rsp
	.irp	register, %ecx, %esi, %edi, %r8d, %r9d, %r10d, %r11d
	xorl	\register, \register
	.endr
	CLEAR_VECTORS
	ret

// The host function came back after an error below it was caught: dead frames and another region were left behind.
.Lrepair:
	pushq	%r10
	pushq	%rax
	pushq	%rdx
	movq	%rcx, %rdi
	callq	plrust_after_host_call
	popq	%rdx
	popq	%rax
	popq	%r10
	jmp	.Lreturn_to_confined
	END plrust_gate

// Entered by the return from a signal handler, on the host's stack, with no return address.
	.p2align 4
	FUNCTION plrust_land_stub
	.cfi_undefined %rip
	cld
	callq	plrust_land
	ud2
	END plrust_land_stub

// Entered by the return from the timer's handler, on the host's stack: saves whatever the stopped code has in
// registers, lets the host look at its interrupts, and goes on where the code was. Nothing is written to the confined
// stack, whose red zone is in use, and the last jump needs no register.
	.p2align 4
	FUNCTION plrust_stop_stub
	.cfi_undefined %rip
	pushq	state(STATE_RESUME_PC)
	pushq	state(STATE_RESUME_SP)
	pushfq
	.irp	register, %rax, %rcx, %rdx, %rbx, %rbp, %rsi, %rdi, %r8, %r9, %r10, %r11, %r12, %r13, %r14, %r15
	pushq	\register
	.endr
	movq	%rsp, %rbx
	subq	state(STATE_XSAVE_BYTES), %rsp
	andq	$-64, %rsp
	cld
	xorl	%eax, %eax
	leaq	512(%rsp), %rdi			# the header must be zero before XSAVE
	movl	$8, %ecx
	rep stosq
	movl	$-1, %eax
	movl	$-1, %edx
	xsave64	(%rsp)
	callq	plrust_stop
	movl	$-1, %eax
	movl	$-1, %edx
	xrstor64 (%rsp)
	movq	%rbx, %rsp
	.irp	register, %r15, %r14, %r13, %r12, %r11, %r10, %r9, %r8, %rdi, %rsi, %rbp, %rbx, %rdx, %rcx, %rax
	popq	\register
	.endr
	popfq
	popq	state(STATE_RESUME_SP)
	popq	state(STATE_RESUME_PC)
	movq	state(STATE_RESUME_SP), %rsp
	jmpq	*state(STATE_RESUME_PC)
	END plrust_stop_stub

// bool plrust_guarded_copy(to, from, length): a leaf that pushes nothing, so that the fault handler can make it return
// false from any of its instructions.
	.p2align 4
	FUNCTION plrust_guarded_copy
	cmpq	$16, %rdx
	jb	.Lfew
	cmpq	$4096, %rdx			# beyond, the microcode wins, unless it meets its own stores
	ja	.Lbytes
	movups	-16(%rsi, %rdx), %xmm2
	leaq	-16(%rdi, %rdx), %r8
.Lnext:
	cmpq	$32, %rdx
	jbe	.Llast
	movups	(%rsi), %xmm0
	movups	16(%rsi), %xmm1
	movups	%xmm0, (%rdi)
	movups	%xmm1, 16(%rdi)
	addq	$32, %rsi
	addq	$32, %rdi
	subq	$32, %rdx
	jmp	.Lnext
.Llast:
	cmpq	$16, %rdx
	jbe	.Lend
	movups	(%rsi), %xmm0
	movups	%xmm0, (%rdi)
.Lend:
	movups	%xmm2, (%r8)
	movl	$1, %eax
	ret
.Lfew:
	cmpq	$8, %rdx
	jb	.Lbytes
	movq	(%rsi), %rax
	movq	-8(%rsi, %rdx), %rcx
	movq	%rax, (%rdi)
	movq	%rcx, -8(%rdi, %rdx)
	movl	$1, %eax
	ret
.Lbytes:
	movq	%rdx, %rcx
	rep movsb
	movl	$1, %eax
	ret
	.globl	plrust_guarded_copy_end
	.hidden	plrust_guarded_copy_end
plrust_guarded_copy_end:
	.globl	plrust_guarded_copy_failed
	.hidden	plrust_guarded_copy_failed
plrust_guarded_copy_failed:
	xorl	%eax, %eax
	ret
	END plrust_guarded_copy

	.section .note.GNU-stack, "", @progbits
