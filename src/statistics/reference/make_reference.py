"""Writes the reference values that the tests of src/statistics compare with.

    python -m venv /tmp/reference
    /tmp/reference/bin/pip install scipy statsmodels scikit-learn mpmath
    /tmp/reference/bin/python src/statistics/reference/make_reference.py

One JSON file per source file, with the versions of the packages. Where SciPy or statsmodels can be
checked against mpmath (50 or more digits) it is; when they differ by more than 1e-10, mpmath's
value is kept and the case says by how much the package missed.
"""

import json
import math
import sys
from pathlib import Path

import mpmath as mp
import numpy as np
import scipy
import sklearn
import statsmodels
import statsmodels.api
from high_precision import (
    beta_log_tails,
    beta_quantile,
    best_arm,
    binomial_log_tails,
    chi2_log_tails,
    chi2_quantile,
    fisher_log_p,
    kolmogorov_sf,
    normal_log_tails,
    t_log_tails,
    t_quantile,
)
from scipy import optimize, stats
from sklearn.isotonic import IsotonicRegression
from sklearn.metrics import brier_score_loss, log_loss, roc_auc_score
from statsmodels.stats import power as smp
from statsmodels.stats import proportion as smprop
from statsmodels.stats.contingency_tables import Table2x2, mcnemar
from statsmodels.stats.multitest import multipletests
from statsmodels.stats.weightstats import CompareMeans, DescrStatsW

HERE = Path(__file__).parent
VERSIONS = {
    "scipy": scipy.__version__,
    "statsmodels": statsmodels.__version__,
    "scikit-learn": sklearn.__version__,
    "numpy": np.__version__,
    "mpmath": mp.__version__,
}
ALTERNATIVES = ["two-sided", "less", "greater"]
SM_ALTERNATIVES = {"two-sided": "two-sided", "less": "smaller", "greater": "larger"}


def plain(value):
    """JSON has no NaN or infinity; they are written as strings."""
    if isinstance(value, dict):
        return {key: plain(item) for key, item in value.items()}
    if isinstance(value, (list, tuple, np.ndarray)):
        return [plain(item) for item in value]
    if isinstance(value, (bool, str)) or value is None:
        return value
    if isinstance(value, (int, np.integer)):
        return int(value)
    value = float(value)
    if math.isnan(value):
        return "NaN"
    if math.isinf(value):
        return "Infinity" if value > 0 else "-Infinity"
    return value


class File:
    def __init__(self, name):
        self.name, self.cases = name, []

    def add(self, call, args, expect, source):
        self.cases.append({"call": call, "args": plain(args), "expect": plain(expect), "source": source})

    def write(self):
        head = json.dumps({"versions": VERSIONS})[:-1]
        lines = ",\n".join(json.dumps(case) for case in self.cases)
        (HERE / f"{self.name}.json").write_text(f'{head}, "cases": [\n{lines}\n]}}\n')
        missed = sum("missed" in case["source"] for case in self.cases)
        print(f"{self.name}: {len(self.cases)} cases, {missed} where the package missed")


def judged(package, source, exact):
    """The package's value when it is right to 1e-10, else the exact one and by how much it missed."""
    package, exact = float(package), float(exact)
    if package == exact or (exact != 0 and abs(package / exact - 1) <= 1e-10):
        return package, source
    miss = abs(package / exact - 1) if exact else math.inf
    return exact, f"mpmath ({source} missed by {miss:.0e})"


def judged_log(package, source, exact):
    """Like judged, where an error of the logarithm is also one of the probability."""
    package, exact = float(package), float(exact)
    if package == exact or abs(package - exact) <= 1e-10 * min(1, abs(exact)):
        return package, source
    return exact, f"mpmath ({source} missed by {abs(package - exact) / min(1, abs(exact)):.0e})"


