"""Distributions by mpmath, slow and safe: what make_reference.py checks the packages against."""

import mpmath as mp

mp.mp.dps = 60


def log_complement(log_p):
    """log(1 - p) from log p."""
    return mp.log1p(-mp.exp(log_p))


def normal_log_tails(z):
    far = mp.log(mp.erfc(abs(mp.mpf(z)) / mp.sqrt(2)) / 2)
    return (far, log_complement(far)) if z < 0 else (log_complement(far), far)


def incomplete_beta(x, y, a, b):
    """log I_x(a, b) and log(1 - I_x(a, b)) by the continued fraction DLMF 8.17.22 below the mean."""
    x, y, a, b = mp.mpf(x), mp.mpf(y), mp.mpf(a), mp.mpf(b)
    swap = x * (a + b + 2) > a + 1
    if swap:
        x, y, a, b = y, x, b, a
    power = a * mp.log(x) + b * mp.log(y) + mp.loggamma(a + b) - mp.loggamma(a) - mp.loggamma(b)
    c, m, change = mp.mpf(1), 0, mp.mpf(0)
    d = 1 / (1 - (a + b) * x / (a + 1))
    fraction = d
    while abs(change - 1) > mp.mpf(10) ** -30:
        m += 1
        change = 1
        for term in (m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m)),
                     -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1))):
            d = 1 / (1 + term * d)
            c = 1 + term / c
            change *= c * d
        fraction *= change
    one = power + mp.log(fraction / a)
    return (log_complement(one), one) if swap else (one, log_complement(one))


def beta_log_tails(x, a, b):
    return incomplete_beta(x, 1 - mp.mpf(x), a, b)


def root_of(excess, low, high):
    """Bisection, then secants."""
    low, high = mp.mpf(low), mp.mpf(high)
    for _ in range(40):
        middle = (low + high) / 2
        low, high = (middle, high) if excess(middle) < 0 else (low, middle)
    return mp.findroot(excess, (low, high), solver="secant", tol=1e-40)


def beta_quantile(p, a, b):
    def excess(u):
        return incomplete_beta(1 / (1 + mp.exp(-u)), 1 / (1 + mp.exp(u)), a, b)[0] - mp.log(p)

    return 1 / (1 + mp.exp(-root_of(excess, -1500, 100)))


def chi2_quantile(p, df):
    return mp.exp(root_of(lambda u: chi2_log_tails(mp.exp(u), df)[0] - mp.log(p), -100, 100))


def t_quantile(p, df):
    if p == 0.5:
        return mp.mpf(0)
    below = min(mp.mpf(p), 1 - mp.mpf(p))
    size = mp.exp(root_of(lambda u: mp.log(below) - t_log_tails(-mp.exp(u), df)[0], -100, 100))
    return -size if p < 0.5 else size


def t_log_tails(t, df):
    ratio = mp.mpf(t) ** 2 / mp.mpf(df)
    both, _ = incomplete_beta(1 / (1 + ratio), ratio / (1 + ratio), mp.mpf(df) / 2, mp.mpf(1) / 2)
    far = both - mp.log(2)
    return (far, log_complement(far)) if t < 0 else (log_complement(far), far)


def chi2_log_tails(x, df):
    """Power series DLMF 8.7.1 below the mean, continued fraction 8.9.2 above."""
    a, x = mp.mpf(df) / 2, mp.mpf(x) / 2
    power = a * mp.log(x) - x - mp.loggamma(a + 1)
    if x < a + 1:
        total = term = mp.mpf(1)
        k = 0
        while term > total * mp.mpf(10) ** -30:
            k += 1
            term *= x / (a + k)
            total += term
        lower = power + mp.log(total)
        return lower, log_complement(lower)
    c, d, n, change = mp.mpf(10) ** 60, 1 / (x + 1 - a), 0, mp.mpf(0)
    fraction = d
    while abs(change - 1) > mp.mpf(10) ** -30:
        n += 1
        numerator, b = -n * (n - a), x + 1 - a + 2 * n
        d = 1 / (numerator * d + b)
        c = b + numerator / c
        change = c * d
        fraction *= change
    upper = power + mp.log(a) + mp.log(fraction)
    return log_complement(upper), upper


def binomial_log_tails(k, n, p):
    """log P(X <= k) and log P(X >= k)."""
    p, q = mp.mpf(p), 1 - mp.mpf(p)
    lower = mp.mpf(0) if k == n else incomplete_beta(q, p, n - k, k + 1)[0]
    upper = mp.mpf(0) if k == 0 else incomplete_beta(p, q, k, n - k + 1)[0]
    return lower, upper


