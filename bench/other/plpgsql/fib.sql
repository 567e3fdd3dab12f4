BEGIN
  RETURN CASE WHEN n < 2 THEN n ELSE bench.fib_plpgsql(n - 1) + bench.fib_plpgsql(n - 2) END;
END
