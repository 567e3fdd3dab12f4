// signature: fn cheer<'a>(mood: crate::Mood, all: Array<'a, crate::Mood>, row: PgHeapTuple<'a, AllocatedByRust>) -> Option<Vec<Option<crate::Mood>>>
// shape: block
// items: pgrx::sql_enum! { pub enum Mood { Sad = "sad", Ok = "ok", Happy = "very happy" } type public.mood; }
use crate::Mood;
let next = match mood { Mood::Sad => Mood::Ok, Mood::Ok | Mood::Happy => Mood::Happy };
let mut row = row;
row.set_by_name("mood", next)?;
let stored: Option<Mood> = row.get_by_name("mood")?;
let parsed: Mood = "ok".parse()?;
notice!("{next} {parsed:?} {} {:?}", Mood::ALL.len(), stored.max(all.get(0).flatten()));
let back: Option<Mood> = Spi::get_one_with_args("SELECT $1", vec![(PgBuiltInOids::TEXTOID.oid(), next.into_datum())])?;
Ok(Some(vec![back, None]))
