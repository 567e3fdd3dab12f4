my ($n) = @_;
my $state = 0;
for my $i (0 .. $n - 1) {
  for my $j (0 .. $n - 1) {
    for my $k (0 .. $n - 1) {
      $state = ($state ^ ($i * $j) ^ ($k << 3)) % 1000003 + 1;
    }
  }
}
return $state;
