// signature: fn words<'a>(text: &'a str) -> Option<SetOfIterator<'a, Option<String>>>
// shape: set
// expect: cannot return value referencing local variable `text`
let text = text.to_uppercase();
Ok(Some(SetOfIterator::new(text.split(' ').map(|word| Some(word.to_string())))))
