-- SPDX-License-Identifier: PostgreSQL
-- An aggregate of one's own: the skewness of 100,000 numbers in one pass (Welford's method, extended to the third moment).
\ir compare.sql

DROP AGGREGATE IF EXISTS skewness(double precision);
DROP AGGREGATE IF EXISTS skewness_plpgsql(double precision);

-- The state is 32 bytes: count, mean, and the sums of the second and third powers of the deviations. STRICT skips NULLs.
CREATE OR REPLACE FUNCTION skewness_add(state bytea, x double precision) RETURNS bytea
LANGUAGE plrust IMMUTABLE STRICT AS $$
    let mut moments = [0.0f64; 4];
    for (moment, bytes) in moments.iter_mut().zip(state.chunks_exact(8)) {
        *moment = f64::from_le_bytes(bytes.try_into()?);
    }
    let [count, mean, m2, m3] = moments;
    let n = count + 1.0;
    let delta = x - mean;
    let step = delta / n;
    let term = delta * step * count;
    let updated = [n, mean + step, m2 + term, m3 + term * step * (n - 2.0) - 3.0 * step * m2];
    Ok(Some(updated.iter().flat_map(|moment| moment.to_le_bytes()).collect()))
$$;

CREATE OR REPLACE FUNCTION skewness_finish(state bytea) RETURNS double precision
LANGUAGE plrust IMMUTABLE STRICT AS $$
    let moment = |i: usize| -> Option<f64> { Some(f64::from_le_bytes(state.get(8 * i..8 * i + 8)?.try_into().ok()?)) };
    let (Some(n), Some(m2), Some(m3)) = (moment(0), moment(2), moment(3)) else {
        return Ok(None); // no rows
    };
    Ok((m2 > 0.0).then(|| n.sqrt() * m3 / (m2 * m2.sqrt())))
$$;

CREATE AGGREGATE skewness(double precision) (
  SFUNC = skewness_add, STYPE = bytea, FINALFUNC = skewness_finish, INITCOND = '\x'
);

CREATE OR REPLACE FUNCTION skewness_add_plpgsql(state double precision[], x double precision) RETURNS double precision[]
LANGUAGE plpgsql IMMUTABLE STRICT AS $$
DECLARE
  n double precision := state[1] + 1;
  delta double precision := x - state[2];
  step double precision := delta / n;
  term double precision := delta * step * state[1];
BEGIN
  RETURN ARRAY[n, state[2] + step, state[3] + term, state[4] + term * step * (n - 2) - 3 * step * state[3]];
END
$$;

CREATE OR REPLACE FUNCTION skewness_finish_plpgsql(state double precision[]) RETURNS double precision
LANGUAGE plpgsql IMMUTABLE STRICT AS $$
BEGIN
  RETURN CASE WHEN state[3] > 0 THEN sqrt(state[1]) * state[4] / (state[3] * sqrt(state[3])) END;
END
$$;

CREATE AGGREGATE skewness_plpgsql(double precision) (
  SFUNC = skewness_add_plpgsql, STYPE = double precision[], FINALFUNC = skewness_finish_plpgsql, INITCOND = '{0,0,0,0}'
);

-- Waiting times: most short, a few long. Every 97th is unknown.
DROP TABLE IF EXISTS measurements;
CREATE TABLE measurements AS
SELECT n AS id, CASE WHEN n % 97 > 0 THEN -ln(((n * 7919) % 100003 + 0.5) / 100003.0)::double precision END AS x
FROM generate_series(1, 100000) AS n;

-- The last digits may differ: the two write the same formula for different compilers.
SELECT compare('Statistics aggregate',
  $$SELECT round(skewness(x)::numeric, 9)::text FROM measurements$$,
  $$SELECT round(skewness_plpgsql(x)::numeric, 9)::text FROM measurements$$);

SELECT id % 4 AS "group", round(skewness(x)::numeric, 4) AS skewness FROM measurements GROUP BY 1 ORDER BY 1;
