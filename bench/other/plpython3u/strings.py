text = ""
for i in range(n):
    text += "abc" + chr(97 + i % 26)
    if i % 7 == 0:
        text += "é"
return text.count("b")
