// signature: fn words<'a>(text: &'a str, times: Option<i32>) -> Option<SetOfIterator<'a, Option<String>>>
// shape: set
let Some(times) = times else { return Ok(None) };
let text = text.repeat(usize::try_from(times)?);
let lines = move || text.split(' ').map(str::to_string).collect::<Vec<_>>();
Ok(Some(SetOfIterator::new(lines().into_iter().map(|word| (!word.is_empty()).then_some(word)))))
