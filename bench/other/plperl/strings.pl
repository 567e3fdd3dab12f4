my ($n) = @_;
my $text = '';
for my $i (0 .. $n - 1) {
  $text .= 'abc' . chr(97 + $i % 26);
  $text .= "\x{e9}" if $i % 7 == 0;
}
return scalar(() = $text =~ /b/g);
