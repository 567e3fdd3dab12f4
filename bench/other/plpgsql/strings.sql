DECLARE
  t text := '';
BEGIN
  FOR i IN 0 .. n - 1 LOOP
    t := t || 'abc' || chr(97 + (i % 26)::integer);
    IF i % 7 = 0 THEN
      t := t || 'é';
    END IF;
  END LOOP;
  RETURN length(t) - length(replace(t, 'b', ''));
END
