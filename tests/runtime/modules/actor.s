# SPDX-License-Identifier: PostgreSQL
# Does what it is told: plrust_entry(operation, b, c). The low 8 bits of the operation choose; for some the rest is a
# length. It stands for an attacker who owns every byte of the region and every register. operations.hpp has the same
# list.
	.include "module.inc"

	.irp	name, memcpy, memmove, memset, memcmp, strlen, panic, abort, grow, release, callback
	IMPORT	\name
	.endr

	.macro	COUNT_WORD at
	movq	\at(%rsp), %rcx
	cmpq	%rsi, %rcx
	seta	%cl
	cmpq	%rdx, \at(%rsp)
	setb	%r8b
	andb	%r8b, %cl
	movzbl	%cl, %ecx
	addq	%rcx, %rax
	.endm

	ENTRY
	cmpb	$0, %dil
	je	.Lop_add
	cmpb	$1, %dil
	je	.Lop_load
	cmpb	$2, %dil
	je	.Lop_store
	cmpb	$3, %dil
	je	.Lop_exchange_add
	cmpb	$4, %dil
	je	.Lop_store_vector
	cmpb	$5, %dil
	je	.Lop_load_aligned
	cmpb	$6, %dil
	je	.Lop_copy
	cmpb	$7, %dil
	je	.Lop_move
	cmpb	$8, %dil
	je	.Lop_fill
	cmpb	$9, %dil
	je	.Lop_compare
	cmpb	$10, %dil
	je	.Lop_length
	cmpb	$11, %dil
	je	.Lop_spin
	cmpb	$12, %dil
	je	.Lop_copy_forever
	cmpb	$13, %dil
	je	.Lop_digest
	cmpb	$14, %dil
	je	.Lop_recurse
	cmpb	$15, %dil
	je	.Lop_recurse_copy
	cmpb	$16, %dil
	je	.Lop_descend_and_call
	cmpb	$17, %dil
	je	.Lop_huge_frame
	cmpb	$18, %dil
	je	.Lop_undefined
	cmpb	$19, %dil
	je	.Lop_breakpoint
	cmpb	$20, %dil
	je	.Lop_divide
	cmpb	$21, %dil
	je	.Lop_panic
	cmpb	$22, %dil
	je	.Lop_abort
	cmpb	$23, %dil
	je	.Lop_call_host
	cmpb	$24, %dil
	je	.Lop_count
	cmpb	$25, %dil
	je	.Lop_jump
	cmpb	$26, %dil
	je	.Lop_grow
	cmpb	$27, %dil
	je	.Lop_release
	cmpb	$28, %dil
	je	.Lop_set_usp
	cmpb	$29, %dil
	je	.Lop_text_address
	cmpb	$30, %dil
	je	.Lop_relro_address
	cmpb	$31, %dil
	je	.Lop_follow
	cmpb	$32, %dil
	je	.Lop_registers
	cmpb	$33, %dil
	je	.Lop_registers_after_host
	cmpb	$34, %dil
	je	.Lop_stale_words
	cmpb	$35, %dil
	je	.Lop_stale_words_after_host
	ud2

.Lop_add:
	leaq	(%rsi, %rdx), %rax
	xorl	%edx, %edx
	ret

.Lop_load:
	movq	%gs:(%esi), %rax
	xorl	%edx, %edx
	ret

.Lop_store:
	movq	%rdx, %gs:(%esi)
	xorl	%eax, %eax
	xorl	%edx, %edx
	ret

.Lop_exchange_add:
	lock
	xaddq	%rdx, %gs:(%esi)
	movq	%rdx, %rax
	xorl	%edx, %edx
	ret

.Lop_store_vector:
	movq	%rdx, %xmm0
	movups	%xmm0, %gs:(%esi)
	xorl	%eax, %eax
	xorl	%edx, %edx
	ret

.Lop_load_aligned:
	movaps	%gs:(%esi), %xmm0
	movq	%xmm0, %rax
	xorl	%edx, %edx
	ret

.Lop_copy:
	shrq	$8, %rdi
	movq	%rdi, %rax
	movq	%rsi, %rdi
	movq	%rdx, %rsi
	movq	%rax, %rdx
	pushq	%rax
	callq	host_memcpy
	popq	%rcx
	xorl	%edx, %edx
	ret

.Lop_move:
	shrq	$8, %rdi
	movq	%rdi, %rax
	movq	%rsi, %rdi
	movq	%rdx, %rsi
	movq	%rax, %rdx
	pushq	%rax
	callq	host_memmove
	popq	%rcx
	xorl	%edx, %edx
	ret

