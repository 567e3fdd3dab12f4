-- SPDX-License-Identifier: PostgreSQL
-- What the examples share: run a query written with PL/Rust and its PL/pgSQL twin, insist on equal results, keep the times.
SET client_min_messages = warning;
CREATE SCHEMA IF NOT EXISTS examples;
SET search_path = examples, public;

CREATE TABLE IF NOT EXISTS results (name text PRIMARY KEY, result text, plrust_ms numeric, plpgsql_ms numeric);

-- Both queries return one text. Each runs once, by the clock: the times hold the first call, which loads a function.
CREATE OR REPLACE FUNCTION compare(name text, plrust_query text, plpgsql_query text) RETURNS text
LANGUAGE plpgsql AS $$
DECLARE
  started timestamptz;
  plrust_result text;
  plpgsql_result text;
  plrust_ms numeric;
  plpgsql_ms numeric;
BEGIN
  started := clock_timestamp();
  EXECUTE plrust_query INTO plrust_result;
  plrust_ms := 1000 * extract(epoch FROM clock_timestamp() - started);

  started := clock_timestamp();
  EXECUTE plpgsql_query INTO plpgsql_result;
  plpgsql_ms := 1000 * extract(epoch FROM clock_timestamp() - started);

  IF plrust_result IS DISTINCT FROM plpgsql_result OR plrust_result IS NULL THEN
    RAISE EXCEPTION '%: the results differ', name
      USING DETAIL = format(E'plrust:  %s\nplpgsql: %s', plrust_result, plpgsql_result);
  END IF;
  INSERT INTO examples.results VALUES (name, plrust_result, plrust_ms, plpgsql_ms)
    ON CONFLICT ON CONSTRAINT results_pkey DO UPDATE
    SET result = excluded.result, plrust_ms = excluded.plrust_ms, plpgsql_ms = excluded.plpgsql_ms;
  RETURN format('%s: equal; plrust %s ms, plpgsql %s ms', name, round(plrust_ms, 1), round(plpgsql_ms, 1));
END
$$;
