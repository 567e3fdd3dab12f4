-- Transition tables: all queries of a call see them, and each trigger sees its own.
CREATE EXTENSION plrust;
CREATE TABLE stock (id int, note text);
CREATE FUNCTION several() RETURNS trigger LANGUAGE plrust AS $$
    let all = Spi::get_one::<i64>("SELECT count(*) FROM added")?;
    let without = Spi::get_one::<i64>("SELECT count(*) FROM added WHERE note IS NULL")?;
    let longest = Spi::get_one::<i32>("SELECT max(length(note)) FROM added")?;
    notice!("{} {}: {all:?} {without:?} {longest:?}", trigger.name()?, trigger.level());
    Ok(None)
$$;
CREATE TRIGGER a AFTER INSERT ON stock REFERENCING NEW TABLE AS added
    FOR EACH STATEMENT EXECUTE FUNCTION several();
CREATE TRIGGER b AFTER INSERT ON stock REFERENCING NEW TABLE AS added
    FOR EACH ROW EXECUTE FUNCTION several();
INSERT INTO stock VALUES (1, 'one'), (2, NULL);
INSERT INTO stock VALUES (3, repeat('long', 50000));
DROP TRIGGER b ON stock;
INSERT INTO stock SELECT 4 WHERE false;
-- A closure that is rolled back, and what comes after it.
CREATE FUNCTION attempt() RETURNS trigger LANGUAGE plrust AS $$
    let failed = Spi::subtransaction(|_| -> Result<Option<i64>, pgrx::BoxError> {
        Ok(Spi::get_one::<i64>("SELECT count(*) / 0 FROM added")?)
    });
    let after = Spi::get_one::<i64>("SELECT count(*) FROM added")?;
    notice!("{} {after:?}", failed.is_err());
    Ok(None)
$$;
CREATE TRIGGER c AFTER INSERT ON stock REFERENCING NEW TABLE AS added
    FOR EACH STATEMENT EXECUTE FUNCTION attempt();
INSERT INTO stock VALUES (5, 'five');
DROP TRIGGER c ON stock;
-- The same name, in the same function, of tables with other columns: no plan of one is used for another.
CREATE FUNCTION sum_ids() RETURNS trigger LANGUAGE plrust AS $$
    notice!("{} {:?}", trigger.table_name()?, Spi::get_one::<i64>("SELECT sum(id) FROM added")?);
    Ok(None)
$$;
CREATE TABLE first (id int, n int);
CREATE TABLE turned (n int, id int);
CREATE TABLE longer (n int, word text, id int);
CREATE TABLE worded (n int, id text);
CREATE TRIGGER t AFTER INSERT ON first REFERENCING NEW TABLE AS added
    FOR EACH STATEMENT EXECUTE FUNCTION sum_ids();
CREATE TRIGGER t AFTER INSERT ON turned REFERENCING NEW TABLE AS added
    FOR EACH STATEMENT EXECUTE FUNCTION sum_ids();
CREATE TRIGGER t AFTER INSERT ON longer REFERENCING NEW TABLE AS added
    FOR EACH STATEMENT EXECUTE FUNCTION sum_ids();
CREATE TRIGGER t AFTER INSERT ON worded REFERENCING NEW TABLE AS added
    FOR EACH STATEMENT EXECUTE FUNCTION sum_ids();
-- A query that comes again is kept.
INSERT INTO first (id, n) VALUES (1, 1000);
INSERT INTO first (id, n) VALUES (2, 1000);
INSERT INTO first (id, n) VALUES (3, 1000);
INSERT INTO turned (id, n) VALUES (4, 1000);
INSERT INTO longer (id, n) VALUES (5, 1000);
INSERT INTO worded (id, n) VALUES (6, 1000);
-- The table is altered.
ALTER TABLE first DROP COLUMN id;
ALTER TABLE first ADD COLUMN id int;
INSERT INTO first (id, n) VALUES (7, 1000);
-- A trigger without transition tables, after one that had them.
CREATE TRIGGER u AFTER UPDATE ON first FOR EACH STATEMENT EXECUTE FUNCTION sum_ids();
UPDATE first SET n = 1;
-- The definer's rights are those of the queries, also by a trigger.
CREATE TABLE audit (who text, what text);
CREATE FUNCTION note() RETURNS trigger LANGUAGE plrust SECURITY DEFINER AS $$
    Spi::run("INSERT INTO audit SELECT CASE WHEN current_user = session_user THEN 'definer' END, note FROM added")?;
    Ok(None)
$$;
CREATE TRIGGER n AFTER INSERT ON stock REFERENCING NEW TABLE AS added
    FOR EACH STATEMENT EXECUTE FUNCTION note();
DROP TRIGGER a ON stock;
CREATE ROLE regress_plrust_low;
GRANT INSERT ON stock TO regress_plrust_low;
SET ROLE regress_plrust_low;
INSERT INTO stock VALUES (8, 'eight'), (9, NULL);
SELECT * FROM audit;
RESET ROLE;
SELECT * FROM audit;
REVOKE ALL ON stock FROM regress_plrust_low;
DROP ROLE regress_plrust_low;
