-- point, lseg, box, line, circle, path and polygon.
CREATE EXTENSION plrust;
CREATE FUNCTION id_point(v point) RETURNS point STRICT LANGUAGE plrust AS $$ Ok(Some(v)) $$;
CREATE FUNCTION id_lseg(v lseg) RETURNS lseg STRICT LANGUAGE plrust AS $$ Ok(Some(v)) $$;
CREATE FUNCTION id_box(v box) RETURNS box STRICT LANGUAGE plrust AS $$ Ok(Some(v)) $$;
CREATE FUNCTION id_line(v line) RETURNS line STRICT LANGUAGE plrust AS $$ Ok(Some(v)) $$;
CREATE FUNCTION id_circle(v circle) RETURNS circle STRICT LANGUAGE plrust AS $$ Ok(Some(v)) $$;
CREATE FUNCTION id_path(v path) RETURNS path STRICT LANGUAGE plrust AS $$ Ok(Some(v)) $$;
CREATE FUNCTION id_polygon(v polygon) RETURNS polygon STRICT LANGUAGE plrust AS $$ Ok(Some(v)) $$;
SELECT id_point(v) FROM unnest(ARRAY['(0,-0.5)', '(Infinity,NaN)', '(1e300,5e-324)']::point[]) v;
SELECT id_lseg('[(1,2),(-3,4)]'), id_box('(1,2),(-3,4)'), id_line('{1,-1,0.5}'), id_circle('<(1,2),3>');
SELECT id_path('[(1,2),(3,4),(0,0)]'), id_path('((1,2),(3,4))'), id_polygon('((0,0),(1,0),(0,1))');
SELECT count(*), count(*) FILTER (WHERE id_polygon(v)::text <> v::text OR id_path(v::path)::text <> v::path::text) AS wrong
FROM (SELECT (SELECT polygon(('(' || string_agg('(' || k * i / 7.0 || ',' || k - i || ')', ',') || ')')::path) FROM generate_series(1, i) k) AS v
      FROM generate_series(1, 200) i) t;

-- Rust computes with them and makes them; the server puts a box into order and gives a polygon its bounds.
CREATE FUNCTION distance(a point, b point) RETURNS float8 STRICT LANGUAGE plrust AS $$ Ok(Some(a.distance(&b))) $$;
SELECT distance('(0,3)', '(4,0)'), count(*) FILTER (WHERE abs(distance(a, b) - (a <-> b)) > 1e-9) AS wrong
FROM (SELECT point(random(), random()) AS a, point(random(), random()) AS b FROM generate_series(1, 1000)) t;
CREATE FUNCTION box_of(x float8, y float8) RETURNS box STRICT LANGUAGE plrust
AS $$ Ok(Some(pg_sys::BOX { high: pg_sys::Point { x: 0.0, y: 0.0 }, low: Point::new(x, y) })) $$;
SELECT box_of(2, -3);
CREATE FUNCTION square(side float8) RETURNS polygon STRICT LANGUAGE plrust AS $$
    Ok(Some(Polygon::from(vec![(0.0, 0.0).into(), (side, 0.0).into(), (side, side).into(), (0.0, side).into()])))
$$;
SELECT square(2), area(box(square(2))), square(2) @> point '(1,1)' AS inside;
CREATE FUNCTION shown(p path, c circle) RETURNS text STRICT LANGUAGE plrust AS $$ Ok(Some(format!("{p} {c}"))) $$;
SELECT shown('[(1,2),(3.5,4)]', '<(0,0),1>');

-- What is none is refused by the server.
CREATE FUNCTION no_line() RETURNS line LANGUAGE plrust AS $$ Ok(Some(Line { a: 0.0, b: 0.0, c: 1.0 })) $$;
SELECT no_line();
\echo :SQLSTATE
CREATE FUNCTION no_path() RETURNS path LANGUAGE plrust AS $$ Ok(Some(Path::default())) $$;
SELECT no_path();
\echo :SQLSTATE
CREATE FUNCTION no_circle() RETURNS circle LANGUAGE plrust AS $$ Ok(Some(Circle { radius: -1.0, ..Circle::default() })) $$;
SELECT no_circle();
\echo :SQLSTATE