.Lop_fill:
	shrq	$8, %rdi
	movq	%rdi, %rax
	movq	%rsi, %rdi
	movl	%edx, %esi
	movq	%rax, %rdx
	pushq	%rax
	callq	host_memset
	popq	%rcx
	xorl	%edx, %edx
	ret

.Lop_compare:
	shrq	$8, %rdi
	movq	%rdi, %rax
	movq	%rsi, %rdi
	movq	%rdx, %rsi
	movq	%rax, %rdx
	pushq	%rax
	callq	host_memcmp
	popq	%rcx
	cltq
	xorl	%edx, %edx
	ret

.Lop_length:
	movq	%rsi, %rdi
	pushq	%rax
	callq	host_strlen
	popq	%rcx
	xorl	%edx, %edx
	ret

.Lop_spin:
.Lspin:
	jmp	.Lspin

.Lop_copy_forever:
	pushq	%rax
.Lcopy_forever:
	leaq	buffer(%rip), %rdi
	movq	%rdi, %rsi
	movl	$4096, %edx
	callq	host_memmove
	jmp	.Lcopy_forever

.Lop_digest:
	# Every kind of register and the red zone take part: an inexact resume changes the result.
	pushq	%rbx
	pushq	%rbp
	pushq	%r12
	pushq	%r13
	pushq	%r14
	pushq	%r15
	movq	%rsi, %rcx
	movl	$1, %eax
	movl	$3, %ebx
	movl	$5, %ebp
	movl	$7, %edi
	movl	$11, %r8d
	movl	$13, %r9d
	movl	$17, %r10d
	movl	$19, %r11d
	movl	$23, %r12d
	movl	$29, %r13d
	movl	$31, %r14d
	movl	$37, %r15d
	movq	%rax, %xmm0
	movq	%rbx, %xmm7
	movq	%rbp, %xmm15
	movq	$0, -128(%rsp)
	movq	$0, -8(%rsp)
.Ldigest:
	imulq	$31, %rax
	addq	%rbx, %rax
	adcq	%rbp, %rbx
	xorq	%rdi, %rbp
	addq	%r8, %rdi
	adcq	%r9, %r8
	imulq	$17, %r9
	addq	%r10, %r9
	xorq	%r11, %r10
	addq	%r12, %r11
	rolq	$7, %r12
	addq	%r13, %r12
	xorq	%r14, %r13
	addq	%r15, %r14
	addq	%rax, %r15
	addq	%rcx, -128(%rsp)
	addq	-128(%rsp), %rax
	xorq	%rax, -8(%rsp)
	paddq	%xmm7, %xmm0
	pxor	%xmm0, %xmm7
	paddq	%xmm0, %xmm15
	movq	%xmm15, %rsi
	addq	%rsi, %rdi
	decq	%rcx
	jne	.Ldigest
	addq	-8(%rsp), %rax
	xorl	%edx, %edx
	popq	%r15
	popq	%r14
	popq	%r13
	popq	%r12
	popq	%rbp
	popq	%rbx
	ret

.Lop_recurse:
.Lrecurse:
	subq	$40, %rsp
	movq	%rsi, 8(%rsp)
	incq	%rsi
	cmpq	%rdx, %rsi
	je	.Lrecurse_end
	callq	.Lrecurse
.Lrecurse_end:
	movq	8(%rsp), %rax
	addq	$40, %rsp
	xorl	%edx, %edx
	ret

.Lop_recurse_copy:
.Lrecurse_copy:
	subq	$24, %rsp
	movq	%rsi, 8(%rsp)
	leaq	buffer(%rip), %rdi
	movq	%rdi, %rsi
	movl	$64, %edx
	callq	host_memmove
	movq	8(%rsp), %rsi
	incq	%rsi
	callq	.Lrecurse_copy
	addq	$24, %rsp
	ret

.Lop_descend_and_call:
	# Pushes b times 16 bytes, then calls the host.
.Ldescend:
	pushq	$0
	pushq	$0
	decq	%rsi
	jne	.Ldescend
	subq	$8, %rsp
	callq	host_callback
	ud2

.Lop_huge_frame:
	pushq	%rax
.Lhuge:
	subq	$4096, %rsp
	movq	$0, (%rsp)
	decq	%rsi
	jne	.Lhuge
	ud2

.Lop_undefined:
	ud2

.Lop_breakpoint:
	int3

.Lop_divide:
	movq	%rsi, %rax
	xorl	%ecx, %ecx
	xorl	%edx, %edx
	divq	%rcx
	ret

