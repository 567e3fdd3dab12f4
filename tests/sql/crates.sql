-- Real crates, Debian's, each at work in a function: proved for the server's architecture, and right. The list is
-- allowed_dependencies.toml.
CREATE EXTENSION plrust;
SET plrust.compile_timeout = '10min';

CREATE FUNCTION with_aho_corasick(t text) RETURNS text STRICT LANGUAGE plrust AS $$
[dependencies]
aho-corasick = "0.7"
[code]
let names = ["Postgres", "Rust", "great", "at"];
let found = aho_corasick::AhoCorasickBuilder::new().match_kind(aho_corasick::MatchKind::LeftmostLongest).build(names);
let words: Vec<String> = found.find_iter(t).map(|m| format!("{}@{}", names[m.pattern()], m.start())).collect();
Ok(Some(words.join(" ")))
$$;
SELECT with_aho_corasick('Rust in Postgres is great, at least'), with_aho_corasick('') = '' AS nothing;

CREATE FUNCTION with_bumpalo(n int) RETURNS bigint STRICT LANGUAGE plrust AS $$
[dependencies]
bumpalo = "3"
[code]
let arena = bumpalo::Bump::new();
let all: Vec<&mut i64> = (0..n as i64).map(|i| arena.alloc(i * i)).collect();
Ok(Some(all.iter().map(|x| **x).sum()))
$$;
SELECT with_bumpalo(1000), sum(i::bigint * i) FROM generate_series(0, 999) i;

CREATE FUNCTION with_chrono(d text, days int) RETURNS text STRICT LANGUAGE plrust AS $$
[dependencies]
chrono = { version = "0.4" }
[code]
use chrono::{Datelike, Duration, NaiveDate};
let date = NaiveDate::parse_from_str(d, "%Y-%m-%d")? + Duration::days(days as i64);
Ok(Some(format!("{} {} {:?}", date.format("%d.%m.%Y"), date.iso_week().week(), date.weekday())))
$$;
SELECT with_chrono('2024-02-28', 2), to_char(date '2024-02-28' + 2, 'DD.MM.YYYY IW Dy');

CREATE FUNCTION with_either(n int) RETURNS text STRICT LANGUAGE plrust AS $$
[dependencies]
either = "1"
[code]
use either::Either;
let numbers = if n % 2 == 0 { Either::Left(0..n) } else { Either::Right((0..n).rev()) };
Ok(Some(numbers.map(|i| i.to_string()).collect::<Vec<_>>().join(",")))
$$;
SELECT with_either(4), with_either(5);

CREATE FUNCTION with_hashbrown(n int) RETURNS bigint STRICT LANGUAGE plrust AS $$
[dependencies]
hashbrown = "0.12"
[code]
use std::collections::hash_map::RandomState;
let mut counts = hashbrown::HashMap::with_hasher(RandomState::new());
for i in 0..n { *counts.entry(i % 101).or_insert(0i64) += i as i64; }
counts.retain(|key, _| key % 2 == 0);
Ok(Some(counts.values().sum()))
$$;
SELECT with_hashbrown(10000), sum(i) FROM generate_series(0, 9999) i WHERE i % 101 % 2 = 0;

CREATE FUNCTION with_indexmap(t text) RETURNS text STRICT LANGUAGE plrust AS $$
[dependencies]
indexmap = "1"
[code]
let mut counts = indexmap::IndexMap::new();
for word in t.split(' ') { *counts.entry(word).or_insert(0) += 1; }
counts.sort_by(|a, n, b, m| m.cmp(n).then(a.cmp(b)));
Ok(Some(counts.iter().map(|(word, n)| format!("{word}:{n}")).collect::<Vec<_>>().join(" ")))
$$;
SELECT with_indexmap('b a c a b a');

CREATE FUNCTION with_memchr(t text, what text) RETURNS text STRICT LANGUAGE plrust AS $$
[dependencies]
memchr = "2"
[code]
let places: Vec<usize> = memchr::memmem::find_iter(t.as_bytes(), what).collect();
let last = memchr::memrchr3(b'a', b'b', b'c', t.as_bytes());
Ok(Some(format!("{places:?} {last:?} {:?}", memchr::memchr(b'z', t.as_bytes()))))
$$;
SELECT with_memchr(repeat('xyzabc', 20), 'cxyz'), with_memchr('', 'a'), with_memchr('aaa', '');

CREATE FUNCTION with_num_integer(a bigint, b bigint) RETURNS text STRICT LANGUAGE plrust AS $$
[dependencies]
num-integer = "0.1"
num-traits = "0.2"
[code]
use num_integer::{Integer, Roots};
use num_traits::{CheckedMul, FromPrimitive};
let narrow = u8::from_i64(a).map(|n| CheckedMul::checked_mul(&n, &2));
Ok(Some(format!("{} {} {:?} {} {narrow:?}", a.gcd(&b), a.lcm(&b), a.extended_gcd(&b).x, a.abs().sqrt())))
$$;
SELECT with_num_integer(48, 36), gcd(48, 36), lcm(48, 36), with_num_integer(200, 7);

CREATE FUNCTION with_rand_chacha(seed bigint) RETURNS text STRICT LANGUAGE plrust AS $$
[dependencies]
rand_chacha = "0.3"
[code]
use rand_chacha::rand_core::{RngCore, SeedableRng};
let mut numbers = rand_chacha::ChaCha20Rng::seed_from_u64(seed as u64);
let mut bytes = [0u8; 100];
numbers.fill_bytes(&mut bytes);
Ok(Some(format!("{:016x} {:08x} {}", numbers.next_u64(), numbers.next_u32(), bytes[99])))
$$;
SELECT with_rand_chacha(1), with_rand_chacha(-1);

