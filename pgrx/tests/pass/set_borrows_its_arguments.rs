// signature: fn words<'a>(text: &'a str) -> Option<SetOfIterator<'a, Option<String>>>
// shape: set
Ok(Some(SetOfIterator::new(text.split(' ').map(|word| Some(word.to_string())))))
