# SPDX-License-Identifier: PostgreSQL
"""The functions that are created on this machine, for both architectures, and moved to the arm64 server by a dump."""
import subprocess

import database
from database import do, once, quoted, require
from servers import Failed

NAME = database.NAME
ROLE = "plrust_arm64_user"

# What a difference between the two architectures would show in: widths, order of bytes, division, shifts, floats and
# their texts, vectors, hashes, sorting, unwinding-free drops, closures, dyn calls, big frames, statics.
NUMBERS = {
    "wide(a bigint, b bigint) RETURNS text": """
        let x = (a as i128) * (b as i128) + 12345678901234567890;
        Ok(Some(format!("{} {} {:x} {}", x / 1_000_000_007, x % 97, x, (x as u128).leading_zeros())))""",
    "edges(a bigint) RETURNS text": """
        Ok(Some(format!("{:?} {:?} {:?} {:?} {}", a.checked_mul(3), a.checked_neg(), (a as i32).checked_div(-1),
            a.overflowing_shl(65), (a as f64 * 1e300) as i64)))""",
    "floats(a double precision) RETURNS text": """
        let b = (a * 3.7 - 1.0 / a).sqrt();
        // Rust promises nothing of a NaN's sign, and the architectures differ in it.
        let bits = if b.is_nan() { 0 } else { b.to_bits() };
        Ok(Some(format!("{} {} {:e} {:?} {} {bits} {}", b, b as f32, b * 1e200, f64::NAN.max(b), b as u8,
            a.mul_add(2.0, 1.0).round())))""",
    "bytes(t text) RETURNS bytea": """
        let mut all: Vec<u8> = t.bytes().rev().collect();
        all.extend_from_slice(&0x0102030405060708u64.to_ne_bytes());
        all.iter_mut().for_each(|b| *b = b.rotate_left(3) ^ 0x5a);
        Ok(Some(all))""",
    "hashed(n integer) RETURNS bigint": """
        let mut counts = std::collections::BTreeMap::new();
        for i in 0..n { *counts.entry(format!("word {}", i % 17)).or_insert(0u64) += (i as u64).wrapping_mul(0x9E3779B97F4A7C15); }
        Ok(Some(counts.values().fold(0u64, |a, b| a.rotate_left(5) ^ b) as i64))""",
    "sorted(t text) RETURNS text": """
        let mut words: Vec<&str> = t.split(' ').collect();
        words.sort_by(|a, b| b.len().cmp(&a.len()).then(a.cmp(b)));
        let shout: Box<dyn Fn(&str) -> String> = Box::new(|w| w.to_uppercase());
        Ok(Some(words.iter().map(|w| shout(w)).collect::<Vec<_>>().join("-")))""",
    "vectors(n integer) RETURNS bigint": """
        let a: Vec<f32> = (0..n).map(|i| (i % 100) as f32 * 0.25).collect();
        let b: Vec<u16> = (0..n).map(|i| (i * 31) as u16).collect();
        let s: f32 = a.iter().map(|x| x * x).sum::<f32>();
        Ok(Some(s as i64 + b.iter().map(|x| *x as i64).max().unwrap_or(0)))""",
    "frames(n integer) RETURNS bigint": """
        fn deep(n: i32, salt: u64) -> u64 {
            let mut space = [salt; 700];
            space[n as usize % 700] ^= n as u64;
            if n == 0 { space.iter().fold(0, |a, b| a ^ b) } else { deep(n - 1, salt + 1).wrapping_mul(31) ^ space[699] }
        }
        Ok(Some(deep(n, 7) as i64 & i64::MAX))""",
    "asks(n integer) RETURNS bigint": """
        let mut sum = 0i64;
        for i in 0..n { sum += Spi::get_one::<i64>(&format!("SELECT {i}::bigint * 2"))?.unwrap_or(0); }
        Ok(Some(sum))""",
    "calls_on(a numeric, b date, c uuid, d jsonb, e integer[]) RETURNS text": """
        Ok(Some(format!("{} {} {:?} {}", a, b, c, e.iter().flatten().sum::<i32>())))""",
    "fails(n integer) RETURNS integer": """
        let all: Vec<String> = (0..10).map(|i| format!("{i}{n}")).collect();
        if n >= 0 { panic!("failed with {}", all.len()) }
        Ok(Some(n))""",
    "divides(a integer, b integer) RETURNS integer": "Ok(Some(a / b))",
    "spins() RETURNS bigint": "let mut x = 1u64; loop { x = x.rotate_left(1) ^ 3; std::hint::black_box(x); }",
    "spins_in_vectors() RETURNS bigint": """
        let mut a = vec![1u32; 4096];
        loop { a.iter_mut().for_each(|x| *x = x.wrapping_mul(3) ^ 1); std::hint::black_box(&mut a); }""",
    "recurses(n bigint) RETURNS bigint": """
        fn f(n: u64) -> u64 { let mut a = [n; 64]; std::hint::black_box(&mut a); a[3] + f(n + 1) }
        Ok(Some(f(n as u64) as i64))""",
    "grows() RETURNS bigint": """
        let mut all = Vec::new(); loop { all.push(vec![1u8; 1 << 20]); std::hint::black_box(&mut all); }""",
    "finishes(n bigint) RETURNS bigint": """
        let mut x = 88172645463325252u64;
        for _ in 0..n { x ^= x << 13; x ^= x >> 7; x ^= x << 17; }
        Ok(Some((x >> 1) as i64))""",
}
QUESTIONS = [
    "SELECT string_agg(wide(a, b), ';') FROM unnest('{0,1,-1,9223372036854775807,-9223372036854775808}'::bigint[]) a, "
    "unnest('{3,-7,9223372036854775807}'::bigint[]) b;",
    "SELECT string_agg(edges(a), ';') FROM unnest('{0,-1,2147483648,-2147483648,9223372036854775807}'::bigint[]) a;",
    "SELECT string_agg(floats(a), ';') FROM unnest('{1,0.3,1e-300,-4,Infinity,NaN}'::float8[]) a;",
    "SELECT encode(bytes('größer als 7 Bytes'), 'hex');",
    "SELECT hashed(0), hashed(1), hashed(1000);",
    "SELECT sorted('der schnelle braune Fuchs springt über den faulen Hund');",
    "SELECT vectors(0), vectors(7), vectors(10007);",
    "SELECT frames(0), frames(100);",
    "SELECT asks(20);",
    "SELECT calls_on(12.50, '2024-02-29', 'a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11', '{\"k\": [1, null]}', '{1,NULL,3}');",
    "SELECT divides(-7, 2), divides(7, -2);",
    "SELECT finishes(100000);",
]


