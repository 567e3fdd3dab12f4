// signature: fn merge<'a>(document: JsonB, extra: Option<Json>) -> Option<JsonB>
// shape: block
use pgrx::json::{self, json, Map, Value};
let mut merged: Map<String, Value> = document.0.as_object().cloned().ok_or("not an object")?;
if let Some(Json(Value::Object(extra))) = extra {
    for (name, value) in extra {
        merged.insert(name, value);
    }
}
let parsed: Value = json::from_str("[1, 2]")?;
merged.entry("list").or_insert(parsed);
let names: Vec<&String> = merged.keys().collect();
let value = json!({"names": names, "first": merged.values().next(), "members": merged});
Ok(Some(JsonB(value)))
