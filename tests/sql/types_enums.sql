-- Enums are Rust enums, made from the labels that they have.
CREATE EXTENSION plrust;
CREATE TYPE mood AS ENUM ('sad', 'very sad', 'OK', 'so-so', '1st', 'a"b\c', 'ü');
CREATE FUNCTION next(m mood) RETURNS mood STRICT LANGUAGE plrust AS $$
    Ok(Some(match m {
        Mood::VerySad => Mood::Sad,
        Mood::Sad => Mood::SoSo,
        _ => Mood::Ok,
    }))
$$;
SELECT m, next(m) FROM unnest(enum_range(NULL::mood)) m;
SELECT next(NULL) IS NULL AS is_null;
CREATE FUNCTION moods(m mood[]) RETURNS mood[] STRICT LANGUAGE plrust AS $$ Ok(Some(m.iter().collect())) $$;
SELECT moods(enum_range(NULL::mood)) = enum_range(NULL::mood) AS same, moods('{sad,NULL}'), moods('{}');
CREATE DOMAIN good_mood AS mood CHECK (value <> 'sad');
CREATE FUNCTION good(m mood) RETURNS good_mood STRICT LANGUAGE plrust AS $$ Ok(Some(m)) $$;
SELECT good('OK');
SELECT good('sad');
-- Line numbers stay the user's own.
CREATE FUNCTION fails(m mood) RETURNS int STRICT LANGUAGE plrust AS $$

    panic!("on line 3")
$$;
SELECT fails('sad');
CREATE FUNCTION wrong(m mood) RETURNS int STRICT LANGUAGE plrust AS $$
    Ok(Some(match m { Mood::Happy => 1, _ => 2 }))
$$;

-- Two of one name, and one that is named like what Rust has.
CREATE SCHEMA other;
CREATE TYPE other.mood AS ENUM ('left', 'right');
CREATE FUNCTION two(a mood, b other.mood) RETURNS other.mood STRICT LANGUAGE plrust AS $$
    Ok(Some(if matches!(a, Mood::Sad) { Mood2::Left } else { b }))
$$;
SELECT two('sad', 'right'), two('OK', 'right');
CREATE TYPE "option" AS ENUM ('none', 'some', 'self');
CREATE FUNCTION opt(o "option") RETURNS "option" LANGUAGE plrust AS $$
    Ok(o.map(|o| match o { OptionEnum::None => OptionEnum::Some, _ => OptionEnum::SelfValue }))
$$;
SELECT opt('none'), opt('self'), opt(NULL);

-- A function follows its enum.
CREATE FUNCTION name_of(m mood) RETURNS text STRICT LANGUAGE plrust AS $$ Ok(Some(format!("{m:?}"))) $$;
SELECT name_of('sad');
ALTER TYPE mood ADD VALUE 'glad' AFTER 'OK';
SELECT state FROM plrust.functions WHERE function = 'name_of(mood)'::regprocedure;
SELECT name_of('glad'), next('glad');
SELECT state FROM plrust.functions WHERE function = 'name_of(mood)'::regprocedure;
ALTER TYPE mood RENAME VALUE 'very sad' TO 'miserable';
SELECT name_of('miserable');
SELECT next('sad');
ALTER TYPE mood RENAME TO feeling;
SELECT name_of('sad');
SELECT next('sad');
