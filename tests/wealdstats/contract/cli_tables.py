"""A table for every method of the command line, made by the simulators or by hand."""

import csv

import numpy as np

from wealdstats.simulate import DiffusionWorld, World, diffuse, simulate


def write(path, **columns):
    """Write columns of one length as CSV."""
    with path.open("w", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(columns)
        writer.writerows(zip(*columns.values(), strict=True))
    return str(path)


def empty(values):
    """Missing numbers as empty cells, whole ones without a point."""
    return ["" if np.isnan(value) else f"{value:g}" for value in np.asarray(values, float)]


def panel(folder):
    rng = np.random.default_rng(3)
    unit, year = (axis.ravel() for axis in np.indices((14, 6)))
    value = (
        rng.normal(60.0, 5.0, 14)[unit] + rng.normal(0.0, 1.0, len(unit)) + 4.0 * ((unit == 0) & (year >= 4))
    )
    first = np.where(unit == 0, 2014.0, np.nan)
    names = [f"school {row:02}" for row in unit]
    return [write(folder / "panel.csv", unit=names, year=2010 + year, value=value, first_year=empty(first))]


def cohorts(folder):
    rng = np.random.default_rng(4)
    unit, year = (axis.ravel() for axis in np.indices((24, 5)))
    first = np.where(unit < 6, 2012.0, np.where(unit < 12, 2013.0, np.nan))
    value = rng.normal(60.0, 5.0, 24)[unit] + rng.normal(0.0, 1.0, len(unit))
    names = [f"school {row:02}" for row in unit]
    return [write(folder / "cohorts.csv", unit=names, year=2010 + year, value=value, first_year=empty(first))]


def trusts(folder):
    world = simulate(World(), seed=1)
    panel = world.panel
    row, column = (axis.ravel() for axis in np.indices(panel.shape))
    names = np.array(panel.units)
    table = write(
        folder / "results.csv",
        unit=names[row],
        year=np.array(panel.years)[column],
        value=empty(panel.values.ravel()),
        phase=np.array(panel.phase)[row],
        region=np.array(panel.region)[row],
        local_authority=np.array(panel.local_authority)[row],
    )
    records = world.joins.records
    joins = write(
        folder / "joins.csv",
        unit=[each.unit for each in records],
        trust=[each.trust for each in records],
        first_year=[each.first_year for each in records],
    )
    return [table, "--joins", joins, "--draws", "60"]


def measures(folder):
    """The same results as two measures, one of them with a floor of its own."""
    table, *more = trusts(folder)
    heading, *rows = (folder / "results.csv").read_text().splitlines()
    told = [f"{measure},{floor},{row}" for measure, floor in (("maths", 2), ("reading", "")) for row in rows]
    (folder / "results.csv").write_text("\n".join([f"measure,floor,{heading}", *told]))
    return [table, *more, "--trust", "T00"]


def adoptions(folder):
    table, _, joins, *draws = trusts(folder)
    return [table, "--adoptions", joins, *draws, "--column", "site=trust"]


def studies(folder):
    names = [f"site {row}" for row in range(8)]
    effect, se = [2.0, 1.0, 3.5, 0.5, 2.5, 1.5, 4.0, 0.0], [0.5, 0.6, 0.7, 0.5, 0.6, 0.8, 0.7, 0.5]
    return [write(folder / "s.csv", study=names, site=names, effect=effect, se=se, adopters=[5] * 8)]


def schools(folder):
    rng = np.random.default_rng(5)
    n = 60
    fsm = rng.uniform(5.0, 50.0, n)
    value = 70.0 - 0.4 * fsm + rng.normal(0.0, 3.0, n) + rng.normal(0.0, 2.0, n)
    return [
        write(
            folder / "schools.csv",
            school=[f"school {row:02}" for row in range(n)],
            group=[f"trust {row % 4}" for row in range(n)],
            value=value,
            variance=[4.0] * n,
            size=rng.integers(20, 200, n),
            fsm=fsm,
            eal=rng.uniform(0.0, 60.0, n),
        )
    ]


def by_year(folder):
    rng = np.random.default_rng(13)
    school, year = (axis.ravel() for axis in np.indices((30, 4)))
    value = 60.0 + rng.normal(0.0, 3.0, 30)[school] + rng.normal(0.0, 2.0, len(school))
    names = [f"school {row:02}" for row in school]
    return [
        write(folder / "years.csv", school=names, year=2016 + year, value=value, variance=[4.0] * len(school))
    ]


def sizes(folder):
    rng = np.random.default_rng(6)
    size = rng.integers(20, 200, 40)
    passed = rng.binomial(size, 0.6)
    names = [f"school {row:02}" for row in range(40)]
    return [write(folder / "sizes.csv", school=names, size=size, value=passed / size)]


def series(folder):
    return [
        write(folder / "series.csv", year=range(2010, 2020), value=[60, 62, 61, 59, 60, 61, 62, 60, 61, 80])
    ]


def votes(folder):
    rng = np.random.default_rng(7)
    person, statement = (axis.ravel() for axis in np.indices((60, 12)))
    camp = person % 2
    agrees = np.where(statement < 4, 0.9, np.where((statement + camp) % 2 == 0, 0.9, 0.1))
    vote = np.where(rng.random(len(person)) < 0.1, 0, np.where(rng.random(len(person)) < agrees, 1, -1))
    return [
        write(
            folder / "votes.csv",
            person=[f"p{row:02}" for row in person],
            statement=[f"s{row:02}" for row in statement],
            vote=vote,
            group=camp,
            stratum=[f"trust {row}" for row in camp],
        )
    ]


def ratings(folder):
    rng = np.random.default_rng(8)
    rater, item = (axis.ravel() for axis in np.indices((40, 10)))
    rating = (rng.random(len(rater)) < 0.3 + 0.05 * item).astype(float)
    names = [f"p{row:02}" for row in rater]
    table = write(folder / "r.csv", rater=names, item=[f"i{row}" for row in item], rating=rating)
    return [table, "--ties", write(folder / "t.csv", a=["p00", "p01"], b=["p01", "p02"])]


def reviews(folder):
    """Schools that review each other: each reviewed by three, one of whom it reviews."""
    rng = np.random.default_rng(9)
    target, place, criterion = (axis.ravel() for axis in np.indices((12, 3, 4)))
    reviewer = (target + np.array([1, 4, 6])[place]) % 12
    strength = rng.normal(0.0, 1.0, (12, 4)) + rng.normal(0.0, 1.0, (12, 1))
    felt = (
        strength[target, criterion] - rng.normal(0.0, 0.4, 12)[reviewer] + rng.normal(0.0, 0.4, len(target))
    )
    return [
        write(
            folder / "reviews.csv",
            target=[f"school {row:02}" for row in target],
            reviewer=[f"school {row:02}" for row in reviewer],
            criterion=[f"c{row}" for row in criterion],
            score=np.clip(np.round(2.0 + felt), 0, 4).astype(int),
        )
    ]


def judges(folder):
    rng = np.random.default_rng(10)
    target, judge = (axis.ravel() for axis in np.indices((15, 4)))
    score = np.round(5.0 + rng.normal(0.0, 2.0, 15)[target] + rng.normal(0.0, 1.0, len(target)))
    return [
        write(
            folder / "judges.csv",
            target=[f"t{row:02}" for row in target],
            judge=[f"j{row}" for row in judge],
            score=score,
        )
    ]


def comparisons(folder):
    rng = np.random.default_rng(11)
    first, second = rng.integers(0, 8, (2, 240))
    kept = first != second
    better = rng.random(240) < 1.0 / (1.0 + np.exp(-0.4 * (first - second)))
    winner, loser = np.where(better, first, second)[kept], np.where(better, second, first)[kept]
    judge = [f"j{row % 5}" for row in range(len(winner))]
    return [write(folder / "c.csv", judge=judge, winner=winner, loser=loser)]


def edges(folder):
    need, offer = (axis.ravel() for axis in np.indices((6, 4)))
    table = write(
        folder / "edges.csv",
        need=[f"n{row}" for row in need],
        offer=[f"o{row}" for row in offer],
        affinity=(need * 7 + offer * 3) % 10,
        capacity=[2] * len(need),
    )
    return [table, "--forbid", write(folder / "forbid.csv", need=["n0"], offer=["o0"])]


def acts(folder):
    table = write(folder / "acts.csv", a=["Ash", "Oak", "Elm"], b=["Oak", "Elm", "Yew"], on=[1, 2, 3])
    names = ["Ash", "Oak", "Elm", "Yew", "Fir"]
    everybody = write(
        folder / "members.csv", member=names, trust=["N", "N", "S", "S", ""], group=list("NNSSS")
    )
    return [table, "--members", everybody, "--half-life", "2"]


def spread(folder):
    seen = diffuse(DiffusionWorld(people=200, contexts=4, ratio=4.0, made=0.3), seed=1)
    made = ["yes" if each else "no" for each in seen.by_adopting]
    ties = write(folder / "ties.csv", a=seen.a, b=seen.b, formed=empty(seen.formed), by_adopting=made)
    people = write(
        folder / "people.csv", person=seen.person, adopted=empty(seen.adopted), context=seen.context
    )
    return [ties, "--people", people, "--draws", "19"]


def gifts(folder):
    return [write(folder / "gifts.csv", giver=["Ash", "Oak"], receiver=["Oak", "Elm"], amount=[2, 3])]


def wagers(folder):
    return [
        write(
            folder / "bets.csv",
            bet=["reading", "tutors"],
            chance=[0.5, 0.7],
            chance_low=[0.2, 0.7],
            chance_high=[0.8, 0.7],
            size=[2, 3],
            size_low=[1, 0],
            size_high=[4, 6],
            reach=[100, 50],
            persistence=[0.8, 0.5],
        )
    ]


def pulse(folder):
    rng = np.random.default_rng(12)
    person, wave = (axis.ravel() for axis in np.indices((40, 2)))
    team, answer = [f"team {row % 3}" for row in person], rng.integers(1, 6, len(person))
    return [write(folder / "pulse.csv", answer=answer, wave=wave, person=person, team=team)]


def groups(folder):
    """Two schools by two groups with all totals; one group of four."""
    return [
        write(
            folder / "groups.csv",
            school=["Ash"] * 3 + ["Oak"] * 3 + ["all"] * 3,
            group=["few", "rest", "all"] * 3,
            count=[4, 40, 44, 20, 30, 50, 24, 70, 94],
            value=[40, 62, 60, 45, 61.67, 55, 44.17, 61.86, 57.34],
        )
    ]


FACETS = ["--facets", "target,reviewer,criterion", "--target", "target"]
CASES = {
    "synthetic_did": (panel, []),
    "synthetic_control": (panel, []),
    "difference_in_differences": (panel, ["--placebo", "9"]),
    "att_gt": (cohorts, []),
    "dividend": (trusts, ["--trust", "T00"]),
    "sector": (trusts, ["--counterfactual", "outside_trusts", "--scale", "points"]),
    "pool_measures": (measures, []),
    "site_effects": (adoptions, []),
    "random_effects": (studies, []),
    "shrink": (studies, []),
    "practice_effect": (studies, []),
    "between_school_variance": (by_year, []),
    "variance_by_group": (schools, []),
    "shrunken_residuals": (schools, ["--covariates", "fsm,eal"]),
    "positive_deviants": (schools, ["--covariates", "fsm"]),
    "funnel_limits": (sizes, []),
    "xmr_chart": (series, []),
    "comparators": (schools, ["--features", "fsm,eal", "--k", "3"]),
    "opinion_map": (votes, []),
    "group_informed_consensus": (votes, []),
    "support_by_stratum": (votes, []),
    "bridge": (ratings, []),
    "rasch_facets": (reviews, []),
    "reviewer_pools": (reviews, []),
    "icc": (judges, []),
    "krippendorff_alpha": (judges, ["--metric", "interval"]),
    "g_study": (reviews, FACETS),
    "d_study": (reviews, [*FACETS, "--over", "reviewer"]),
    "bradley_terry": (comparisons, []),
    "cosiness": (reviews, ["--draws", "99"]),
    "halo": (reviews, ["--draws", "99"]),
    "assign": (edges, []),
    "connectivity": (acts, []),
    "conductivity": (spread, []),
    "reciprocity_tallies": (gifts, []),
    "isolates": (acts, []),
    "value_bets": (wagers, ["--draws", "200"]),
    "hidden_cells": (groups, ["--by", "school,group", "--threshold", "11", "--low", "0", "--high", "100"]),
    "pulse_results": (pulse, ["--groups", "team"]),
}
