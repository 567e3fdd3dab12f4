# SPDX-License-Identifier: PostgreSQL
# A module as the toolchain links them: an entry, a call through a type's hash, a call of the host, locals on
# the region stack.
	.section .text.plrust_entry,"ax",@progbits
	.globl	plrust_entry
	.type	plrust_entry,@function
	.p2align 4
plrust_entry:
	pushq	%rbx
	movq	plrust_usp(%rip), %rbx
	leaq	-64(%rbx), %rax
	movq	%rax, plrust_usp(%rip)
	movq	%rdi, %gs:(%eax)
	movq	function_pointer(%rip), %r11
	movl	$-0x12345678, %r10d
	addl	%gs:-4(%r11d), %r10d
	je	1f
	ud2
1:	movl	%r11d, %r11d
	orq	%gs:65552, %r11
	callq	*%r11
	movq	%rbx, plrust_usp(%rip)
	leaq	-64(%rbx), %rdi
	xorl	%esi, %esi
	movl	$64, %edx
	callq	memset
	movq	%rbx, plrust_usp(%rip)
	xorl	%edx, %edx
	popq	%rbx
	retq
	.size	plrust_entry, .-plrust_entry

	.section .text.double,"ax",@progbits
	.p2align 4
	.fill	11, 1, 0x90
	movl	$0x12345678, %eax
double:
	leaq	(%rdi,%rdi), %rax
	retq

	.section .data.rel.ro,"aw",@progbits
	.p2align 3
function_pointer:
	.quad	double
