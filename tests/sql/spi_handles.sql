-- Host functions called with what no crate of ours would pass: numbers that name nothing, that named something once or
-- that name something else, memory that is not there, values that are none. Each ends the call, and nothing else.
CREATE EXTENSION plrust;
SET plrust.allow_unsafe = on;
CREATE FUNCTION raw(what text) RETURNS text STRICT LANGUAGE plrust AS $$
    extern "C" {
        fn plrust_host_spi_execute(request: *const u8, outcome: *mut u8);
        fn plrust_host_spi_prepare(query: *const u8, query_len: usize, types: *const u8, count: u32, flags: u32, line: u32) -> u64;
        fn plrust_host_spi_keep(plan: u64);
        fn plrust_host_spi_columns(result: u64, buffer: *mut u8, size: usize) -> u64;
        fn plrust_host_spi_rows(result: u64, first: u64, buffer: *mut u8, size: usize, outcome: *mut u8);
        fn plrust_host_spi_release(handle: u64);
        fn plrust_host_spi_open(request: *const u8, outcome: *mut u8);
        fn plrust_host_spi_cursor_name(cursor: u64, buffer: *mut u8, size: usize) -> usize;
        fn plrust_host_spi_detach(cursor: u64);
        fn plrust_host_spi_fetch(cursor: u64, direction: u32, count: i64, request: *const u8, outcome: *mut u8);
        fn plrust_host_spi_find(name: *const u8, name_len: usize) -> u64;
        fn plrust_host_spi_attempt(closure: *const u8) -> u64;
        fn plrust_host_spi_error(error: u64, buffer: *mut u8, size: usize) -> u64;
        fn plrust_host_spi_rethrow(error: u64) -> !;
        fn plrust_host_spi_transaction(flags: u32);
    }
    #[repr(C)] #[derive(Default, Clone, Copy)]
    struct Request { query: u64, query_length: u64, arguments: u64, argument_count: u32, flags: u32, limit: u64, buffer: u64, buffer_size: u64,
                     name: u64, name_length: u64, line: u32, unused: u32 }
    #[repr(C)] #[derive(Default, Clone, Copy, Debug)]
    struct Outcome { handle: u64, processed: u64, rows: u64, buffered: u64, has_table: u32, buffer_bytes: u32 }
    #[repr(C)] #[derive(Clone, Copy)]
    struct Value { value: u64, meta: u64, type_oid: u32, unused: u32 }
    use std::cell::Cell;
    thread_local! { static OLD: Cell<u64> = const { Cell::new(0) }; }

    fn request(query: &str) -> Request { Request { query: query.as_ptr() as u64, query_length: query.len() as u64, ..Request::default() } }
    unsafe fn execute(request: Request) -> Outcome {
        let mut outcome = Outcome::default();
        plrust_host_spi_execute((&raw const request).cast(), (&raw mut outcome).cast());
        outcome
    }
    unsafe fn with(query: &str, values: &[Value]) -> Outcome {
        execute(Request { arguments: values.as_ptr() as u64, argument_count: values.len() as u32, ..request(query) })
    }
    unsafe fn rows(handle: u64) -> Outcome {
        let (mut outcome, mut buffer) = (Outcome::default(), [0u64; 64]);
        plrust_host_spi_rows(handle, 0, buffer.as_mut_ptr().cast(), 512, (&raw mut outcome).cast());
        outcome
    }
    let (mut outcome, mut buffer) = (Outcome::default(), [0u64; 64]);
    let out: *mut u8 = (&raw mut outcome).cast();
    let place: *mut u8 = buffer.as_mut_ptr().cast();
    const PAYLOAD: u64 = 1 << 62;
    const OUTSIDE: *mut u8 = 64 as *mut u8;
    unsafe {
        let result = execute(request("SELECT generate_series(1, 3)")).handle;
        let plan = plrust_host_spi_prepare("SELECT 7".as_ptr(), 8, (&raw const buffer).cast(), 0, 0, 0);
        match what {
            "good" => return Ok(Some(format!("{:?}", rows(result)).replace(&result.to_string(), "handle"))),
            "never" => { rows(result ^ 1 << 40); }
            "index" => { rows(result + 4096); }
            "zero" => { rows(0); }
            "all ones" => { rows(u64::MAX); }
            "released" => { plrust_host_spi_release(result); plrust_host_spi_release(result); rows(result); }
            "reused" => { plrust_host_spi_release(result); execute(request("SELECT 1")); rows(result); }
            "keep for later" => { OLD.set(result); return Ok(Some(format!("{}", rows(result).rows))); }
            "of an earlier call" => { rows(OLD.get()); }
            "keep a result" => plrust_host_spi_keep(result),
            "result as cursor" => plrust_host_spi_fetch(result, 0, 1, place, out),
            "result as error" => { plrust_host_spi_error(result, place, 512); }
            "result as plan" => { execute(Request { query: result, query_length: u64::MAX, ..Request::default() }); }
            "rethrow a result" => plrust_host_spi_rethrow(result),
            "detach a result" => plrust_host_spi_detach(result),
            "name of a result" => { plrust_host_spi_cursor_name(result, place, 8); }
            "released plan" => { plrust_host_spi_release(plan); execute(Request { query: plan, query_length: u64::MAX, ..Request::default() }); }
            "more arguments than parameters" => {
                let plan = plrust_host_spi_prepare("SELECT 1".as_ptr(), 8, place, 0, 0, 0);
                execute(Request { query: plan, query_length: u64::MAX, arguments: place as u64, argument_count: 2, ..Request::default() });
            }
            "request outside" => plrust_host_spi_execute(OUTSIDE, out),
            "outcome outside" => { let r = request("SELECT 1"); plrust_host_spi_execute((&raw const r).cast(), OUTSIDE) }
            "query outside" => { execute(Request { query: 64, ..request("SELECT 1") }); }
            "query beyond" => { execute(Request { query_length: 1 << 40, ..request("SELECT 1") }); }
            "query not text" => { let bad = [b'S', 0xff, 0xfe]; execute(Request { query: bad.as_ptr() as u64, query_length: 3, ..Request::default() }); }
            "query with nul" => { execute(request("SELECT 1\0 garbage")); }
            "arguments outside" => { execute(Request { arguments: 64, argument_count: 1, ..request("SELECT $1") }); }
            "arguments without end" => { execute(Request { arguments: place as u64, argument_count: u32::MAX, ..request("SELECT $1") }); }
            "buffer outside" => { execute(Request { buffer: 64, buffer_size: 1 << 20, ..request("SELECT 1") }); }
            "buffer without end" => { execute(Request { buffer: place as u64, buffer_size: u64::MAX, ..request("SELECT 1") }); return Ok(Some(format!("{}", buffer[0] as u32))); }
            "columns outside" => { plrust_host_spi_columns(result, OUTSIDE, 4096); }
            "rows outside" => plrust_host_spi_rows(result, 0, OUTSIDE, 4096, out),
            "rows far away" => { plrust_host_spi_rows(result, u64::MAX, place, 512, out); return Ok(Some(format!("{}", outcome.buffered))); }
            "no type" => { with("SELECT $1", &[Value { value: 0, meta: 0, type_oid: 0, unused: 0 }]); }
            "unknown type" => { with("SELECT $1", &[Value { value: 0, meta: 0, type_oid: 4_000_000_000, unused: 0 }]); }
            "pseudo type" => { with("SELECT $1", &[Value { value: 0, meta: 0, type_oid: 2281, unused: 0 }]); }
            "bad bool" => { with("SELECT $1", &[Value { value: 7, meta: 0, type_oid: 16, unused: 0 }]); }
            "bits as text" => { with("SELECT length($1)", &[Value { value: 64, meta: 1000, type_oid: 25, unused: 0 }]); }
            "text outside" => { with("SELECT $1", &[Value { value: 64, meta: PAYLOAD | 8, type_oid: 25, unused: 0 }]); }
            "text without end" => { with("SELECT $1", &[Value { value: place as u64, meta: PAYLOAD | 0xffff_ffff, type_oid: 25, unused: 0 }]); }
            "not text" => { buffer.fill(u64::MAX); with("SELECT $1", &[Value { value: place as u64, meta: PAYLOAD | 8, type_oid: 25, unused: 0 }]); }
            "not a numeric" => { buffer.fill(u64::MAX); with("SELECT $1", &[Value { value: place as u64, meta: PAYLOAD | 64, type_oid: 1700, unused: 0 }]); }
            "not an array" => { buffer.fill(0x4141_4141); with("SELECT $1", &[Value { value: place as u64, meta: PAYLOAD | 256, type_oid: 1007, unused: 0 }]); }
            "not a range" => { buffer.fill(u64::MAX); with("SELECT $1", &[Value { value: place as u64, meta: PAYLOAD | 40, type_oid: 3904, unused: 0 }]); }
            "direction" | "minimum" | "name outside" => {
                let r = Request { name: 64, name_length: 4, flags: if what == "name outside" { 8 } else { 0 }, ..request("SELECT generate_series(1, 3)") };
                plrust_host_spi_open((&raw const r).cast(), out);
                let nothing = Request::default();
                let direction = if what == "direction" { 99 } else { 0 };
                plrust_host_spi_fetch(outcome.handle, direction, i64::MIN, (&raw const nothing).cast(), out);
                return Ok(Some(format!("{}", outcome.processed)));
            }
            "find outside" => { plrust_host_spi_find(OUTSIDE, 5); }
            "closure outside" => { plrust_host_spi_attempt(OUTSIDE); }
            "closure of nobody" => { plrust_host_spi_attempt(place); }
            "transaction" => plrust_host_spi_transaction(77),
            "commit" => plrust_host_spi_transaction(0),
            _ => (),
        }
    }
    Ok(None)
