# SPDX-License-Identifier: PostgreSQL
# The smallest module: fn(i32) -> i32, as compiled Rust would be.
	.include "module.inc"
	ENTRY
	leal	1(%rdi), %eax
	xorl	%edx, %edx
	ret
	.size	plrust_entry, .-plrust_entry
