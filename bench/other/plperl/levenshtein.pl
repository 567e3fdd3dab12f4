my ($n) = @_;
my @x = map { $_ * 7 % 26 } 0 .. $n - 1;
my @y = map { $_ * 11 % 26 } 0 .. $n - 1;
my @previous = (0 .. $n);
for my $i (1 .. $n) {
  my @current = ($i);
  for my $j (1 .. $n) {
    my $best = $previous[$j - 1] + ($x[$i - 1] != $y[$j - 1] ? 1 : 0);
    $best = $previous[$j] + 1 if $previous[$j] + 1 < $best;
    $best = $current[$j - 1] + 1 if $current[$j - 1] + 1 < $best;
    $current[$j] = $best;
  }
  @previous = @current;
}
return $previous[$n];
