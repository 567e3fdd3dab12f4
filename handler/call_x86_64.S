// SPDX-License-Identifier: PostgreSQL
// The call handler's hot path: a callee of one register argument whose result is a signed number, not nested, for the user
// and the catalog that it was looked up for. It is one frame, whose saved registers are the boundary's. Whatever is not
// as expected goes to plrust_call_generally(), before anything was changed. call.cpp checks the offsets.
#include "confine/runtime/boundary_x86_64.inc"

#define FCINFO_FLINFO 0
#define FCINFO_FIRST_ARGUMENT 32
#define FLINFO_EXTRA 24
#define CALLEE_GENERATION 0
#define CALLEE_USER 8
#define CALLEE_PLAIN_ARGUMENTS 12
#define CALLEE_RESULT_IS_32_BITS 13
#define CALLEE_INSTANCE 16

	.text

// Datum plrust_call_handler(FunctionCallInfo)
	.p2align 6
	.globl	plrust_call_handler
	.type	plrust_call_handler, @function
plrust_call_handler:
	.cfi_startproc
	pushq	%rbx
	.cfi_adjust_cfa_offset 8
	.cfi_rel_offset %rbx, 0
	movq	%rdi, %rbx
	movq	plrust_current_user(%rip), %rax
	movl	(%rax), %eax
	movq	FCINFO_FLINFO(%rbx), %rdx
	movq	FLINFO_EXTRA(%rdx), %r9
	testq	%r9, %r9
	je	.Lgenerally
	movq	plrust_catalog_generation(%rip), %rcx
	cmpq	%rcx, CALLEE_GENERATION(%r9)
	jne	.Lgenerally
	cmpl	%eax, CALLEE_USER(%r9)
	jne	.Lgenerally
	cmpb	$2, CALLEE_PLAIN_ARGUMENTS(%r9)
	jne	.Lgenerally
	.irp	register, %rbp, %r12, %r13, %r14, %r15, %rbx, %r9
	pushq	\register
	.cfi_adjust_cfa_offset 8
	.endr
	movq	CALLEE_INSTANCE(%r9), %rdi
	BEGIN_FAST_CALL .Lunwind, .Ldisarmed
	movq	FCINFO_FIRST_ARGUMENT(%rbx), %rsi
	xorl	%edx, %edx
	xorl	%ecx, %ecx
	FINISH_FAST_CALL
	popq	%rcx
	.cfi_adjust_cfa_offset -8
	popq	%rdi
	.cfi_adjust_cfa_offset -8
	.irp	register, %r15, %r14, %r13, %r12, %rbp, %rbx
	popq	\register
	.cfi_adjust_cfa_offset -8
	.endr
	testb	%dl, %dl
	jne	.Lno_value
	cmpb	$0, CALLEE_RESULT_IS_32_BITS(%rcx)
	je	.Lwide
	cltq
.Lwide:
	ret

// NULL or an error: the rest is plrust_convert_result(fcinfo, callee, result), which returns to our caller.
.Lno_value:
	movq	%rcx, %rsi
	movq	%rdx, %rcx
	movq	%rax, %rdx
	jmp	plrust_convert_result

	.cfi_adjust_cfa_offset 64
.Ldisarmed:
	movq	$0, state(STATE_DEPTH)
.Lunwind:
	addq	$56, %rsp
	.cfi_adjust_cfa_offset -56
.Lgenerally:
	movq	%rbx, %rdi
	popq	%rbx
	.cfi_adjust_cfa_offset -8
	jmp	plrust_call_generally
	.cfi_endproc
	.size	plrust_call_handler, .-plrust_call_handler

	.section .note.GNU-stack, "", @progbits
