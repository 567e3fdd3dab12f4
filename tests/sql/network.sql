-- inet, cidr, macaddr and macaddr8: values cross unchanged; Rust's networks are PostgreSQL's.
CREATE EXTENSION plrust;
CREATE FUNCTION id_inet(v inet) RETURNS inet STRICT LANGUAGE plrust AS $$ Ok(Some(v)) $$;
CREATE FUNCTION id_cidr(v cidr) RETURNS cidr STRICT LANGUAGE plrust AS $$ Ok(Some(v)) $$;
CREATE FUNCTION id_macaddr(v macaddr) RETURNS macaddr STRICT LANGUAGE plrust AS $$ Ok(Some(v)) $$;
CREATE FUNCTION id_macaddr8(v macaddr8) RETURNS macaddr8 STRICT LANGUAGE plrust AS $$ Ok(Some(v)) $$;
SELECT v, id_inet(v) = v AS same
FROM unnest(ARRAY['0.0.0.0/0', '255.255.255.255', '10.1.2.3/9', '::', '::1/128', '2001:db8::1/33',
                  '::ffff:1.2.3.4']::inet[]) v;
SELECT v, id_cidr(v) = v AS same, id_cidr(v) FROM unnest(ARRAY['10.0.0.0/8', '1.2.3.4', '2001:db8::/32']::cidr[]) v;
SELECT v, id_macaddr(v) = v AS same FROM unnest(ARRAY['00:00:00:00:00:00', 'ff:ff:ff:ff:ff:ff', '08:00:2b:01:02:03']::macaddr[]) v;
SELECT v, id_macaddr8(v) = v AS same FROM unnest(ARRAY['00:00:00:00:00:00:00:00', '08:00:2b:ff:fe:01:02:03']::macaddr8[]) v;

-- Generated addresses of both families.
SELECT setseed(0.1);
CREATE TABLE pair AS
SELECT a, lead(a, 1, '10.0.0.1') OVER () AS b FROM (
    SELECT CASE WHEN i % 2 = 0
                THEN set_masklen('10.0.0.0'::inet + (random() * 16777215)::bigint, (random() * 32)::int)
                ELSE set_masklen('2001:db8::'::inet + (random() * 1e18)::bigint, (random() * 128)::int) END AS a
    FROM generate_series(1, 3000) i ORDER BY i % 2, random()) t;
CREATE FUNCTION network_of(v inet) RETURNS cidr STRICT LANGUAGE plrust AS $$ Ok(Some(v.network())) $$;
CREATE FUNCTION broadcast_of(v inet) RETURNS inet STRICT LANGUAGE plrust AS $$ Ok(Some(v.broadcast())) $$;
CREATE FUNCTION contains(a inet, b inet) RETURNS bool STRICT LANGUAGE plrust AS $$ Ok(Some(a.contains(&b))) $$;
CREATE FUNCTION less(a inet, b inet) RETURNS bool STRICT LANGUAGE plrust AS $$ Ok(Some(a < b)) $$;
CREATE FUNCTION inet_text(v inet) RETURNS text STRICT LANGUAGE plrust AS $$ Ok(Some(v.to_string())) $$;
CREATE FUNCTION inet_of(v text) RETURNS inet STRICT LANGUAGE plrust AS $$ Ok(Some(v.parse()?)) $$;
SELECT count(*), count(*) FILTER (WHERE id_inet(a) <> a) AS wrong,
       count(*) FILTER (WHERE network_of(a) <> network(a)) AS networks,
       count(*) FILTER (WHERE broadcast_of(a) <> broadcast(a)) AS broadcasts,
       count(*) FILTER (WHERE contains(a, b) <> (a >>= b)) AS contained,
       count(*) FILTER (WHERE contains(network(a), a) <> true) AS in_their_network,
       count(*) FILTER (WHERE less(a, b) <> (a < b)) AS orders,
       count(*) FILTER (WHERE inet_text(a) <> a::text AND inet_text(a) || '/32' <> a::text
                          AND inet_text(a) || '/128' <> a::text) AS texts,
       count(*) FILTER (WHERE inet_of(a::text) <> a) AS read
FROM pair;
CREATE FUNCTION mac_text(v macaddr8) RETURNS text STRICT LANGUAGE plrust
AS $$ Ok(Some(format!("{v} {}", v.to_string().parse::<MacAddr8>()? == v))) $$;
SELECT count(*), count(*) FILTER (WHERE id_macaddr(m) <> m) AS wrong, count(*) FILTER (WHERE mac_text(m) <> m::macaddr8 || ' true') AS texts
FROM (SELECT (lpad(to_hex((random() * 281474976710655)::bigint), 12, '0'))::macaddr AS m FROM generate_series(1, 1000)) t;

-- What is no network is refused by the server, what is no address in Rust.
CREATE FUNCTION host_as_cidr(v inet) RETURNS cidr STRICT LANGUAGE plrust AS $$ Ok(Some(v)) $$;
SELECT host_as_cidr('10.1.2.3/8');
SELECT inet_of('10.1.2.3/33');
\echo :SQLSTATE
