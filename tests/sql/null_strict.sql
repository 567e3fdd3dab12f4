-- STRICT functions see no NULL; the others see an Option for each argument. Any function may return NULL.
CREATE EXTENSION plrust;
CREATE FUNCTION strict_int(a int, b int) RETURNS int STRICT LANGUAGE plrust AS $$ Ok(Some(a + b)) $$;
SELECT strict_int(1, 2), strict_int(1, NULL) IS NULL AS null_in;
CREATE FUNCTION strict_text(a text) RETURNS text STRICT LANGUAGE plrust AS $$ Ok(Some(a.to_uppercase())) $$;
SELECT strict_text('a'), strict_text(NULL) IS NULL AS null_in;
CREATE FUNCTION maybe(a int, b text, c bytea, d bool) RETURNS text LANGUAGE plrust
AS $$ Ok(Some(format!("{a:?} {b:?} {c:?} {d:?}"))) $$;
SELECT maybe(1, 'x', '\x01', true);
SELECT maybe(NULL, NULL, NULL, NULL);
SELECT maybe(1, NULL, '', NULL);
CREATE FUNCTION none_int(n int) RETURNS int STRICT LANGUAGE plrust AS $$ Ok(if n > 0 { Some(n) } else { None }) $$;
CREATE FUNCTION none_text(n int) RETURNS text STRICT LANGUAGE plrust
AS $$ Ok((n > 0).then(|| n.to_string())) $$;
SELECT n, none_int(n), none_int(n) IS NULL AS int_null, none_text(n), none_text(n) IS NULL AS text_null
FROM generate_series(-1, 1) n;
-- STRICT changed afterwards is another signature: the function is compiled anew.
CREATE FUNCTION altered(n int) RETURNS text STRICT LANGUAGE plrust AS $$ Ok(Some(format!("{n:?}"))) $$;
SELECT altered(1);
ALTER FUNCTION altered(int) CALLED ON NULL INPUT;
SELECT altered(1);