def tails(file, call, args, distribution, exact, upper_shift=0):
    """Both log tails of one point; `upper_shift` makes P(X >= k) of SciPy's P(X > k)."""
    logs = exact(*args)
    with np.errstate(all="ignore"):
        point, *parameters = args
        lower, source = judged_log(distribution.logcdf(point, *parameters), "scipy", logs[0])
        upper, other = judged_log(distribution.logsf(point - upper_shift, *parameters), "scipy", logs[1])
    expect = {"logLower": lower, "logUpper": upper, "lower": math.exp(lower), "upper": math.exp(upper)}
    file.add(call, args, expect, source if "missed" in source else other)


def distributions():
    file = File("distributions")
    for z in [0, 0.1, 0.5, 1, 1.5, 1.99, 2, 2.01, 3, 5, 8, 12, 20, 30, 37]:
        for sign in (1, -1):
            tails(file, "normalTails", [sign * z], stats.norm, normal_log_tails)
    for df in [1, 1.5, 2, 3, 10, 30.5, 100, 1e4, 1e7]:
        for t in [0.001, 0.5, 1, 1.7, 1.8, 2, -5, 10, -37]:
            tails(file, "studentTTails", [t, df], stats.t, t_log_tails)
    tails(file, "studentTTails", [1e60, 5], stats.t, t_log_tails)
    for df in [1, 2, 3, 7, 10, 100, 1e4, 1e7]:
        for factor in [0.01, 0.5, 0.99, 1, 1.01, 1.5, 3]:
            if df < 1e7 or 0.99 <= factor <= 1.01:
                tails(file, "chiSquareTails", [df * factor, df], stats.chi2, chi2_log_tails)
        deviations = 37 * math.sqrt(2 * df) + 700
        tails(file, "chiSquareTails", [df + deviations, df], stats.chi2, chi2_log_tails)
    for a, b in [(0.5, 0.5), (1, 1), (1, 5), (2, 3), (30, 70), (0.5, 1000), (1e4, 1e4), (1e3, 1e7)]:
        for x in [1e-6, 0.001, 0.1, 0.3, 0.5, 0.75, 0.999]:
            logs = beta_log_tails(x, a, b)
            if min(logs) > -690:
                tails(file, "betaTails", [x, a, b], stats.beta, beta_log_tails)
    for k, n, p in [(0, 1, 0.5), (1, 1, 0.5), (0, 1, 1e-9), (3, 10, 0.5), (10, 10, 0.01), (0, 0, 0.3),
                    (500, 1000, 0.5), (900, 1000, 0.5), (5, 10**7, 1e-7), (5_000_000, 10**7, 0.5),
                    (5_055_000, 10**7, 0.5), (4_942_000, 10**7, 0.5), (0, 10**7, 6.9e-5), (150, 150, 0.01)]:
        tails(file, "binomialTails", [k, n, p], stats.binom, binomial_log_tails, upper_shift=1)
    for p in [1e-300, 1e-100, 1e-12, 0.001, 0.025, 0.3, 0.5, 0.8, 0.975]:
        file.add("normalQuantile", [p], stats.norm.ppf(p), "scipy")
        for df in [1, 2, 5, 33.3, 1000, 1e7]:
            if p >= 1e-12:
                found = judged(stats.t.ppf(p, df), "scipy", t_quantile(p, df))
                file.add("studentTQuantile", [p, df], *found)
                found = judged(stats.chi2.ppf(p, df), "scipy", chi2_quantile(p, df))
                file.add("chiSquareQuantile", [p, df], *found)
        for a, b in [(0.5, 0.5), (1, 1), (2, 5), (400, 9000), (1, 1e7)]:
            exact = beta_quantile(p, a, b)
            if exact > 1e-290:  # below, doubles lose digits or underflow
                file.add("betaQuantile", [p, a, b], *judged(stats.beta.ppf(p, a, b), "scipy", exact))
    file.write()


