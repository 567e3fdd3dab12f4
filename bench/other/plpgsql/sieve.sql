DECLARE
  prime boolean[] := array_fill(true, ARRAY[n::integer]);
  i bigint := 2;
  j bigint;
  found bigint := 0;
BEGIN
  WHILE i * i <= n LOOP
    IF prime[i] THEN
      j := i * i;
      WHILE j <= n LOOP
        prime[j] := false;
        j := j + i;
      END LOOP;
    END IF;
    i := i + 1;
  END LOOP;
  FOR i IN 2 .. n LOOP
    IF prime[i] THEN
      found := found + 1;
    END IF;
  END LOOP;
  RETURN found;
END
