-- Upper end of the 95% Wilson interval of k out of n; NULL if n is 0.
CREATE OR REPLACE FUNCTION starstream_wilson_high AS (k, n) -> if(n = 0, NULL, least(1., (k + 3.8414588206941236 / 2 + 1.959963984540054 * sqrt(k * (n - k) / n + 3.8414588206941236 / 4)) / (n + 3.8414588206941236)));