TABLES = [
    (3, 1, 1, 3), (0, 5, 5, 0), (0, 3, 4, 5), (5, 0, 0, 0), (1, 0, 0, 1), (0, 1, 1, 0), (8, 2, 1, 5),
    (10, 20, 30, 40), (0, 100, 50, 50), (100, 900, 130, 870), (12, 5, 29, 2), (190, 800, 200, 900),
    (400, 100, 100, 400), (600, 20, 30, 700), (1, 9_999_999, 9, 9_999_991),
    (50_000, 4_950_000, 50_700, 4_949_300), (50_000, 4_950_000, 61_500, 4_938_500), (7, 7, 7, 7),
]


def contingency():
    chi, fisher = File("chi_square"), File("fisher")
    for a, b, c, d in TABLES:
        table = [[a, b], [c, d]]
        for alternative in ALTERNATIVES:
            if 0 in (a + b, c + d, a + c, b + d):
                value, source, log_p = 1.0, "scipy", 0.0
            else:
                log_p = fisher_log_p(a, b, c, d, alternative)
                with np.errstate(all="ignore"):
                    found = stats.fisher_exact(table, alternative=alternative).pvalue
                value, source = judged(found, "scipy", mp.exp(log_p))
            odds = a * d / (b * c) if b * c else (math.nan if a * d == 0 else math.inf)
            expect = {"statistic": odds, "pValue": value, "logPValue": log_p}
            fisher.add("fisherExactTest", [a, b, c, d, {"alternative": alternative}], expect, source)
        for correction in (False, True):
            if 0 in (a + b, c + d, a + c, b + d):
                expect, source = {"statistic": math.nan, "pValue": math.nan}, "by definition"
            else:
                found = stats.chi2_contingency(table, correction=correction)
                exact = mp.exp(chi2_log_tails(found.statistic, 1)[1])
                p, source = judged(found.pvalue, "scipy", exact)
                expect = {"statistic": found.statistic, "pValue": p, "df": 1}
            chi.add("chiSquareTest", [table, {"correction": correction}], expect, source)
    for table in [[[10, 20, 30], [6, 9, 17]], [[0, 2, 0, 7], [3, 0, 1, 0], [5, 5, 5, 5]],
                  [[3_000_000, 2_000_000], [2_999_000, 2_001_000], [3_001_000, 1_999_000]],
                  [[900, 100, 30], [100, 900, 30], [30, 30, 900]], [[300, 0], [0, 300]]]:
        found = stats.chi2_contingency(table, correction=False)
        p, source = judged(found.pvalue, "scipy", mp.exp(chi2_log_tails(found.statistic, found.dof)[1]))
        chi.add("chiSquareTest", [table], {"statistic": found.statistic, "pValue": p, "df": found.dof}, source)
    for counts, shares in [([40, 60], [1, 1]), ([0, 1], [1, 1]), ([5_001_000, 4_999_000], [1, 1]),
                           ([16, 18, 16, 14, 12, 12], [1, 2, 1, 1, 1, 3]), ([0, 0, 900], [1, 1, 1])]:
        expected = np.array(shares) / sum(shares) * sum(counts)
        found = stats.chisquare(counts, expected)
        expect = {"statistic": found.statistic, "pValue": found.pvalue, "df": len(counts) - 1}
        chi.add("chiSquareFitTest", [counts, shares], expect, "scipy")
    chi.write()
    fisher.write()


ARMS = [(0, 1, 1, 1), (1, 1, 1, 1), (0, 10, 3, 10), (10, 10, 3, 10), (120, 1000, 100, 1000),
        (56, 70, 48, 80), (9, 10**7, 30, 10**7), (500_000, 10**7, 505_000, 10**7),
        (500_000, 10**7, 534_000, 10**7), (1, 50, 0, 60), (800, 1000, 300, 1000)]


