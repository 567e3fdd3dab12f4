longest = 0
for start in range(1, n):
    value, length = start, 0
    while value != 1:
        value = value // 2 if value % 2 == 0 else 3 * value + 1
        length += 1
    longest = max(longest, length)
return longest
