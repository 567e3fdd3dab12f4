-- What functions do with rows: fields by name and number, changes, new rows, rows in rows and arrays, queries.
CREATE EXTENSION plrust;
CREATE TYPE toy AS (name text, price numeric);
CREATE TABLE dog (name text, gone int, age int, toys toy[], tags text[] DEFAULT '{}', born date);
ALTER TABLE dog DROP COLUMN gone;
INSERT INTO dog VALUES ('Nami', 3, ARRAY[('ball', 1.50)::toy, NULL], '{good,"very good"}', '2020-02-29'),
                       (NULL, NULL, NULL, NULL, NULL);

CREATE FUNCTION describe(d dog) RETURNS text STRICT LANGUAGE plrust AS $$
    let columns: Vec<String> = d.attributes().map(|(n, column)| format!("{n} {}", column.name())).collect();
    let name: Option<&str> = d.get_by_name("name")?;
    let age: Option<i32> = d.get_by_index(std::num::NonZeroUsize::new(2).unwrap())?;
    let born: Option<Date> = d.get_by_name("born")?;
    let tags: Option<Array<'_, &str>> = d.get_by_name("tags")?;
    let tags: Vec<_> = tags.iter().flatten().flatten().collect();
    let toys: Option<Array<'_, PgHeapTuple<'_, AllocatedByPostgres>>> = d.get_by_name("toys")?;
    let mut shown = Vec::new();
    for toy in toys.iter().flatten() {
        match toy {
            Some(toy) => shown.push(format!("{:?} {:?}", toy.get_by_name::<&str>("name")?,
                                            toy.get_by_name::<AnyNumeric>("price")?.map(|p| p.to_string()))),
            None => shown.push("no toy".to_string()),
        }
    }
    Ok(Some(format!("{columns:?} {name:?} {age:?} {} {tags:?} {shown:?}", born.map_or("-".into(), |d| d.to_string()))))
$$;
SELECT describe(dog) FROM dog;
SELECT describe(NULL) IS NULL AS is_null;

CREATE FUNCTION field(d dog, name text) RETURNS int STRICT LANGUAGE plrust AS $$ Ok(d.get_by_name(name)?) $$;
SELECT field(dog, 'age') FROM dog;
SELECT field(dog, 'gone') FROM dog;
SELECT field(dog, 'name') FROM dog;
CREATE FUNCTION nth(d dog, n int) RETURNS text STRICT LANGUAGE plrust AS $$
    Ok(d.get_by_index(std::num::NonZeroUsize::new(n as usize).ok_or("zero")?)?)
$$;
SELECT nth(dog, 1) FROM dog;
SELECT nth(dog, 6) FROM dog;

-- Changed rows.
CREATE FUNCTION older(d dog, years int) RETURNS dog STRICT LANGUAGE plrust AS $$
    let mut d = d;
    let age: Option<i32> = d.get_by_name("age")?;
    d.set_by_name("age", age.map(|age| age + years))?;
    if d.get_by_name("name")? == Some("Nami") { d.set_by_name("name", "Brandy")?; }
    Ok(Some(d))
$$;
SELECT (older(dog, 2)).* FROM dog;
SELECT older(dog, 0) = dog AS equal FROM dog WHERE name IS NULL;
CREATE FUNCTION unchanged(d dog) RETURNS dog STRICT LANGUAGE plrust AS $$ Ok(Some(d)) $$;
SELECT unchanged(dog) IS NOT DISTINCT FROM dog AS equal FROM dog;
CREATE FUNCTION wrong(d dog) RETURNS dog STRICT LANGUAGE plrust AS $$ let mut d = d; d.set_by_name("age", 3i64)?; Ok(Some(d)) $$;
SELECT wrong(dog) FROM dog;