def proportions():
    file, effects = File("proportions"), File("effect_sizes")
    for a, m, b, n in ARMS:
        for level in (0.95, 0.999):
            for k, trials in ((a, m), (b, n)):
                low, high = smprop.proportion_confint(k, trials, 1 - level, "wilson")
                expect = {"estimate": k / trials, "low": low if k else 0, "high": high if k < trials else 1}
                file.add("wilsonInterval", [k, trials, {"level": level}], expect, "statsmodels")
                low, high = smprop.proportion_confint(k, trials, 1 - level, "beta")
                expect = {"estimate": k / trials, "low": low, "high": high}
                file.add("clopperPearsonInterval", [k, trials, {"level": level}], expect, "statsmodels")
            low, high = smprop.confint_proportions_2indep(a, m, b, n, "newcomb", "diff", 1 - level)
            expect = {"estimate": a / m - b / n, "low": low, "high": high}
            file.add("newcombeInterval", [a, m, b, n, {"level": level}], expect, "statsmodels")
            if a and b:
                table = Table2x2(np.array([[a, m - a], [b, n - b]]), shift_zeros=False)
                low, high = table.riskratio_confint(1 - level)
                expect = {"estimate": table.riskratio - 1, "low": low - 1, "high": high - 1}
                effects.add("lift", [a, m, b, n, {"level": level}], expect, "statsmodels")
            cells = np.array([[a, m - a], [b, n - b]])
            table = Table2x2(cells + (0.5 if cells.min() == 0 else 0), shift_zeros=False)
            low, high = table.oddsratio_confint(1 - level)
            expect = {"estimate": table.oddsratio, "low": low, "high": high}
            effects.add("oddsRatio", [a, m - a, b, n - b, {"level": level}], expect, "statsmodels")
        effects.add("cohenH", [a / m, b / n], smprop.proportion_effectsize(a / m, b / n), "statsmodels")
        for alternative in ALTERNATIVES:
            with np.errstate(all="ignore"):
                z, p = smprop.proportions_ztest([a, b], [m, n], alternative=SM_ALTERNATIVES[alternative])
            source = "statsmodels"
            if not math.isnan(z):
                lower, upper = normal_log_tails(z)
                logs = {"less": lower, "greater": upper, "two-sided": min(lower, upper) + mp.log(2)}
                p, source = judged(p, source, min(mp.exp(logs[alternative]), 1))
            expect = {"statistic": z, "pValue": p}
            file.add("twoProportionZTest", [a, m, b, n, {"alternative": alternative}], expect, source)
    random = np.random.default_rng(2)
    for m, n in [(2, 2), (5, 9), (40, 30)]:
        x, y = random.normal(0.4, 2, m).round(3), random.normal(0, 1, n).round(3)
        pooled = CompareMeans(DescrStatsW(x), DescrStatsW(y)).std_meandiff_pooledvar
        d = (x.mean() - y.mean()) / (pooled / math.sqrt(1 / m + 1 / n))
        effects.add("cohenD", [x, y], d, "statsmodels")
    file.write()
    effects.write()


