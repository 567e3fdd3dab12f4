// signature: fn total<'a>(n: i32) -> Option<i64>
// shape: registers
use std::collections::HashMap;
#[derive(Debug, Clone, PartialEq)]
struct Account { balance: i64 }
impl Account { fn double(&self) -> i64 { self.balance * 2 } }
const START: i64 = 5;
mod inner { pub fn one() -> i64 { 1 } }
let mut accounts = HashMap::new();
for i in 0..n { accounts.insert(i, Account { balance: START + i64::from(i) }); }
Ok(Some(accounts.values().map(Account::double).sum::<i64>() + inner::one()))
