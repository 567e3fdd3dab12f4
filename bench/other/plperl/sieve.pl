my ($n) = @_;
my @prime = (1) x ($n + 1);
@prime[0, 1] = (0, 0);
for (my $i = 2; $i * $i <= $n; $i++) {
  next unless $prime[$i];
  for (my $j = $i * $i; $j <= $n; $j += $i) {
    $prime[$j] = 0;
  }
}
my $found = 0;
$found += $_ for @prime;
return $found;