def t_tests():
    file = File("t_test")
    random = np.random.default_rng(3)
    for m, n in [(2, 2), (3, 7), (30, 20)]:
        x, y = random.normal(0.5, 2, m).round(3), random.normal(0, 1, n).round(3)
        for alternative in ALTERNATIVES:
            found = stats.ttest_ind(x, y, equal_var=False, alternative=alternative)
            options = {"alternative": alternative, "level": 0.9}
            both = stats.ttest_ind(x, y, equal_var=False).confidence_interval(0.9)
            difference = {"estimate": x.mean() - y.mean(), "low": both.low, "high": both.high}
            expect = {"statistic": found.statistic, "pValue": found.pvalue, "df": found.df, "difference": difference}
            file.add("welchTTest", [x, y, options], expect, "scipy")
            k = min(m, n)
            found = stats.ttest_rel(x[:k], y[:k], alternative=alternative)
            expect = {"statistic": found.statistic, "pValue": found.pvalue, "df": found.df}
            file.add("pairedTTest", [x[:k], y[:k], options], expect, "scipy")
    summaries = [(10**7, 0.0501, 0.0475, 10**7, 0.05, 0.0475), (10**7, 0.0537, 0.05, 10**7, 0.05, 0.04),
                 (10**7, 1, 9, 2, 1.5, 0.1), (4, 1e8, 1, 5, 0, 1), (2, 3, 1e-12, 10**7, 3.1, 4),
                 (50, 40, 1, 60, 0, 1)]
    for m, mean_a, var_a, n, mean_b, var_b in summaries:
        for alternative in ALTERNATIVES:
            share_a, share_b = mp.mpf(var_a) / m, mp.mpf(var_b) / n
            df = (share_a + share_b) ** 2 / (share_a**2 / (m - 1) + share_b**2 / (n - 1))
            t = (mp.mpf(mean_a) - mp.mpf(mean_b)) / mp.sqrt(share_a + share_b)
            found = stats.ttest_ind_from_stats(mean_a, math.sqrt(var_a), m, mean_b, math.sqrt(var_b), n,
                                               equal_var=False, alternative=alternative)
            lower, upper = t_log_tails(float(t), float(df))
            logs = {"less": lower, "greater": upper, "two-sided": min(lower, upper) + mp.log(2)}
            p, source = judged(found.pvalue, "scipy", mp.exp(logs[alternative]))
            args = [{"n": m, "mean": mean_a, "variance": var_a}, {"n": n, "mean": mean_b, "variance": var_b}]
            expect = {"statistic": found.statistic, "pValue": p, "df": df}
            file.add("welchTTestOfSummaries", [*args, {"alternative": alternative}], expect, source)
    for call, args in [("welchTTest", [[1], [2, 3]]), ("pairedTTest", [[1], [2]]), ("welchTTest", [[1], [2]])]:
        with np.errstate(all="ignore"):
            test = stats.ttest_rel if call == "pairedTTest" else stats.ttest_ind
            found = test(*args, **({} if call == "pairedTTest" else {"equal_var": False}))
        file.add(call, args, {"statistic": found.statistic, "pValue": found.pvalue}, "scipy")
    file.write()


def mann_whitney():
    file = File("mann_whitney")
    random = np.random.default_rng(4)
    for m, n in [(1, 1), (1, 8), (3, 4), (8, 8), (7, 40), (20, 25)]:
        x, y = random.normal(0.5, 1, m).round(4), random.normal(0, 1, n).round(4)
        for alternative in ALTERNATIVES:
            for method, name in (("exact", "exact"), ("asymptotic", "normal")):
                found = stats.mannwhitneyu(x, y, alternative=alternative, method=method)
                expect = {"statistic": found.statistic, "pValue": found.pvalue}
                file.add("mannWhitneyTest", [x, y, {"alternative": alternative, "method": name}], expect, "scipy")
    x, y = np.arange(40, 80), np.arange(0, 40)
    found = stats.mannwhitneyu(x, y, method="exact")
    expect = {"statistic": found.statistic, "pValue": 2 / math.comb(80, 40)}
    file.add("mannWhitneyTest", [x, y, {"method": "exact"}], expect, "2 / C(80, 40)")
    counts = [([3, 0, 2, 5, 1], [1, 4, 0, 0, 6]), ([1, 0, 0], [0, 0, 1]), ([5, 0], [5, 0]),
              ([100, 200, 300, 150, 50], [120, 210, 280, 140, 50]), ([0, 0, 0, 0, 300], [300, 0, 0, 0, 0]),
              ([999, 1], [1000, 0])]
    for a, b in counts:
        for alternative in ALTERNATIVES:
            for continuity in (True, False):
                x, y = np.repeat(np.arange(len(a)), a), np.repeat(np.arange(len(b)), b)
                with np.errstate(all="ignore"):
                    found = stats.mannwhitneyu(x, y, alternative=alternative, method="asymptotic",
                                               use_continuity=continuity)
                options = {"alternative": alternative, "continuity": continuity}
                expect = {"statistic": found.statistic, "pValue": found.pvalue}
                file.add("mannWhitneyTestOfCounts", [a, b, options], expect, "scipy")
    millions = [([2_000_000] * 5, [2_001_000, 2_000_500, 2_000_000, 1_999_500, 1_999_000]),
                ([2_000_000] * 5, [2_060_000, 2_030_000, 2_000_000, 1_970_000, 1_940_000])]
    for a, b in millions:
        found = stats.mannwhitneyu(np.repeat(np.arange(5), a), np.repeat(np.arange(5), b), method="asymptotic")
        m, n = sum(a), sum(b)
        ties = sum((s + t) ** 3 - (s + t) for s, t in zip(a, b))
        deviation = mp.sqrt(mp.mpf(m) * n / 12 * (m + n + 1 - mp.mpf(ties) / ((m + n) * (m + n - 1))))
        z = -(abs(mp.mpf(found.statistic) - mp.mpf(m) * n / 2) - mp.mpf(1) / 2) / deviation
        p, source = judged(found.pvalue, "scipy", 2 * mp.ncdf(z))
        file.add("mannWhitneyTestOfCounts", [a, b], {"statistic": found.statistic, "pValue": p}, source)
    file.write()