$$;
SELECT raw('good');
SELECT raw('never');
SELECT raw('index');
SELECT raw('zero');
SELECT raw('all ones');
SELECT raw('released');
SELECT raw('reused');
SELECT raw('keep for later');
SELECT raw('of an earlier call');
SELECT raw('keep a result');
SELECT raw('result as cursor');
SELECT raw('result as error');
SELECT raw('result as plan');
SELECT raw('rethrow a result');
SELECT raw('detach a result');
SELECT raw('name of a result');
SELECT raw('released plan');
SELECT raw('more arguments than parameters');
SELECT raw('request outside');
SELECT raw('outcome outside');
SELECT raw('query outside');
SELECT raw('query beyond');
SELECT raw('query not text');
SELECT raw('query with nul');
SELECT raw('arguments outside');
SELECT raw('arguments without end');
SELECT raw('buffer outside');
SELECT raw('buffer without end');
SELECT raw('columns outside');
SELECT raw('rows outside');
SELECT raw('rows far away');
SELECT raw('no type');
SELECT raw('unknown type');
SELECT raw('pseudo type');
SELECT raw('bad bool');
SELECT raw('bits as text');
SELECT raw('text outside');
SELECT raw('text without end');
SELECT raw('not text');
SELECT raw('not a numeric');
SELECT raw('not an array');
SELECT raw('not a range');
SELECT raw('direction');
SELECT raw('minimum');
SELECT raw('name outside');
SELECT raw('find outside');
SELECT raw('closure outside');
SELECT raw('closure of nobody');
SELECT raw('transaction');
SELECT raw('commit');
SELECT raw('good');

