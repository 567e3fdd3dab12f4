# SPDX-License-Identifier: PostgreSQL
# plrust_entry(n): calls the host n times; to measure a gate.
	.include "module.inc"
	IMPORT callback
	ENTRY
	pushq	%rbx
	movq	%rdi, %rbx
.Lagain:
	callq	host_callback
	decq	%rbx
	jne	.Lagain
	popq	%rbx
	xorl	%edx, %edx
	ret
	.size	plrust_entry, .-plrust_entry