def small_tests():
    file = File("mcnemar")
    for b, c in [(0, 0), (0, 1), (1, 0), (5, 5), (10, 25), (0, 990), (3_000, 3_300), (4_942_000, 5_058_000)]:
        for method in ("exact", "chi-square", "corrected"):
            if method == "corrected" and b == c:
                continue  # statsmodels gives (0 - 1)² there, which is no correction
            with np.errstate(all="ignore"):
                found = mcnemar([[7, b], [c, 7]], exact=method == "exact", correction=method == "corrected")
            p, source = found.pvalue, "statsmodels"
            if method == "exact" and b != c:
                p, source = judged(p, source, 2 * mp.exp(binomial_log_tails(min(b, c), b + c, 0.5)[0]))
            elif method != "exact" and b + c:
                p, source = (judged(p, source, mp.exp(chi2_log_tails(found.statistic, 1)[1]))
                             if found.statistic > 0 else (1.0, source))
            file.add("mcnemarTest", [b, c, {"method": method}], {"statistic": found.statistic, "pValue": p}, source)
    file.write()

    file = File("multiplicity")
    random = np.random.default_rng(5)
    for p in [[0.01], [0.5, 0.04, 1e-300], [0.01, 0.01, 0.01], [1, 0, 0.9], list(random.uniform(size=20) ** 3)]:
        file.add("holm", [p], multipletests(p, method="holm")[1], "statsmodels")
        file.add("benjaminiHochberg", [p], multipletests(p, method="fdr_bh")[1], "statsmodels")
    file.write()

    file = File("ks")
    for n in [1, 2, 5, 10, 50, 200, 1000]:
        for z in [0.4, 0.6, 0.8, 1, 1.3, 1.7, 1.9, 2.1, 3, 6, 15]:
            d = z / math.sqrt(n)
            if not 0.5 / n < d < 1 or (n == 1000 and z not in (0.8, 2.1, 15)):
                continue
            p, source = judged(stats.kstwo.sf(d, n), "scipy", kolmogorov_sf(n, d))
            file.add("kolmogorovUpper", [n, d], p, source)
    for n in [2000, 10**5, 10**7]:
        for z in [0.5, 0.8, 1, 1.4]:
            file.add("kolmogorovUpper", [n, z / math.sqrt(n)], stats.kstwo.sf(z / math.sqrt(n), n), "scipy")
    for m, n in [(1, 1), (1, 5), (4, 4), (6, 9), (30, 20), (40, 40)]:
        x, y = random.normal(0.3, 1, m).round(2), random.normal(0, 1, n).round(2)
        for method, name in (("exact", "exact"), ("asymp", "asymptotic")):
            if name == "asymptotic" and m == n == 1:
                continue  # SciPy rounds the sample size 1/2 to 0
            found = stats.ks_2samp(x, y, method=method)
            expect = {"statistic": found.statistic, "pValue": found.pvalue}
            file.add("ksTwoSampleTest", [x, y, {"method": name}], expect, "scipy")
    x, y = np.arange(500), np.arange(500, 1000)
    expect = {"statistic": 1, "pValue": float(2 / mp.binomial(1000, 500))}
    file.add("ksTwoSampleTest", [x, y], expect, "2 / C(1000, 500)")
    x = random.uniform(size=60).round(3)
    found = stats.kstest(x, "uniform", method="exact")
    file.add("ksUniformTest", [x], {"statistic": found.statistic, "pValue": found.pvalue}, "scipy")
    file.write()


