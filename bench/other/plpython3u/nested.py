state = 0
for i in range(n):
    for j in range(n):
        for k in range(n):
            state = (state ^ (i * j) ^ (k << 3)) % 1000003 + 1
return state
