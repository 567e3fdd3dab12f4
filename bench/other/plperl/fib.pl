my $fib;
$fib = sub { my ($n) = @_; return $n < 2 ? $n : $fib->($n - 1) + $fib->($n - 2) };
my $result = $fib->($_[0]);
undef $fib;
return $result;
