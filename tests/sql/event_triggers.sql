-- Event triggers: the event, the command, and what queries know of it.
CREATE EXTENSION plrust;
CREATE FUNCTION tell_event() RETURNS event_trigger LANGUAGE plrust AS $$
    notice!("{} of {}", trigger.event(), trigger.tag());
    if trigger.event() == "ddl_command_end" {
        let made = Spi::get_one::<String>("SELECT string_agg(object_identity, ', ') FROM pg_event_trigger_ddl_commands()")?;
        notice!("made {}", made.unwrap_or_default());
    }
    if trigger.tag() == "DROP TABLE" { Err("tables stay")? }
    Ok(None)
$$;
CREATE EVENT TRIGGER tell_start ON ddl_command_start EXECUTE FUNCTION tell_event();
CREATE EVENT TRIGGER tell_end ON ddl_command_end EXECUTE FUNCTION tell_event();
CREATE TABLE noticed (n int);
DROP TABLE noticed;
DROP EVENT TRIGGER tell_start;
DROP EVENT TRIGGER tell_end;
SELECT tell_event();
DROP TABLE noticed;
DROP FUNCTION tell_event();
