// SPDX-License-Identifier: PostgreSQL
//! A host for the unit tests that knows four time zones: UTC; `east`, of 5:30; the session's, 1 hour east; and
//! `jumpy`, 1 hour east, and 2 hours from 2024-03-31 01:00 to 2024-10-27 01:00 UTC.

use crate::types::datetime::calendar::{from_written, MICROS_PER_DAY, MICROS_PER_HOUR};

// The transaction of the tests began at 2024-02-29 23:30:00 UTC.
const NOW: i64 = 8825 * MICROS_PER_DAY + 47 * MICROS_PER_HOUR / 2;

#[no_mangle]
extern "C" fn plrust_host_time_now(moment: u32) -> i64 {
    NOW + i64::from(moment)
}

#[no_mangle]
unsafe extern "C" fn plrust_host_time_zone_offset(zone: *const u8, length: usize, micros: i64, asked: u32) -> i64 {
    // SAFETY: the crate under test passes what lies there.
    let zone = unsafe { std::slice::from_raw_parts(zone, length) };
    match zone {
        b"" => 3600,
        b"UTC" => 0,
        b"east" => 19_800,
        b"jumpy" => {
            let begin =
                |month, day| from_written(2024, month, day).unwrap().number() * MICROS_PER_DAY + MICROS_PER_HOUR;
            let is_summer = |moment| (begin(3, 31)..begin(10, 27)).contains(&moment);
            // In a gap, and where an hour comes twice, the clock is one of standard time.
            let is_summer = match asked & 1 {
                0 => is_summer(micros),
                _ => is_summer(micros - MICROS_PER_HOUR) && is_summer(micros - 2 * MICROS_PER_HOUR),
            };
            if is_summer {
                7200
            } else {
                3600
            }
        }
        _ => i64::MIN,
    }
}

#[no_mangle]
unsafe extern "C" fn plrust_host_time_parse(kind: u32, text: *const u8, length: usize, out: *mut u8) -> i32 {
    // SAFETY: as above, and `out` has room for the three numbers.
    let text = unsafe { std::slice::from_raw_parts(text, length) };
    match text {
        b"format" => 1,
        b"range" => 2,
        b"zone" => 3,
        _ => {
            // SAFETY: as above.
            unsafe { out.cast::<(i64, i32, i32)>().write_unaligned((i64::from(kind) + 10, 20, 30)) };
            0
        }
    }
}

#[no_mangle]
unsafe extern "C" fn plrust_host_time_of_day(dst: *mut u8, _: usize) -> usize {
    // SAFETY: there is room for a day's name.
    unsafe { std::ptr::copy_nonoverlapping(b"Thu".as_ptr(), dst, 3) };
    3
}
