DECLARE
  state bigint := 0;
BEGIN
  FOR i IN 0 .. n - 1 LOOP
    FOR j IN 0 .. n - 1 LOOP
      FOR k IN 0 .. n - 1 LOOP
        state := (state # (i * j) # (k << 3)) % 1000003 + 1;
      END LOOP;
    END LOOP;
  END LOOP;
  RETURN state;
END
