-- tid, pg_lsn and money.
CREATE EXTENSION plrust;
SET lc_monetary = 'C';
CREATE FUNCTION id_tid(v tid) RETURNS tid STRICT LANGUAGE plrust AS $$ Ok(Some(v)) $$;
CREATE FUNCTION id_pg_lsn(v pg_lsn) RETURNS pg_lsn STRICT LANGUAGE plrust AS $$ Ok(Some(v)) $$;
CREATE FUNCTION id_money(v money) RETURNS money STRICT LANGUAGE plrust AS $$ Ok(Some(v)) $$;
SELECT v, id_tid(v) = v AS same FROM unnest(ARRAY['(0,0)', '(70000,3)', '(4294967295,65535)']::tid[]) v;
SELECT v, id_pg_lsn(v) = v AS same FROM unnest(ARRAY['0/0', '16/B374D848', 'FFFFFFFF/FFFFFFFF']::pg_lsn[]) v;
SELECT v::numeric, id_money(v) = v AS same
FROM unnest(ARRAY[0::money, 1234.56::numeric::money, (-92233720368547758.08)::numeric::money]) v;
CREATE FUNCTION place(v tid) RETURNS text STRICT LANGUAGE plrust
AS $$ Ok(Some(format!("block {} row {} {v}", v.block(), v.offset()))) $$;
CREATE TABLE rows AS SELECT generate_series(1, 1000) AS n;
SELECT place(ctid) FROM rows WHERE n IN (1, 500);
SELECT count(*) FROM rows WHERE id_tid(ctid) <> ctid;
CREATE FUNCTION after(v pg_lsn, bytes int8) RETURNS pg_lsn STRICT LANGUAGE plrust
AS $$ Ok(Some(PgLsn(v.0 + bytes as u64))) $$;
SELECT after('1/FFFFFFFF', 1), after('0/0', 255);
CREATE FUNCTION times(v money, n int8) RETURNS money STRICT LANGUAGE plrust AS $$ Ok(Some(v * n)) $$;
SELECT times(12.34::numeric::money, 3)::numeric;
SELECT times(12.34::numeric::money, 9223372036854775807);
