-- json and jsonb: every value crosses unchanged, and Rust looks into it.
CREATE EXTENSION plrust;
CREATE FUNCTION id_json(v json) RETURNS json STRICT LANGUAGE plrust AS $$ Ok(Some(v)) $$;
CREATE FUNCTION id_jsonb(v jsonb) RETURNS jsonb STRICT LANGUAGE plrust AS $$ Ok(Some(v)) $$;
SELECT v, id_jsonb(v) = v AS same
FROM unnest(ARRAY['null', 'true', '0', '-0.0', '1.50', '1e40', '123456789012345678901234567890.12', '""',
                  '"a\"\\\n\té🦀\u0001"', '[]', '{}', '[1, [2, {"a": [null]}], "x"]',
                  '{"b": 1, "a": {"": []}, "ü": "\ud83e\udd80"}']::jsonb[]) v;
SELECT id_json('{"z" : 1, "a" : [ 1.0 , true ], "z": 2}');
SELECT id_json('"\u0000"');
SELECT id_jsonb('[1e400]') = '[1e400]' AS same;
SELECT id_jsonb(NULL) IS NULL AS null_stays;

-- Thousands of generated documents.
SELECT setseed(0.25);
CREATE TABLE document AS
SELECT jsonb_build_object(
    'n', round((random() * 1e9)::numeric, i % 12), chr(32 + i % 500), repeat(chr(1 + i % 300), i % 20),
    'list', (SELECT jsonb_agg(CASE k % 4 WHEN 0 THEN to_jsonb(k) WHEN 1 THEN to_jsonb(chr(k * 97 % 50000 + 1))
                                         WHEN 2 THEN 'null' ELSE jsonb_build_object(k::text, random()) END)
             FROM generate_series(1, i % 9) k),
    'nested', (repeat('[', i % 60) || i || repeat(']', i % 60))::jsonb) AS v
FROM generate_series(1, 3000) i;
SELECT count(*), count(*) FILTER (WHERE id_jsonb(v) <> v) AS wrong,
       count(*) FILTER (WHERE id_json(v::json)::jsonb <> v) AS wrong_as_json FROM document;

-- Looking in, as with serde_json.
CREATE FUNCTION at_pointer(v jsonb, pointer text) RETURNS text LANGUAGE plrust
AS $$ Ok(v.and_then(|v| v.0.pointer(pointer?).map(|found| found.to_string()))) $$;
SELECT p, at_pointer('{"a": [10, {"b/c": true}], "": "x"}', p) FROM unnest(ARRAY['', '/a/0', '/a/1/b~1c', '/', '/a/7']) p;
CREATE FUNCTION describe(v jsonb) RETURNS text STRICT LANGUAGE plrust AS $$
    use pgrx::json::Value;
    Ok(Some(match &v.0 {
        Value::Null => "null".to_string(),
        Value::Bool(value) => format!("bool {value}"),
        Value::Number(number) => format!("number {number}: {:?} {:?} {:?}", number.as_i64(), number.as_u64(), number.as_f64()),
        Value::String(text) => format!("string of {}", text.chars().count()),
        Value::Array(elements) => format!("array of {}", elements.len()),
        Value::Object(members) => format!("object with {}", members.keys().cloned().collect::<Vec<_>>().join(", ")),
    }))
$$;
SELECT left(describe(v), 80) AS left FROM unnest(ARRAY['null', 'false', '-7', '18446744073709551615', '2.50', '1e309', '"é🦀"', '[1, 2]',
                                     '{"b": 1, "a": 2}']::jsonb[]) v;

-- Making and changing values.
CREATE FUNCTION make(name text, price numeric, tags text) RETURNS jsonb LANGUAGE plrust AS $$
    let tags: Vec<&str> = tags.unwrap_or_default().split(',').collect();
    let mut value = pgrx::json!({"name": name, "price": price, "tags": tags, "none": null, "sum": 1 + 2});
    value["more"]["deep"] = pgrx::json!([true, {"x": 0.5}]);
    value.as_object_mut().ok_or("an object")?.remove("none");
    Ok(Some(JsonB(value)))
$$;
SELECT make('bolt "M8"', 12345678901234567890.10, 'a,b');
SELECT make(NULL, 'NaN', NULL);
CREATE FUNCTION parse(v text) RETURNS jsonb STRICT LANGUAGE plrust AS $$ Ok(Some(JsonB(v.parse()?))) $$;
SELECT parse(' {"a":[1, 2.50, "\u00e9"]} ');
SELECT parse('{"a": tru}');
\echo :SQLSTATE
SELECT parse(repeat('[', 1001) || repeat(']', 1001));
\echo :SQLSTATE
-- jsonb has no NUL; a json may have one.
SELECT parse('"\u0000"');
\echo :SQLSTATE
SELECT length(parse(repeat('[', 1000) || repeat(']', 1000))::text);
