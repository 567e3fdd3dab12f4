-- SPDX-License-Identifier: PostgreSQL
-- Take web server and syslog lines apart: fields separated by tabs, NULL for lines that are neither.
\ir compare.sql

CREATE OR REPLACE FUNCTION parse_log_line(line text) RETURNS text
LANGUAGE plrust IMMUTABLE STRICT AS $$
    /// 127.0.0.1 - frank [10/Oct/2000:13:55:36 -0700] "GET /index.html HTTP/1.0" 200 2326
    fn web(line: &str) -> Option<String> {
        let (host, rest) = line.split_once(' ')?;
        let (_identity, rest) = rest.split_once(' ')?;
        let (user, rest) = rest.split_once(" [")?;
        let (time, rest) = rest.split_once("] \"")?;
        let (request, rest) = rest.split_once("\" ")?;
        let (method, rest_of_request) = request.split_once(' ')?;
        let (path, _protocol) = rest_of_request.rsplit_once(' ')?;
        let mut numbers = rest.split(' ');
        let status: u16 = numbers.next()?.parse().ok()?;
        let bytes: u64 = match numbers.next()? {
            "-" => 0,
            number => number.parse().ok()?,
        };
        let path = path.split('?').next()?;
        Some(format!("web\t{host}\t{user}\t{time}\t{method}\t{path}\t{status}\t{bytes}"))
    }

    /// Oct 11 22:14:15 mymachine su[230]: 'su root' failed for lonvick
    fn syslog(line: &str) -> Option<String> {
        let (time, rest) = line.split_at_checked(15)?;
        let rest = rest.strip_prefix(' ')?;
        let (host, rest) = rest.split_once(' ')?;
        let (tag, message) = rest.split_once(": ")?;
        let (program, pid) = match tag.split_once('[') {
            Some((program, pid)) => (program, pid.strip_suffix(']')?.parse::<u32>().ok()?.to_string()),
            None => (tag, String::new()),
        };
        let plausible = time.as_bytes()[3] == b' ' && time.as_bytes()[9] == b':' && !program.contains(' ');
        plausible.then(|| format!("syslog\t{host}\t{program}\t{pid}\t{time}\t{message}"))
    }

    Ok(web(line).or_else(|| syslog(line)))
$$;

CREATE OR REPLACE FUNCTION parse_log_line_plpgsql(line text) RETURNS text
LANGUAGE plpgsql IMMUTABLE STRICT AS $$
DECLARE
  f text[];
BEGIN
  f := regexp_match(line, '^(\S+) \S+ (\S+) \[([^]]+)\] "(\S+) (\S+) [^"]*" (\d{3}) (\d+|-)');
  IF f IS NOT NULL THEN
    RETURN concat_ws(E'\t', 'web', f[1], f[2], f[3], f[4], split_part(f[5], '?', 1), f[6],
                     CASE f[7] WHEN '-' THEN '0' ELSE f[7] END);
  END IF;
  f := regexp_match(line, '^(\w{3} [ \d]\d \d\d:\d\d:\d\d) (\S+) ([^\s\[:]+)(?:\[(\d+)\])?: (.*)$');
  IF f IS NOT NULL THEN
    RETURN concat_ws(E'\t', 'syslog', f[2], f[3], coalesce(f[4], ''), f[1], f[5]);
  END IF;
  RETURN NULL;
END
$$;

-- 10,000 lines of both kinds, and some of neither.
DROP TABLE IF EXISTS log_lines;
CREATE TABLE log_lines AS
SELECT n AS id, CASE
  WHEN n % 50 = 0 THEN '-- log rotated, part ' || n
  WHEN n % 3 = 0 THEN format('Oct %s %s:%s:%s host%s %s[%s]: connection %s from 10.0.%s.%s closed', lpad((1 + n % 28)::text, 2),
    lpad((n % 24)::text, 2, '0'), lpad((n % 60)::text, 2, '0'), lpad((n / 60 % 60)::text, 2, '0'), n % 7,
    (ARRAY['sshd', 'cron', 'kernel', 'postfix/smtpd'])[1 + n % 4], 100 + n % 30000, n, n % 256, n / 256 % 256)
  ELSE format('10.%s.%s.%s - %s [%s/Oct/2024:%s:%s:%s +0000] "%s /shop/item/%s?from=%s HTTP/1.1" %s %s "-" "client/%s"', n % 256,
    n / 7 % 256, n / 11 % 256, CASE WHEN n % 5 = 0 THEN 'ada' ELSE '-' END, lpad((1 + n % 28)::text, 2, '0'),
    lpad((n % 24)::text, 2, '0'), lpad((n % 60)::text, 2, '0'), lpad((n / 60 % 60)::text, 2, '0'),
    (ARRAY['GET', 'POST', 'HEAD'])[1 + n % 3], n, n % 100, (ARRAY['200', '304', '404', '500'])[1 + n % 4],
    CASE WHEN n % 9 = 0 THEN '-' ELSE (n * 37 % 100000)::text END, n % 13)
  END AS line
FROM generate_series(1, 10000) AS n;

SELECT compare('Log-line parser',
  $$SELECT count(f) || ' of ' || count(*) || ' lines, ' || md5(string_agg(f, E'\n' ORDER BY id))
      FROM (SELECT id, parse_log_line(line) AS f FROM log_lines) AS parsed$$,
  $$SELECT count(f) || ' of ' || count(*) || ' lines, ' || md5(string_agg(f, E'\n' ORDER BY id))
      FROM (SELECT id, parse_log_line_plpgsql(line) AS f FROM log_lines) AS parsed$$);

SELECT split_part(f, E'\t', 7) AS status, count(*), sum(split_part(f, E'\t', 8)::bigint) AS bytes
FROM (SELECT parse_log_line(line) AS f FROM log_lines) AS parsed
WHERE split_part(f, E'\t', 1) = 'web' GROUP BY 1 ORDER BY 1;
