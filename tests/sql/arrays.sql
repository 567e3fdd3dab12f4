-- What functions do with arrays: slices, iterators, subscripts, dimensions, VARIADIC, queries.
CREATE EXTENSION plrust;
CREATE FUNCTION total(a float8[]) RETURNS float8 STRICT LANGUAGE plrust AS $$ Ok(Some(a.as_slice()?.iter().sum())) $$;
SELECT total('{1.5,2.5,-1}'), total('{}') = 0 AS zero, total(NULL) IS NULL AS is_null;
SELECT total(array_agg(i)) FROM generate_series(1, 100000) i;
SELECT total('{{1,2},{3,4}}'), total(array_fill(0.5::float8, ARRAY[10, 10, 10]));
SELECT total('{1,NULL}');
-- Stored, compressed and far away.
CREATE TABLE stored (a float8[]);
INSERT INTO stored SELECT array_agg(i % 2) FROM generate_series(1, 200000) i;
ALTER TABLE stored ALTER a SET STORAGE external;
INSERT INTO stored SELECT array_agg(i) FROM generate_series(1, 2000) i;
SELECT total(a) FROM stored;

-- Every width that lies packed.
CREATE FUNCTION slices(a "char"[], b int2[], c int4[], d int8[], e float4[], f float8[]) RETURNS float8 STRICT LANGUAGE plrust AS $$
    let mut sum = 0.0;
    for n in a.as_slice()? { sum += f64::from(*n); }
    for n in b.as_slice()? { sum += f64::from(*n); }
    for n in c.as_slice()? { sum += f64::from(*n); }
    for n in d.as_slice()? { sum += *n as f64; }
    for n in e.as_slice()? { sum += f64::from(*n); }
    for n in f.as_slice()? { sum += *n; }
    Ok(Some(sum))
$$;
SELECT slices('{a}', '{-2,3}', '{-40000,7}', '{-4000000000}', '{0.25}', '{0.5,1e10}') =
       97 + 1 - 39993 - 4000000000 + 0.25 + 1e10 + 0.5 AS equal;

CREATE FUNCTION show(a text[]) RETURNS text STRICT LANGUAGE plrust AS $$
    let words: Vec<&str> = a.iter().map(|word| word.unwrap_or("-")).collect();
    Ok(Some(format!("{} of {:?} from {:?}, nulls: {}, last: {:?}, none: {:?}", words.join(" "), a.dims(),
                    a.lower_bounds(), a.contains_nulls(), a.iter().next_back(), a.get(a.len()))))
$$;
SELECT show('{a,NULL,größe}');
SELECT show('[0:1][-1:0]={{a,b},{c,d}}');
SELECT show('{}');
SELECT show(array_fill(NULL::text, ARRAY[2, 2])) LIKE '- - - -%' AS nulls;

CREATE FUNCTION strict_total(a int[]) RETURNS bigint LANGUAGE plrust AS $$
    Ok(a.map(|a| a.iter_deny_null().map(i64::from).sum()))
$$;
SELECT strict_total('{1,2}'), strict_total('{}'), strict_total(NULL) IS NULL AS is_null;
SELECT strict_total('{1,NULL}');

-- Subscripts as in SQL: the oracle is PostgreSQL.
CREATE FUNCTION at(a int[], i int, j int) RETURNS int STRICT LANGUAGE plrust AS $$ Ok(a.at(&[i, j]).flatten()) $$;
SELECT count(*), count(*) FILTER (WHERE at(m, i, j) IS DISTINCT FROM m[i][j]) AS different
FROM (VALUES ('[-1:1][0:2]={{1,2,3},{4,NULL,6},{7,8,9}}'::int[]), ('{{1}}'), ('{}'), ('{1,2}')) AS matrices(m),
     generate_series(-2, 3) i, generate_series(-2, 3) j;

-- Results: a vector is flat, a shaped array has its dimensions.
CREATE FUNCTION evens(n int) RETURNS int[] STRICT LANGUAGE plrust AS $$
    Ok(Some((0..n).map(|i| (i % 2 == 0).then_some(i)).collect()))
$$;
SELECT evens(5), evens(0), cardinality(evens(100000));
CREATE FUNCTION transposed(m float8[]) RETURNS float8[] STRICT LANGUAGE plrust AS $$
    let &[rows, columns] = m.dims() else { return Err("not a matrix".into()) };
    let (rows, columns) = (rows as usize, columns as usize);
    let elements = (0..rows * columns).map(|i| m.get(i % rows * columns + i / rows).flatten()).collect();
    ShapedArray::new(elements, &[columns, rows])?.into_result()
$$;
SELECT transposed('{{1,2,3},{4,NULL,6}}'), transposed(transposed('{{1,2},{3,4},{5,6}}'));
SELECT transposed('{1}');
CREATE FUNCTION shaped(n int, dims int[], lower int[]) RETURNS text[] STRICT LANGUAGE plrust AS $$
    let dims: Vec<usize> = dims.iter_deny_null().map(usize::try_from).collect::<Result<_, _>>()?;
    let lower: Vec<i32> = lower.iter_deny_null().collect();
    let elements = (0..n).map(|i| Some(i.to_string())).collect();
    ShapedArray::new(elements, &dims)?.with_lower_bounds(&lower)?.into_result()
$$;
SELECT shaped(4, '{2,2}', '{0,5}'), shaped(0, '{0,2}', '{}'), shaped(2, '{1,1,1,1,1,2}', '{1,1,1,1,1,1}');
SELECT shaped(3, '{2,2}', '{1,1}');
SELECT shaped(2, '{1,1,1,1,1,1,2}', '{}');
SELECT shaped(2, '{2}', '{2147483647}');

CREATE FUNCTION same(a text[]) RETURNS text[] STRICT LANGUAGE plrust AS $$ Ok(Some(a.iter().map(|s| s.map(String::from)).collect())) $$;
SELECT same('{"a b","c,d",NULL,"",ü}');

-- VARIADIC.
CREATE FUNCTION greatest_of(VARIADIC numbers int[]) RETURNS int STRICT LANGUAGE plrust AS $$ Ok(numbers.iter().flatten().max()) $$;
SELECT greatest_of(3), greatest_of(3, 9, NULL), greatest_of(VARIADIC '{7,8}'), greatest_of(VARIADIC '{}');

-- In queries and out of them.
CREATE FUNCTION through_a_query(a int[], words text[]) RETURNS text STRICT LANGUAGE plrust AS $$
    let args = vec![
        (PgBuiltInOids::INT4ARRAYOID.oid(), a.into_datum()),
        (PgBuiltInOids::TEXTARRAYOID.oid(), words.iter().collect::<Vec<_>>().into_datum()),
    ];
    let (numbers, words) = Spi::get_two_with_args::<Vec<Option<i64>>, Vec<String>>(
        "SELECT array_append($1, 9)::int8[], array_prepend('first', $2)", args)?;
    Ok(Some(format!("{numbers:?} {words:?}")))
$$;
SELECT through_a_query('{1,NULL}', '{a,b}');
SELECT through_a_query('{1}', '{a,NULL}');
CREATE FUNCTION of_another_type() RETURNS text LANGUAGE plrust AS $$
    Spi::get_one::<Vec<i32>>("SELECT ARRAY['x']")?;
    Ok(None)
$$;
SELECT of_another_type();