def fisher_log_p(a, b, c, d, alternative):
    """Sums the tables with the given margins outwards from the mode, in exact ratios of 60 digits."""
    drawn, left, white = a + b, c + d, a + c

    def log_choose(n, k):
        return mp.loggamma(n + 1) - mp.loggamma(k + 1) - mp.loggamma(n - k + 1)

    low, high = max(0, white - left), min(drawn, white)
    mode = min(max((drawn + 1) * (white + 1) // (drawn + left + 2), low), high)
    weights = {mode: mp.mpf(1)}
    for direction, end in ((1, high), (-1, low)):
        x, weight = mode, mp.mpf(1)
        while x != end and (weight > mp.mpf(10) ** -420):
            if direction > 0:
                weight *= mp.mpf((drawn - x) * (white - x)) / ((x + 1) * (left - white + x + 1))
            else:
                weight *= mp.mpf(x * (left - white + x)) / ((drawn - x + 1) * (white - x + 1))
            x += direction
            weights[x] = weight
    log_mode = log_choose(drawn, mode) + log_choose(left, white - mode) - log_choose(drawn + left, white)
    if alternative == "greater":
        chosen = [w for x, w in weights.items() if x >= a]
    elif alternative == "less":
        chosen = [w for x, w in weights.items() if x <= a]
    else:
        limit = weights[a] * (1 + mp.mpf(10) ** -7)
        chosen = [w for w in weights.values() if w <= limit]
    rest = mp.fsum(weights.values()) - mp.fsum(chosen)
    if rest < mp.fsum(chosen):
        keep = set(map(id, chosen))
        return mp.log1p(-mp.exp(log_mode) * mp.fsum(w for w in weights.values() if id(w) not in keep))
    return mp.log(mp.fsum(chosen)) + log_mode


def kolmogorov_sf(n, d):
    """1 - P(D_n < d) by the matrix of Durbin (1973) and Marsaglia, Tsang & Wang, in long arithmetic."""
    digits = int(60 + 2.0 * n * d * d)
    with mp.workdps(digits):
        d = mp.mpf(d)
        if d >= 0.5 or n * d * d >= 4:  # beyond, the two sides overlap by less than 4e-11 of the sum
            return 2 * smirnov_sf(n, d)
        k = int(mp.floor(n * d)) + 1
        size, h = 2 * k - 1, k - n * d
        # The matrix is applied to a vector n times; entries are v[i] of the k-th row.
        matrix = []
        for i in range(size):
            row = []
            for j in range(min(i + 2, size)):
                top = mp.mpf(1)
                if j == 0:
                    top -= h ** (i + 1)
                if i == size - 1:
                    top -= h ** (size - j)
                if j == 0 and i == size - 1:
                    top += max(2 * h - 1, mp.mpf(0)) ** size
                row.append(top / mp.factorial(i - j + 1))
            matrix.append(row)
        vector = [mp.mpf(0)] * size
        vector[k - 1] = mp.mpf(1)
        for step in range(1, n + 1):
            vector = [mp.fdot(row, vector) for row in matrix]
            vector = [value * step / n for value in vector]
        return 1 - vector[k - 1]


def smirnov_sf(n, d):
    return d * mp.fsum(
        mp.binomial(n, j) * (d + mp.mpf(j) / n) ** (j - 1) * (1 - d - mp.mpf(j) / n) ** (n - j)
        for j in range(int(mp.floor(n * (1 - d))) + 1)
    )


def best_arm(arms):
    """P(arm k is best) for Beta(a, b) arms, by quadrature of the density times the others' lower tails."""
    def log_density(x, a, b):
        return ((a - 1) * mp.log(x) + (b - 1) * mp.log(1 - x)
                + mp.loggamma(a + b) - mp.loggamma(a) - mp.loggamma(b))

    result = []
    for k, (a, b) in enumerate(arms):
        others = [arm for j, arm in enumerate(arms) if j != k]

        def log_integrand(x):
            total = log_density(x, a, b)
            for c, d in others:
                total += incomplete_beta(x, 1 - x, c, d)[0]
            return total

        result.append(integrate_peaked(log_integrand))
    return result


def integrate_peaked(log_f):
    """The trapezoidal rule in log-odds over the range where the integrand is not negligible."""
    def g(u):
        x = 1 / (1 + mp.exp(-u))
        return log_f(x) + mp.log(x) + mp.log(1 - x)

    grid = [mp.mpf(u) / 4 for u in range(-100, 101)]
    peak = max(grid, key=g)
    step = mp.mpf(1) / 8
    while step > mp.mpf(10) ** -5:
        peak = max((peak - step, peak, peak + step), key=g)
        step /= 2
    top, edges = g(peak), []
    for direction in (-1, 1):
        distance = mp.mpf("1e-4")
        while g(peak + direction * distance) > top - 60:
            distance *= mp.mpf("1.15")
        edges.append(peak + direction * distance)
    nodes = 240
    width = (edges[1] - edges[0]) / nodes
    values = [mp.exp(g(edges[0] + i * width) - top) for i in range(nodes + 1)]
    return mp.fsum(values) * width * mp.exp(top)