.Lop_panic:
	movq	%rsi, %rdi
	movq	%rdx, %rsi
	leaq	file_name(%rip), %rdx
	movl	$11, %ecx
	movl	$42, %r8d
	movl	$7, %r9d
	pushq	%rax
	callq	host_panic
	ud2

.Lop_abort:
	pushq	%rax
	callq	host_abort
	ud2

.Lop_call_host:
	movq	%rsi, %rdi
	movq	%rdx, %rsi
	pushq	%rax
	callq	host_callback
	popq	%rcx
	xorl	%edx, %edx
	ret

.Lop_count:
	# Statics: one in .data that starts with 5, one in .bss.
	incq	counter(%rip)
	incq	zero_counter(%rip)
	movq	counter(%rip), %rax
	movq	zero_counter(%rip), %rdx
	shlq	$32, %rdx
	orq	%rdx, %rax
	xorl	%edx, %edx
	ret

.Lop_jump:
	movl	%esi, %esi
	orq	%gs:0x10010, %rsi
	xorl	%eax, %eax
	xorl	%edx, %edx
	jmpq	*%rsi

.Lop_grow:
	movq	%rsi, %rdi
	pushq	%rax
	callq	host_grow
	popq	%rcx
	xorl	%edx, %edx
	ret

.Lop_release:
	movq	%rsi, %rdi
	movq	%rdx, %rsi
	pushq	%rax
	callq	host_release
	popq	%rcx
	xorl	%eax, %eax
	xorl	%edx, %edx
	ret

.Lop_set_usp:
	movq	plrust_usp(%rip), %rax
	movq	%rsi, plrust_usp(%rip)
	xorl	%edx, %edx
	ret

.Lop_text_address:
	leaq	plrust_entry(%rip), %rax
	xorl	%edx, %edx
	ret

.Lop_relro_address:
	leaq	pointer(%rip), %rax
	xorl	%edx, %edx
	ret

.Lop_follow:
	# A relocated pointer in read-only data leads to a word in rodata.
	movq	pointer(%rip), %rax
	movq	%gs:(%eax), %rax
	xorl	%edx, %edx
	ret

.Lop_registers:
	# What a call was given beside its arguments: all of it must be zero.
	movq	%rcx, %rax
	.irp	register, %rbx, %rbp, %r8, %r9, %r10, %r11, %r12, %r13, %r14, %r15
	orq	\register, %rax
	.endr
	.irp	n, 0,1,2,3,4,5,6,7,8,9,10,11,12,13,14,15
	movq	%xmm\n, %rcx
	orq	%rcx, %rax
	punpckhqdq	%xmm\n, %xmm\n
	movq	%xmm\n, %rcx
	orq	%rcx, %rax
	.endr
	xorl	%edx, %edx
	ret

.Lop_registers_after_host:
	movq	%rsi, %rdi
	movq	%rdx, %rsi
	pushq	%rax
	callq	host_callback
	popq	%rax
	movq	%rcx, %rax
	.irp	register, %rsi, %rdi, %r8, %r9, %r10, %r11
	orq	\register, %rax
	.endr
	.irp	n, 0,1,2,3,4,5,6,7,8,9,10,11,12,13,14,15
	movq	%xmm\n, %rcx
	orq	%rcx, %rax
	.endr
	xorl	%edx, %edx
	ret

.Lop_stale_words:
.Lstale_words:
	# How many of the words in and above its frame lie between b and c, which enclose memory of the host.
	xorl	%eax, %eax
	subq	$4088, %rsp
	.set	at, -128
	.rept	527
	COUNT_WORD at
	.set	at, at + 8
	.endr
	.set	at, 4096
	.rept	127
	COUNT_WORD at
	.set	at, at + 8
	.endr
	addq	$4088, %rsp
	xorl	%edx, %edx
	ret

.Lop_stale_words_after_host:
	pushq	%rsi
	pushq	%rdx
	pushq	%rax
	xorl	%edi, %edi
	callq	host_callback
	popq	%rax
	popq	%rdx
	popq	%rsi
	jmp	.Lstale_words

	.size	plrust_entry, .-plrust_entry

	.section .rodata, "a", @progbits
	.p2align 3
answer:
	.quad	0x1234567890abcdef
file_name:
	.ascii	"function.rs"

	.section .data.rel.ro, "aw", @progbits
	.p2align 3
pointer:
	.quad	answer

	.data
	.p2align 3
counter:
	.quad	5

	.bss
	.p2align 12
zero_counter:
	.zero	8
buffer:
	.zero	8192