-- Another function, also of another role, has other handles: it cannot give back what is not its own.
CREATE FUNCTION release_all() RETURNS int SECURITY DEFINER LANGUAGE plrust AS $$
    extern "C" { fn plrust_host_spi_release(handle: u64); }
    for generation in 0..200u64 { for index in 0..100u64 { unsafe { plrust_host_spi_release(generation << 32 | index) } } }
    Ok(Some(1))
$$;
CREATE FUNCTION holds() RETURNS text LANGUAGE plrust AS $$
    Spi::connect(|client| {
        let mut table = client.select("SELECT generate_series(1, 50000)", None, None)?;
        let mut cursor = client.open_cursor("SELECT generate_series(1, 5)", None);
        let statement = client.prepare("SELECT 7", None)?;
        Spi::get_one::<i32>("SELECT release_all()")?;
        let row = table.nth(40000).unwrap().get::<i32>(1)?;
        Ok(Some(format!("{row:?} {:?} {:?}", cursor.fetch(1)?.first().get_one::<i32>()?, client.select(&statement, None, None)?.first().get_one::<i32>()?)))
    })
$$;
SELECT holds();

-- A plan that is given back while it runs goes when it has ended.
CREATE FUNCTION free_while_running(handle bigint DEFAULT 0) RETURNS bigint LANGUAGE plrust AS $$
    extern "C" {
        fn plrust_host_spi_release(handle: u64);
        fn plrust_host_spi_prepare(query: *const u8, query_len: usize, types: *const u8, count: u32, flags: u32, line: u32) -> u64;
        fn plrust_host_spi_execute(request: *const u8, outcome: *mut u8);
    }
    static mut PLAN: u64 = 0;
    unsafe {
        if handle == Some(1) {
            plrust_host_spi_release(PLAN);
            for i in 0..20 { for _ in 0..3 { Spi::get_one::<i32>(&format!("SELECT {i}"))?; } }
            return Ok(Some(1));
        }
        // Not one that is kept by itself: its text has two commands.
        let query = "SELECT free_while_running(1) FROM generate_series(1, 3); SELECT count(*) FROM generate_series(1, 5)";
        PLAN = plrust_host_spi_prepare(query.as_ptr(), query.len(), [0u32; 1].as_ptr().cast(), 0, 0, 0);
        let mut request = [0u64; 10];
        (request[0], request[1]) = (PLAN, u64::MAX);
        let mut outcome = [0u64; 5];
        plrust_host_spi_execute(request.as_ptr().cast(), outcome.as_mut_ptr().cast());
        Ok(Some(outcome[1] as i64))
    }
$$;
SELECT free_while_running();
SELECT free_while_running();
