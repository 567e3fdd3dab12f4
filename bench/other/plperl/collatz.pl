my ($n) = @_;
my $longest = 0;
for my $start (1 .. $n - 1) {
  my ($value, $length) = ($start, 0);
  while ($value != 1) {
    $value = $value % 2 == 0 ? $value / 2 : 3 * $value + 1;
    $length++;
  }
  $longest = $length if $length > $longest;
}
return $longest;
