-- SPDX-License-Identifier: PostgreSQL
-- Find the words nearest to a misspelt one, in a table of 20,000 words.
\ir compare.sql

CREATE OR REPLACE FUNCTION edit_distance(a text, b text) RETURNS integer
LANGUAGE plrust IMMUTABLE STRICT AS $$
    let b: Vec<char> = b.chars().collect();
    // One row of the table of distances: row[j] is the distance from a's first characters to b's first j.
    let mut row: Vec<i32> = (0..=b.len() as i32).collect();
    for (i, x) in a.chars().enumerate() {
        let mut diagonal = row[0];
        row[0] = i as i32 + 1;
        for (j, y) in b.iter().enumerate() {
            let substituted = diagonal + i32::from(x != *y);
            diagonal = row[j + 1];
            row[j + 1] = substituted.min(row[j] + 1).min(diagonal + 1);
        }
    }
    Ok(row.last().copied())
$$;

CREATE OR REPLACE FUNCTION edit_distance_plpgsql(a text, b text) RETURNS integer
LANGUAGE plpgsql IMMUTABLE STRICT AS $$
DECLARE
  xs text[] := string_to_array(a, NULL);
  ys text[] := string_to_array(b, NULL);
  m integer := coalesce(cardinality(ys), 0);
  prior integer[];
  fresh integer[];
BEGIN
  prior := ARRAY(SELECT generate_series(0, m));
  FOR i IN 1 .. coalesce(cardinality(xs), 0) LOOP
    fresh := ARRAY[i];
    FOR j IN 1 .. m LOOP
      fresh[j + 1] := least(prior[j] + (xs[i] <> ys[j])::integer, fresh[j] + 1, prior[j + 1] + 1);
    END LOOP;
    prior := fresh;
  END LOOP;
  RETURN prior[m + 1];
END
$$;

-- 20,000 words of three or four syllables, the same everywhere.
DROP TABLE IF EXISTS words;
CREATE TABLE words AS
WITH syllables AS (
  SELECT string_to_array('ka lo mi ne ru sta ve po gra di fu che la tor bi sen qua ze mo pli', ' ') AS s
)
SELECT n AS id,
       s[1 + n % 20] || s[1 + n / 20 % 20] || s[1 + n / 400 % 20] || CASE WHEN n >= 8000 THEN s[1 + n / 8000] ELSE '' END
         AS word
FROM syllables, generate_series(1, 20000) AS n;

SELECT compare('Levenshtein search',
  $$SELECT string_agg(word || ' ' || d, ', ') FROM (
      SELECT word, edit_distance(word, 'gradilomine') AS d FROM words ORDER BY d, word LIMIT 10) AS nearest$$,
  $$SELECT string_agg(word || ' ' || d, ', ') FROM (
      SELECT word, edit_distance_plpgsql(word, 'gradilomine') AS d FROM words ORDER BY d, word LIMIT 10) AS nearest$$);

SELECT word, edit_distance(word, 'gradilomine') AS distance FROM words ORDER BY distance, word LIMIT 5;
