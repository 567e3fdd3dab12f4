// signature: fn watch<'a>(trigger: &'a PgTrigger<'a>) -> Option<PgHeapTuple<'a, AllocatedByRust>>
// shape: trigger
if trigger.level() == PgTriggerLevel::Statement || trigger.when()? == PgTriggerWhen::After {
    return Ok(None);
}
let my_row = match trigger.op()? {
    PgTriggerOperation::Insert | PgTriggerOperation::Update => trigger.new().unwrap(),
    _ => trigger.old().unwrap(),
};
let mut my_row = my_row.into_owned();
let counter = "scritches";
match my_row.get_by_name::<i32>(counter)? {
    Some(val) => my_row.set_by_name(counter, val + 1)?,
    None => return Ok(trigger.new()),
}
notice!("{} {:?} {}", trigger.name()?, trigger.extra_args()?, trigger.relation()?.name());
Ok(Some(my_row))
