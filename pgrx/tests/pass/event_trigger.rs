// signature: fn watch<'a>(trigger: &'a PgEventTrigger<'a>) -> Option<()>
// shape: event_trigger
notice!("{} {}", trigger.event(), trigger.tag());
Ok(None)