def create_here():
    """Also in tests/life's database, whose functions and tables come with it."""
    database.create()
    session = database.connect()
    do(session, *(f"CREATE FUNCTION {head} STRICT LANGUAGE plrust AS {quoted(body)};" for head, body in NUMBERS.items()))
    compile_for_both(session)


def compile_for_both(session):
    do(session, "ALTER SYSTEM SET plrust.compilation_targets = 'x86_64, aarch64';", "SELECT pg_reload_conf();",
       "SELECT pg_sleep(0.3);")
    try:
        require(do(session, "SHOW plrust.compilation_targets;") == "x86_64, aarch64", "the targets are not set")
        do(session, "SELECT plrust.recompile(function) FROM plrust.functions WHERE triple LIKE 'x86_64-%';")
        missing = do(session, "SELECT string_agg(function::text, ', ') FROM (SELECT function FROM plrust.functions "
                              "GROUP BY function HAVING count(DISTINCT triple) <> 2) f;")
        require(not missing, f"not for both architectures: {missing}")
    finally:
        do(session, "ALTER SYSTEM RESET plrust.compilation_targets;", "SELECT pg_reload_conf();")


def move(folder, arm64):
    """Dumps the database and restores it on the arm64 server, which has no toolchain from then on."""
    file = folder / "moved.dump"
    arm64.set(toolchain="/nonexistent/plrust-toolchain")
    environment = arm64.environment
    remove_from(arm64)
    run("pg_dump", "-Fc", "-f", str(file), NAME)
    once("postgres", f"CREATE ROLE {database.OWNER} LOGIN;", f"CREATE ROLE {ROLE} LOGIN;", f"CREATE DATABASE {NAME};",
         environment=environment)
    run("pg_restore", "-e", "-d", NAME, str(file), environment=environment)


def run(*command, environment=None):
    done = subprocess.run(command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, encoding="utf-8",
                          errors="replace", timeout=300, check=False)
    if done.returncode != 0:
        raise Failed(f"{command[0]} ended with status {done.returncode}: {done.stdout[-1500:]}")


def remove_from(arm64):
    once("postgres", f"DROP DATABASE IF EXISTS {NAME} WITH (FORCE);", f"DROP ROLE IF EXISTS {database.OWNER};",
         f"DROP ROLE IF EXISTS {ROLE};", environment=arm64.environment)


def remove(arm64):
    remove_from(arm64)
    arm64.set(toolchain=None)
    database.remove()
