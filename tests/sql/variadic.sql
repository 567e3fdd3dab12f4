-- VARIADIC, names, defaults, and arguments without names.
CREATE EXTENSION plrust;
CREATE FUNCTION total(VARIADIC numbers int[]) RETURNS bigint LANGUAGE plrust STRICT AS $$
    Ok(Some(numbers.iter().flatten().map(i64::from).sum()))
$$;
SELECT total(1), total(1, 2, NULL), total(VARIADIC ARRAY[4, 5]), total(VARIADIC '{}');
SELECT total();
CREATE FUNCTION joined(separator text, VARIADIC words text[] DEFAULT '{none}') RETURNS text LANGUAGE plrust AS $$
    let Some(words) = words else { return Ok(None) };
    Ok(Some(words.iter().map(|word| word.unwrap_or("NULL")).collect::<Vec<_>>().join(separator.unwrap_or("-"))))
$$;
SELECT joined(', ', 'a', 'b'), joined('+'), joined(NULL, 'x', NULL), joined('.', VARIADIC NULL);
CREATE FUNCTION kinds(VARIADIC things anyarray) RETURNS text LANGUAGE plrust STRICT AS $$
    let elements = things.elements();
    Ok(Some(format!("{} of type {}", elements.len(), elements.iter().flatten().next().map_or(0, |e| e.oid().as_u32()))))
$$;
SELECT kinds(1, 2, 3), kinds('a'::text), kinds(1.5, 2.0);
CREATE FUNCTION anything(VARIADIC "any") RETURNS text LANGUAGE plrust AS 'Ok(None)';
CREATE FUNCTION named(a int, b int DEFAULT 2, c text DEFAULT 'c') RETURNS text LANGUAGE plrust STRICT AS 'Ok(Some(format!("{a} {b} {c}")))';
SELECT named(1), named(1, c => 'x'), named(b => 5, a => 0);
CREATE FUNCTION unnamed(int, text, n int) RETURNS text LANGUAGE plrust STRICT AS 'Ok(Some(format!("{arg1} {arg2} {n}")))';
SELECT unnamed(1, 'two', 3);
CREATE FUNCTION keywords(type int, match int, "fn" int) RETURNS int LANGUAGE plrust STRICT AS 'Ok(Some(r#type + r#match + r#fn))';
SELECT keywords(1, 2, 3);
CREATE FUNCTION no_rust_name("a b" int) RETURNS int LANGUAGE plrust AS 'Ok(None)';
CREATE FUNCTION twice_the_name(arg2 int, int) RETURNS int LANGUAGE plrust AS 'Ok(None)';
