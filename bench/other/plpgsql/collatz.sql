DECLARE
  longest bigint := 0;
  value bigint;
  length bigint;
BEGIN
  FOR start IN 1 .. n - 1 LOOP
    value := start;
    length := 0;
    WHILE value <> 1 LOOP
      value := CASE WHEN value % 2 = 0 THEN value / 2 ELSE 3 * value + 1 END;
      length := length + 1;
    END LOOP;
    longest := greatest(longest, length);
  END LOOP;
  RETURN longest;
END
