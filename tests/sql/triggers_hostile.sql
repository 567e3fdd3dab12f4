-- Trigger functions that give back what is no row of their table.
CREATE EXTENSION plrust;
SET plrust.allow_unsafe = on;
CREATE TABLE victims (n int, word text, amount numeric);
CREATE TYPE other AS (a text, b int);
CREATE FUNCTION wrong_type() RETURNS trigger LANGUAGE plrust AS $$
    Ok(Some(PgHeapTuple::new_composite_type("other")?))
$$;
CREATE FUNCTION wrong_record() RETURNS trigger LANGUAGE plrust AS $$
    Ok(Some(PgHeapTuple::new_record(vec![("n", PgBuiltInOids::INT4OID.oid(), 1.into_datum())])?))
$$;
CREATE FUNCTION right_record() RETURNS trigger LANGUAGE plrust AS $$
    Ok(Some(PgHeapTuple::new_record(vec![
        ("n", PgBuiltInOids::INT4OID.oid(), 1.into_datum()),
        ("x", PgBuiltInOids::TEXTOID.oid(), "made".into_datum()),
        ("amount", PgBuiltInOids::NUMERICOID.oid(), None),
    ])?))
$$;
-- Spoils, in what is to go back, the first word that is `found` in the changes of the row.
CREATE FUNCTION spoilt() RETURNS trigger LANGUAGE plrust AS $$
    let arguments: Vec<u64> = trigger.extra_args()?.iter().map(|a| a.parse().unwrap()).collect();
    let mut row = trigger.new().unwrap();
    row.set_by_name("word", "changed")?;
    let words = &raw const row as *const u64;
    for n in 0..size_of_val(&row) / 8 {
        let changes = unsafe { *words.add(n) };
        // Not the row as it was.
        let is_row = || unsafe { *(changes as *const u32) } == row.composite_type_oid().as_u32();
        if (changes as u32) < 0x5000_0000 || changes % 8 != 0 || is_row() { continue }
        for at in 0..64 {
            let word = unsafe { &mut *(changes as *mut u32).add(at) };
            if u64::from(*word) == arguments[0] {
                *word = arguments[1] as u32;
                return Ok(Some(row));
            }
        }
    }
    panic!("nothing was found")
$$;
CREATE PROCEDURE try(call text) LANGUAGE plpgsql AS $$
BEGIN
    EXECUTE 'CREATE TRIGGER t BEFORE INSERT ON victims FOR EACH ROW EXECUTE FUNCTION ' || call;
    BEGIN
        INSERT INTO victims VALUES (7, 'seven', 7.5);
    EXCEPTION WHEN OTHERS THEN
        RAISE NOTICE '%: %', call, sqlstate;
    END;
    DROP TRIGGER t ON victims;
END $$;
CALL try('wrong_type()');
CALL try('wrong_record()');
CALL try('right_record()');
-- 25 is the type of the value; 7 the length of its text.
CALL try('spoilt(25, 23)');
CALL try('spoilt(25, 4294967295)');
CALL try('spoilt(7, 5)');
CALL try('spoilt(7, 2000000000)');
SELECT * FROM victims;
