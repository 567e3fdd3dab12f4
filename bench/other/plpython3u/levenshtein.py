a = [i * 7 % 26 for i in range(n)]
b = [i * 11 % 26 for i in range(n)]
previous = list(range(n + 1))
for i in range(1, n + 1):
    current = [i]
    for j in range(1, n + 1):
        current.append(min(previous[j] + 1, current[j - 1] + 1, previous[j - 1] + (a[i - 1] != b[j - 1])))
    previous = current
return previous[n]
