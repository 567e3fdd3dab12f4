-- Types that are numbers inside: both ways with their extreme values, and nothing else out of a function.
CREATE EXTENSION plrust;
CREATE PROCEDURE identity(types text[]) LANGUAGE plpgsql AS $$
DECLARE t text;
BEGIN
  FOREACH t IN ARRAY types LOOP
    EXECUTE format('CREATE FUNCTION id(v %s) RETURNS %s STRICT LANGUAGE plrust AS %L', t, t, ' Ok(Some(v)) ');
  END LOOP;
END $$;
CALL identity('{money,pg_lsn,date,time,timestamp,timestamptz,oid,regclass,regtype,regproc,regprocedure,regrole,regnamespace,xid,cid}');
SELECT v, id(v) = v AS same FROM unnest('{-92233720368547758.08,0,0.01,92233720368547758.07}'::money[]) v;
SELECT v, id(v) = v AS same FROM unnest('{0/0,16/B374D848,FFFFFFFF/FFFFFFFF}'::pg_lsn[]) v;
SELECT v, id(v) = v AS same FROM unnest('{-infinity,4713-11-24 BC,2000-01-01,5874897-12-31,infinity}'::date[]) v;
SELECT v, id(v) = v AS same FROM unnest('{00:00:00,23:59:59.999999,24:00:00}'::time[]) v;
SELECT v, id(v) = v AS same
FROM unnest('{-infinity,4713-11-24 00:00:00 BC,294276-12-31 23:59:59.999999,infinity}'::timestamp[]) v;
SET timezone = 'UTC';
SELECT v, id(v) = v AS same
FROM unnest('{-infinity,4713-11-24 00:00:00+00 BC,294276-12-31 23:59:59.999999+00,infinity}'::timestamptz[]) v;
SELECT v, id(v) = v AS same FROM unnest('{0,4294967295}'::oid[]) v;
SELECT v, id(v) = v AS same FROM unnest('{0,3,4294967295}'::xid[]) v;
SELECT id('pg_class'::regclass), id('int4'::regtype), id('now'::regproc), id('lower(text)'::regprocedure),
       id('pg_monitor'::regrole), id('pg_catalog'::regnamespace), id('7'::cid);

-- Over many values, and as the keys of hashes and sorts, which compare datums.
SELECT count(*) FROM generate_series(-200000, 200000, 1111) n
WHERE id('2000-01-01'::date + n) IS DISTINCT FROM '2000-01-01'::date + n;
SELECT count(*) FROM generate_series(1, 100) n
WHERE id('2000-01-01'::timestamp + n * interval '1 month 1 second') IN
      (SELECT '2000-01-01'::timestamp + m * interval '1 month 1 second' FROM generate_series(1, 100) m);