def planning():
    file = File("power")
    for a, b, n, ratio in [(0.12, 0.1, 4000, 1), (0.05, 0.051, 10**6, 1), (0.3, 0.3, 50, 2), (0.0, 0.2, 12, 1),
                           (0.5, 0.4, 300, 0.5), (0.0501, 0.05, 10**7, 1), (0.9, 0.1, 3, 1)]:
        for two_sided in (True, False):
            for alpha in (0.05, 0.001):
                alternative = "two-sided" if two_sided else "larger"
                found = smprop.power_proportions_2indep(abs(a - b), min(a, b), n, ratio, alpha,
                                                        alternative=alternative, return_results=False)
                options = {"alpha": alpha, "twoSided": two_sided, "ratio": ratio}
                low_first = ratio != 1 and a < b
                if not low_first:
                    file.add("powerOfProportions", [max(a, b), min(a, b), n, options], found, "statsmodels")
    for d, n, ratio in [(0.5, 64, 1), (0.2, 2, 1), (0.0, 30, 1), (0.1, 1000, 2), (0.001, 10**7, 1), (1.5, 5, 0.8)]:
        for two_sided in (True, False):
            for alpha in (0.05, 1e-6):
                alternative = "two-sided" if two_sided else "larger"
                options = {"alpha": alpha, "twoSided": two_sided}
                found = smp.TTestIndPower().power(d, n, alpha, ratio, alternative=alternative)
                file.add("powerOfMeans", [d, n, {**options, "ratio": ratio}], found, "statsmodels")
                found = smp.TTestPower().power(d, n, alpha, alternative=alternative)
                file.add("powerOfPairs", [d, n, options], found, "statsmodels")
    for d, power in [(0.5, 0.8), (0.02, 0.9), (3, 0.8)]:
        found = smp.TTestIndPower().solve_power(d, None, 0.05, power)
        file.add("sampleSizeOfMeans", [d, {"power": power}], math.ceil(found), "statsmodels")
    for n, power in [(64, 0.8), (10_000, 0.9)]:
        found = optimize.brentq(lambda d: smp.TTestIndPower().power(d, n, 0.05) - power,
                                3 / math.sqrt(n), 6 / math.sqrt(n), xtol=1e-15)
        file.add("minimumDetectableEffect", [n, {"power": power}], found, "statsmodels")
    file.write()


def bayes_and_sequence():
    file = File("bayesian")
    for arms in [[(1, 1), (0, 1)], [(0, 0), (0, 0), (0, 0)], [(120, 1000), (100, 1000)], [(5, 10), (90, 100), (3, 4)],
                 [(500_000, 10**7), (502_000, 10**7)], [(900, 1000), (100, 1000)], [(0, 50), (2, 60), (0, 10**6)]]:
        args = [[{"successes": k, "trials": n} for k, n in arms]]
        file.add("probabilityToBeBest", args, best_arm([(k + 1, n - k + 1) for k, n in arms]), "mpmath")
    file.write()

    file = File("sequential")
    for d, variance, tau in [(0.02, 1e-5, 0.02), (0, 1, 1), (3, 0.5, 0.1), (-0.5, 0.0002, 0.3), (1, 1e-3, 5)]:
        def mixture(theta):
            return mp.exp(-((d - theta) ** 2 - d * d) / (2 * mp.mpf(variance)) - theta**2 / (2 * mp.mpf(tau) ** 2))
        shrunk = d * tau**2 / (variance + tau**2)
        width = math.sqrt(variance * tau**2 / (variance + tau**2))
        edges = [shrunk + step * width for step in (-40, -10, -3, 0, 3, 10, 40)]
        ratio = mp.quad(mixture, edges) / (mp.sqrt(2 * mp.pi) * tau)
        expect = {"logLikelihoodRatio": mp.log(ratio), "pValue": min(1, 1 / ratio)}
        file.add("sequentialLook", [d, variance, {"mixtureDeviation": tau}], expect, "mpmath.quad of the mixture")
    file.write()


