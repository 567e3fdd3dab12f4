# SPDX-License-Identifier: PostgreSQL
"""A database with functions of several kinds, and what must hold of it wherever it goes."""
import os
import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent))
from psql_session import Session, quoted  # noqa: E402
from servers import Failed  # noqa: E402

NAME = "plrust_life"
OWNER = "plrust_life_owner"

# Its schema comes after the extension's, as public does: dumps have the modules before its tables.
#
# Bodies are compared as they come back: quotes, backslashes, tabs, blank lines and blanks at the end of one included.
FUNCTIONS = {
    "shop.grow(n int) RETURNS int IMMUTABLE STRICT": " Ok(n.checked_add(1)) ",
    # The same arguments and result: whoever mixes them up gives the wrong answer.
    "shop.shrink(n int) RETURNS int IMMUTABLE STRICT": " Ok(n.checked_sub(1)) ",
    "shop.odd(t text) RETURNS text IMMUTABLE": """
\t// $$ 'quoted' "twice" \\ $body$\x20\x20\x20

    Ok(t.map(|t| format!("{t}\\t'\\"é\u00a0{}", r"\\n")))
""",
    "shop.words(t text) RETURNS SETOF text STRICT": """
    Ok(Some(SetOfIterator::new(t.split(' ').map(|w| Some(w.to_string())))))""",
    "shop.mood_of(happy bool) RETURNS shop.mood STRICT": "Ok(Some(if happy { Mood::Glad } else { Mood::Sad }))",
    "shop.stamp() RETURNS trigger": """
    let mut row = trigger.new().ok_or("no row")?.into_owned();
    row.set_by_name("stamp", "seen")?;
    Ok(Some(row))""",
}
TABLES = """
CREATE TABLE shop.things (n int CHECK (shop.grow(n) > 0), stamp text,
    next int GENERATED ALWAYS AS (shop.grow(n)) STORED, mood shop.mood DEFAULT shop.mood_of(true));
CREATE INDEX things_shrunk ON shop.things (shop.shrink(n));
CREATE TRIGGER stamp BEFORE INSERT ON shop.things FOR EACH ROW EXECUTE FUNCTION shop.stamp();
INSERT INTO shop.things (n) SELECT generate_series(1, 5);
"""
ANSWERS = {
    "SELECT shop.grow(41), shop.shrink(41), shop.grow(NULL);": "42|40|",
    "SELECT shop.odd('x') = E'x\\t\\'\"\u00e9\u00a0\\\\n', shop.odd(NULL) IS NULL;": "t|t",
    "SELECT count(*), min(w) FROM shop.words('one two three') w;": "3|one",
    "SELECT shop.mood_of(true), shop.mood_of(false);": "glad|sad",
    "SELECT n, stamp, next, mood FROM shop.things WHERE shop.shrink(n) = 2;": "3|seen|4|glad",
    "INSERT INTO shop.things (n) VALUES (7) RETURNING stamp, next; DELETE FROM shop.things WHERE n = 7;": "seen|8",
}


opened = []


def connect(database=NAME, user=None, cluster=None):
    """A session that lasts until the end of the part."""
    session = Session(user=user, database=database, environment=cluster and cluster.environment)
    opened.append(session)
    return session


def close_all():
    while opened:
        opened.pop().close()


def require(condition, problem):
    if not condition:
        raise Failed(problem)


def do(session, *commands):
    """Runs commands that must succeed; the text of the last one."""
    for command in commands:
        result = session.run(command)
        require(not result.sqlstate, f"{command[:80]}: {result}")
    return result.text.rstrip("\n")


def once(database, *commands, user=None, environment=None):
    session = Session(user=user, database=database, environment=environment)
    try:
        return do(session, *commands)
    finally:
        session.close()


def remove():
    drop(databases())
    once("postgres", f"DROP ROLE IF EXISTS {OWNER};")


def create():
    remove()
    once("postgres", f"CREATE ROLE {OWNER} LOGIN;", f"CREATE DATABASE {NAME} OWNER {OWNER};")
    once(NAME, "CREATE EXTENSION plrust;")
    session = Session(user=OWNER, database=NAME)
    do(session, "CREATE SCHEMA shop;", "CREATE TYPE shop.mood AS ENUM ('sad', 'glad');",
       *(f"CREATE FUNCTION {head} LANGUAGE plrust AS {quoted(body)};" for head, body in FUNCTIONS.items()), TABLES)
    session.close()
    check(NAME)


def check_sources(session):
    for head, body in FUNCTIONS.items():
        name = head[len("shop."):head.index("(")]
        same = do(session, f"SELECT prosrc = {quoted(body)} FROM pg_proc WHERE proname = '{name}' "
                           "AND pronamespace = 'shop'::regnamespace;")
        require(same == "t", f"the body of {name} is another one")
        definition = do(session, f"SELECT position({quoted(body)} IN pg_get_functiondef(oid)) > 0 FROM pg_proc "
                                 f"WHERE proname = '{name}' AND pronamespace = 'shop'::regnamespace;")
        require(definition == "t", f"pg_get_functiondef does not show the body of {name}")


def check(database, environment=None):
    """Sources as they were written, and right answers, in a fresh session."""
    session = Session(database=database, environment=environment)
    check_sources(session)
    for question, answer in ANSWERS.items():
        given = do(session, question)
        require(given == answer, f"{database}: {question} gave {given}")
    session.close()


def states(database, environment=None):
    return once(database, "SELECT string_agg(DISTINCT state, ', ' ORDER BY state) FROM plrust.functions;",
                environment=environment)


def modules(database, environment=None):
    return int(once(database, "SELECT count(*) FROM plrust.artifacts;", environment=environment))


def databases(environment=None):
    """Those that the tests have made."""
    return once("postgres", f"SELECT datname FROM pg_database WHERE datname LIKE '{NAME}%';",
                environment=environment).split()


def drop(names, environment=None):
    once("postgres", *(f'DROP DATABASE "{name}" WITH (FORCE);' for name in names), "SELECT 1;", environment=environment)


def environment_of(**variables):
    return {**os.environ, **variables}
