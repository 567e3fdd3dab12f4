# SPDX-License-Identifier: PostgreSQL
"""What functions of anybody leave in the server's log."""
from database import connect, do, quoted, require
from standby import caught_up

TALKS = """
    let long = "x".repeat(10_000);
    for _ in 0..n { log!("talks {long}"); }
    Ok(Some(n))"""


def is_bounded(standby):
    """A megabyte is what may be logged; what is more, the client gets nevertheless."""
    primary = connect()
    do(primary, f"CREATE FUNCTION talks(n int) RETURNS int LANGUAGE plrust STRICT AS {quoted(TALKS)};")
    caught_up(standby)
    there = connect(cluster=standby)
    log = standby.folder / "server.log"
    do(there, "SET plrust.log_limit = '1MB';", "SET client_min_messages = log;")
    before = log.stat().st_size
    shown = do(there, "SELECT talks(500);")
    require(shown.count("talks xxx") == 500, f"the client was shown {shown.count('talks xxx')} messages of 500")
    written = log.read_text()[before:]
    require(90 < written.count("talks xxx") < 110, f"{written.count('talks xxx')} messages of 10 kB were logged")
    require(written.count("of this session log too much") == 1, "the log does not say once that messages are missing")
    # Not more in the same minute, whoever asks in this session; what others say is logged.
    before = log.stat().st_size
    do(there, "SELECT talks(500);", "DO $$ BEGIN RAISE LOG 'of plpgsql'; END $$;")
    written = log.read_text()[before:]
    require(written.count("talks xxx") == 0 and written.count("of plpgsql") > 0, "the limit is for others, or for once")
    given = there.run("SET ROLE plrust_life_owner; SET plrust.log_limit = -1;")
    require(given.sqlstate == "42501", f"the limit lifted by anybody: {given}")
    do(there, "RESET ROLE;", "SET plrust.log_limit = -1;", "SELECT talks(200);")
    require(log.read_text().count("talks xxx") > 250, "no limit, and messages are missing")
    do(primary, "DROP FUNCTION talks(int);")


PARTS = [is_bounded]
