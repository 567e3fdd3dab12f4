-- Types that cross in their binary form: what goes in comes out, for the extremes and for many values.
CREATE EXTENSION plrust;
CREATE PROCEDURE identity(types text[]) LANGUAGE plpgsql AS $$
DECLARE t text;
BEGIN
  FOREACH t IN ARRAY types LOOP
    EXECUTE format('CREATE FUNCTION id(v %s) RETURNS %s STRICT LANGUAGE plrust AS %L', t, t, ' Ok(Some(v)) ');
  END LOOP;
END $$;
CALL identity('{numeric,uuid,jsonb,timetz,interval,inet,cidr,macaddr,macaddr8,bit,varbit,tid,point,lseg,path,box,polygon,line,circle}');
SELECT v, id(v) = v AS same, id(v)::text = v::text AS spelled_the_same
FROM unnest('{NaN,-Infinity,Infinity,0,0.000,-1.10,1e-300,123456789012345678901234567890.123456789}'::numeric[]) v;
SELECT length(id(v)::text), id(v) = v AS same FROM unnest(ARRAY[10::numeric ^ 1000 + 1, 1 / 3::numeric(1000, 900)]) v;
SELECT v, id(v) = v AS same
FROM unnest('{00000000-0000-0000-0000-000000000000,ffffffff-ffff-ffff-ffff-ffffffffffff}'::uuid[]) v;
SELECT v, id(v) = v AS same
FROM unnest(ARRAY['null', '"a\"b"', '[]', '{}', '{"a": [1, 2.50, {"b": null}], "ü": true}', '12345678901234567890.1']::jsonb[]) v;
SELECT v, id(v) = v AS same FROM unnest('{00:00:00+15:59,24:00:00-15:59,12:34:56.789+01}'::timetz[]) v;
SELECT v, id(v) = v AS same, id(v)::text = v::text AS spelled_the_same
FROM unnest('{0,1 mon,30 days,720 hours,-178000000 years,1 year 2 mons -3 days 04:05:06.789}'::interval[]) v;
SELECT v, id(v) = v AS same FROM unnest('{0.0.0.0/0,192.168.1.5/24,255.255.255.255,::,2001:db8::1/64}'::inet[]) v;
SELECT v, id(v) = v AS same FROM unnest('{0.0.0.0/0,10.0.0.0/8,::/0,2001:db8::/32}'::cidr[]) v;
SELECT v, id(v) = v AS same FROM unnest('{00:00:00:00:00:00,ff:ff:ff:ff:ff:ff,08:00:2b:01:02:03}'::macaddr[]) v;
SELECT v, id(v) = v AS same FROM unnest('{00:00:00:00:00:00:00:00,08:00:2b:01:02:03:04:05}'::macaddr8[]) v;
SELECT v, id(v) = v AS same FROM unnest('{"",1,0101,111111110}'::varbit[]) v;
SELECT id(B'101'::bit(3)), id(B'1'::bit), length(id(repeat('10', 5000)::varbit));
SELECT v, id(v) = v AS same FROM unnest('{"(0,0)","(4294967295,65535)"}'::tid[]) v;
SELECT v, id(v) ~= v AS same FROM unnest('{"(0,0)","(-1.5,1e300)","(Infinity,-Infinity)"}'::point[]) v;
SELECT id('[(0,0),(1,2)]'::lseg), id('[(0,0),(1,1),(2,0)]'::path), id('((0,0),(1,1),(2,0))'::path),
       id('(2,2),(0,0)'::box), id('((0,0),(1,1),(2,0))'::polygon), id('{1,-1,0}'::line), id('<(1,2),3>'::circle);
SELECT id('NaN'::numeric), id('(NaN,0)'::point);

-- Over many values.
SELECT count(*) FROM generate_series(-300, 300) n, LATERAL (SELECT (n * 1.1) ^ 7 / 3 + n AS v) x
WHERE id(v) IS DISTINCT FROM v OR id(v)::text <> v::text;
SELECT count(*) FROM generate_series(1, 300) n, LATERAL (SELECT md5(n::text)::uuid AS v) x WHERE id(v) <> v;
SELECT count(*) FROM generate_series(1, 300) n, LATERAL (SELECT n * interval '1 mon 2 days 00:00:03.000001' - n * n * interval '1 day' AS v) x
WHERE id(v)::text <> v::text;
SELECT count(*) FROM generate_series(1, 200) n, LATERAL (SELECT n::bit(17)::varbit || B'1' AS v) x WHERE id(v) <> v;
SELECT count(*) FROM generate_series(1, 200) n, LATERAL (SELECT ('0.0.0.0'::inet + n::bigint * n * n * 97) AS v) x WHERE id(v) <> v;
SELECT count(*) FROM generate_series(1, 200) n, LATERAL (SELECT jsonb_build_object('n', n, 'a', ARRAY[n, NULL], 't', md5(n::text)) AS v) x
WHERE id(v) <> v;

-- Stored out of line.
CREATE TABLE long_values (j jsonb, n numeric);
INSERT INTO long_values SELECT jsonb_object_agg('key' || n, n), repeat('9', 20000)::numeric FROM generate_series(1, 3000) n;
SELECT id(j) = j AS same, id(n) = n AS same FROM long_values;