-- New rows.
CREATE FUNCTION puppy(name text) RETURNS dog STRICT LANGUAGE plrust AS $$
    let mut dog = PgHeapTuple::new_composite_type("dog")?;
    let mut toy = PgHeapTuple::new_composite_type("toy")?;
    toy.set_by_name("name", "stick")?;
    toy.set_by_name("price", AnyNumeric::try_from("0.05")?)?;
    dog.set_by_name("name", name)?;
    dog.set_by_name("age", 0)?;
    dog.set_by_name("toys", vec![Some(toy), None])?;
    dog.set_by_name("tags", vec!["new"])?;
    Ok(Some(dog))
$$;
SELECT * FROM puppy('Rex');
CREATE FUNCTION create_a(type_name text) RETURNS text STRICT LANGUAGE plrust AS $$
    let row = PgHeapTuple::new_composite_type(type_name)?;
    Ok(Some(format!("{row:?} {}", row.len())))
$$;
SELECT create_a('toy'), create_a('public."dog"'), create_a('pg_catalog.pg_namespace');
SELECT create_a('nothing');
SELECT create_a('int4');
SELECT create_a('no_schema.dog');
SELECT create_a('');
SELECT create_a('"');
CREATE FUNCTION cat() RETURNS dog LANGUAGE plrust AS $$ Ok(Some(PgHeapTuple::new_composite_type("toy")?)) $$;
SELECT cat();
-- The type is looked up as the caller would.
CREATE SCHEMA other;
CREATE TYPE other.toy AS (height int);
SET search_path = other, public;
SELECT public.create_a('toy');
RESET search_path;
DROP TYPE other.toy;

-- Altered between two calls of one session.
SELECT create_a('toy');
ALTER TYPE toy ADD ATTRIBUTE weight int;
SELECT create_a('toy');

-- Rows in queries and out of them.
CREATE FUNCTION best_friend(d dog) RETURNS text STRICT LANGUAGE plrust AS $$
    let args = vec![(PgOid::from(d.composite_type_oid()), d.into_composite_datum())];
    let friend: Option<PgHeapTuple<'_, AllocatedByRust>> =
        Spi::get_one_with_args("SELECT older($1, 10)", args)?;
    Ok(match friend { Some(friend) => friend.get_by_name("name")?, None => None })
$$;
SELECT best_friend(dog) FROM dog;

-- record.
CREATE FUNCTION columns_of(r record) RETURNS text STRICT LANGUAGE plrust AS $$
    Ok(Some(r.attributes().map(|(_, c)| format!("{} {}", c.name(), c.type_oid().value())).collect::<Vec<_>>().join(", ")))
$$;
SELECT columns_of(ROW(1, 'x'::text, NULL::date)), columns_of(t) FROM (SELECT 1 AS a, true AS b) t;
CREATE FUNCTION pair() RETURNS record LANGUAGE plrust AS $$
    Ok(Some(PgHeapTuple::new_record(vec![
        ("word", PgBuiltInOids::TEXTOID.oid(), "vier".into_datum()),
        ("number", PgBuiltInOids::INT4OID.oid(), 4.into_datum()),
    ])?))
$$;
SELECT pair();
SELECT * FROM pair() AS t(word text, number int);
SELECT * FROM pair() AS t(word text, number text);

-- Domains over composite types, and fields of domains.
CREATE DOMAIN positive AS int CHECK (VALUE > 0);
CREATE TYPE counted AS (n positive, label varchar(3));
CREATE FUNCTION count_to(n int, label text) RETURNS counted STRICT LANGUAGE plrust AS $$
    let mut row = PgHeapTuple::new_composite_type("counted")?;
    row.set_by_name("n", n)?;
    row.set_by_name("label", label)?;
    Ok(Some(row))
$$;
SELECT count_to(1, 'abc');
SELECT count_to(0, 'abc');
SELECT count_to(1, 'abcd');
CREATE FUNCTION counted_n(c counted) RETURNS int STRICT LANGUAGE plrust AS $$ Ok(c.get_by_name("n")?) $$;
SELECT counted_n(ROW(7, 'x'));