def curves():
    random = np.random.default_rng(6)
    file = File("calibration")
    p = random.beta(0.5, 3, 60).round(3)
    y = (random.uniform(size=60) < p).astype(int)
    file.add("brierScore", [p, y], brier_score_loss(y, p), "scikit-learn")
    file.add("logLoss", [p, y], log_loss(y, p), "scikit-learn")
    file.add("logLoss", [[0, 1, 1], [0, 1, 0]], log_loss([0, 1, 0], [0.0, 1.0, 1.0]), "scikit-learn")
    bins = np.minimum((p * 10).astype(int), 9)
    ece = sum(abs(p[bins == b].sum() - y[bins == b].sum()) for b in range(10)) / 60
    file.add("expectedCalibrationError", [p, y, {"binning": "width"}], ece, "numpy")
    file.write()

    file = File("ranking_auc")
    for rounding in (4, 1, 0):
        score = random.normal(size=50).round(rounding) + 0.0
        label = (random.uniform(size=50) < 0.3).astype(int)
        file.add("auc", [score, label], roc_auc_score(label, score), "scikit-learn")
    file.write()

    file = File("isotonic")
    for n, rounding in [(1, 3), (2, 3), (30, 3), (40, 1)]:
        x, y = random.normal(size=n).round(rounding) + 0.0, random.integers(0, 2, n)
        w = random.integers(1, 5, n)
        model = IsotonicRegression(out_of_bounds="clip").fit(x, y, w)
        points = np.linspace(-3, 3, 13)
        file.add("isotonic", [x, y, w, points], model.predict(points), "scikit-learn")
    file.write()

    file = File("platt")
    for scale in (1, 1000):
        x = (random.normal(size=50) * scale).round(3)
        y = (random.uniform(size=50) < 1 / (1 + np.exp(1 - x / scale))).astype(int)
        up, down = (y.sum() + 1) / (y.sum() + 2), 1 / (50 - y.sum() + 2)
        target = np.where(y == 1, up, down)

        def equations(ab):
            residual = 1 / (1 + np.exp(-(ab[0] * x / scale + ab[1]))) - target
            return [float(residual @ x) / scale, float(residual.sum())]
        slope, intercept = optimize.fsolve(equations, [1, -1], xtol=1e-14)
        file.add("fitPlatt", [x, y], {"slope": slope / scale, "intercept": intercept}, "scipy.optimize")
    file.write()

    file = File("cuped")
    before = random.normal(5, 2, 25).round(3)
    after = (0.7 * before + random.normal(size=25)).round(3)
    arm = np.arange(25) < 10
    design = statsmodels.api.add_constant(np.column_stack([arm, before]))
    fit = statsmodels.api.OLS(after, design).fit()
    args = [{"outcome": after[keep], "covariate": before[keep]} for keep in (arm, ~arm)]
    file.add("cuped", args, {"theta": fit.params[2]}, "statsmodels OLS with arm and covariate")
    file.write()

    file = File("psi")
    expected, actual = np.array([100, 200, 300, 50]), np.array([90, 230, 310, 20])
    p, q = expected / expected.sum(), actual / actual.sum()
    file.add("psiOfCounts", [expected, actual], stats.entropy(q, p) + stats.entropy(p, q), "scipy")
    file.write()


SECTIONS = [distributions, contingency, proportions, t_tests, mann_whitney, small_tests, planning,
            bayes_and_sequence, curves]

if __name__ == "__main__":
    for section in SECTIONS:
        if len(sys.argv) == 1 or section.__name__ in sys.argv[1:]:
            section()
