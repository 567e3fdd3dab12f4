// signature: fn interest<'a>(amount: AnyNumeric, rate: Option<AnyNumeric>) -> Option<AnyNumeric>
// shape: block
let rate = rate.unwrap_or_else(|| AnyNumeric::try_from(0.025).unwrap());
let mut total: AnyNumeric = amount.clone() + amount * rate / 100;
total += 1;
total -= 0.5;
let fixed: Numeric<10, 2> = total.rescale()?;
if fixed.is_nan() || fixed > Numeric::try_from(1_000_000)? {
    return Ok(None);
}
let cents: i64 = (fixed.clone() * 100i64).try_into()?;
info!("{} cents, normalized {}", cents, fixed.normalize());
Ok(Some([AnyNumeric::from(fixed), "0.00".parse()?].into_iter().sum()))
