DECLARE
  a bigint[] := ARRAY(SELECT i * 7 % 26 FROM generate_series(0, n - 1) AS i);
  b bigint[] := ARRAY(SELECT i * 11 % 26 FROM generate_series(0, n - 1) AS i);
  previous bigint[] := ARRAY(SELECT generate_series(0, n));
  fresh bigint[];
BEGIN
  FOR i IN 1 .. n LOOP
    fresh := ARRAY[i];
    FOR j IN 1 .. n LOOP
      fresh[j + 1] := least(previous[j + 1] + 1, fresh[j] + 1, previous[j] + (a[i] <> b[j])::integer);
    END LOOP;
    previous := fresh;
  END LOOP;
  RETURN previous[n + 1];
END
