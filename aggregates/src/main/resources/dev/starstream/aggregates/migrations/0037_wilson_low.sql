-- Lower end of the 95% Wilson interval of k out of n; NULL if n is 0. The one home of the formula:
-- every insight calls it. 1.959963984540054 is the 97.5% point of the normal distribution.
CREATE OR REPLACE FUNCTION starstream_wilson_low AS (k, n) -> if(n = 0, NULL, greatest(0., (k + 3.8414588206941236 / 2 - 1.959963984540054 * sqrt(k * (n - k) / n + 3.8414588206941236 / 4)) / (n + 3.8414588206941236)));