CREATE FUNCTION with_regex_syntax(pattern text) RETURNS text STRICT LANGUAGE plrust AS $$
[dependencies]
regex-syntax = "0.6"
[code]
let parsed = regex_syntax::Parser::new().parse(pattern)?;
Ok(Some(format!("{parsed} {} {}", parsed.is_anchored_start(), parsed.is_match_empty())))
$$;
SELECT with_regex_syntax('^a{2,3}(b|c)*$'), with_regex_syntax('[a-f&&[^c]]?');

CREATE FUNCTION with_ryu(d double precision) RETURNS text STRICT LANGUAGE plrust AS $$
[dependencies]
ryu = "1"
[code]
Ok(Some(ryu::Buffer::new().format(d).to_string()))
$$;
SELECT count(*) FILTER (WHERE with_ryu(d)::float8 IS DISTINCT FROM d) AS wrong, count(*) AS all
FROM (SELECT random() * 10.0 ^ (i - 100) AS d FROM generate_series(1, 200) i) AS numbers;

CREATE FUNCTION with_seahash(b bytea) RETURNS bigint STRICT LANGUAGE plrust AS $$
[dependencies]
seahash = "4"
[code]
Ok(Some(seahash::hash(b) as i64))
$$;
SELECT with_seahash('to be or not to be'), with_seahash(''), with_seahash(convert_to(repeat('x', 1000), 'UTF8'));

CREATE FUNCTION with_serde_json(t text) RETURNS text STRICT LANGUAGE plrust AS $$
[dependencies]
serde_json = "1"
[code]
let mut value: serde_json::Value = serde_json::from_str(t)?;
value["n"] = (value["n"].as_f64().unwrap_or(0.0) * 1.5).into();
Ok(Some(serde_json::to_string_pretty(&value)?))
$$;
SELECT with_serde_json('{"b": [1, {"c": "\u00e9\n"}, null], "n": 3}');

CREATE FUNCTION with_smallvec(n int) RETURNS text STRICT LANGUAGE plrust AS $$
[dependencies]
smallvec = "1"
[code]
let mut all: smallvec::SmallVec<[String; 4]> = (0..n).map(|i| format!("<{i}>")).collect();
all.insert_many(1, ["a".to_string(), "b".to_string()]);
let spilled = all.spilled();
all.retain(|s| s.len() != 3);
Ok(Some(format!("{} {spilled}", all.join(""))))
$$;
SELECT with_smallvec(2), with_smallvec(12);

CREATE FUNCTION with_subtle(a bytea, b bytea) RETURNS boolean STRICT LANGUAGE plrust AS $$
[dependencies]
subtle = "2"
[code]
use subtle::ConstantTimeEq;
Ok(Some(a.ct_eq(b).into()))
$$;
SELECT with_subtle('abc', 'abc'), with_subtle('abc', 'abd'), with_subtle('abc', 'ab');

CREATE FUNCTION with_time(seconds bigint) RETURNS text STRICT LANGUAGE plrust AS $$
[dependencies]
time = "0.3"
[code]
let moment = time::OffsetDateTime::from_unix_timestamp(seconds)?;
Ok(Some(format!("{} {} {}", moment.date(), moment.time(), moment.ordinal())))
$$;
SELECT with_time(1709251199), with_time(-1);
SELECT with_time(9223372036854775807);

CREATE FUNCTION with_tiny_keccak(b bytea) RETURNS text STRICT LANGUAGE plrust AS $$
[dependencies]
tiny-keccak = "2"
[code]
use tiny_keccak::Hasher;
let mut digest = tiny_keccak::Sha3::v256();
let mut output = [0u8; 32];
digest.update(b);
digest.finalize(&mut output);
Ok(Some(output.iter().map(|byte| format!("{byte:02x}")).collect::<String>()))
$$;
-- FIPS 202's examples of SHA3-256.
SELECT with_tiny_keccak(''), with_tiny_keccak('abc');

CREATE FUNCTION with_tinyvec(n int) RETURNS bigint STRICT LANGUAGE plrust AS $$
[dependencies]
tinyvec = "1"
[code]
let mut all = tinyvec::ArrayVec::<[i64; 16]>::new();
for i in 0..n as i64 { if all.try_push(i * 3).is_some() { return Ok(Some(-1)); } }
Ok(Some(all.drain(1..).sum()))
$$;
SELECT with_tinyvec(16), with_tinyvec(17);
-- A crate's panic.
SELECT with_tinyvec(0);

CREATE FUNCTION with_unicode_segmentation(t text) RETURNS text STRICT LANGUAGE plrust AS $$
[dependencies]
unicode-segmentation = "1"
[code]
use unicode_segmentation::UnicodeSegmentation;
Ok(Some(format!("{} {:?}", t.graphemes(true).rev().collect::<String>(), t.unicode_words().collect::<Vec<_>>())))
$$;
SELECT with_unicode_segmentation(U&'e\0301a, b\0308c!');
SELECT array_agg(DISTINCT crate ORDER BY crate) FROM (SELECT split_part(unnest(crates), ' ', 1) AS crate FROM plrust.functions) c;
