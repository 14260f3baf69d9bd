"""The report as text: what it says of runs, scores, readers and cost; and its geometry."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path

import pytest
import report_samples as samples
from hostile_texts import TEMPLATE
from typer.testing import CliRunner

from summarizer.cli._evals import app
from summarizer.evaluation import record
from summarizer.evaluation.agreement import agreement
from summarizer.evaluation.comparison import Gate, Verdict
from summarizer.evaluation.counts import CountTable
from summarizer.evaluation.metrics import SweepPoint
from summarizer.evaluation.record import Run
from summarizer.evaluation.report import to_html
from summarizer.evaluation.report._plots import nice, percent, sweep
from summarizer.evaluation.report._view import Report, article_scores, report_of
from summarizer.evaluation.scored import score_run
from summarizer.prompts import load_taxonomy

TAXONOMY = load_taxonomy()


@pytest.fixture(scope="module")
def readers() -> CountTable:
    return agreement(samples.FOLDER, TAXONOMY).table


def view(runs: Sequence[Run], readers: CountTable | None = None) -> Report:
    gold = samples.four()
    scored = [score_run(run, gold, TAXONOMY) for run in runs]
    return report_of(scored, gold, TAXONOMY, Gate(), readers)


def page(runs: Sequence[Run], readers: CountTable | None = None) -> str:
    gold = samples.four()
    scored = [score_run(run, gold, TAXONOMY) for run in runs]
    return to_html(scored, gold, TAXONOMY, readers=readers)


def test_the_scores_are_those_of_the_scorers_and_the_readers_are_on_the_same_articles(
    readers: CountTable,
) -> None:
    run = samples.run_of(samples.four(), samples.many_mistakes)
    found = view([run], readers)
    scored = score_run(run, samples.four(), TAXONOMY)
    rows = {row.metric.name: row for group in found.groups for row in group.rows}
    for one in scored.judged:
        assert rows[one.name].runs == (scored.scores[one.name],)
    assert found.readers == len(samples.FOUR)
    assert rows["claims.f1"].readers is not None
    assert rows["grounding.share"].readers is None
    assert rows["claims.f1"].judged
    assert not rows["claims.recall"].judged


def test_articles_get_their_own_scores() -> None:
    run = samples.run_of(samples.four(), failed=["wn340"])
    scores = article_scores(score_run(run, samples.four(), TAXONOMY).table)
    assert scores["wn340"]["claims"] == 0
    assert scores["wn340"]["all"] == 0
    assert scores["samoa-measles"]["all"] == 1


def test_two_runs_are_compared_and_a_stale_gold_is_told() -> None:
    gold = samples.four()
    one, two = samples.run_of(gold), samples.run_of(gold, samples.many_mistakes)
    origin = two.origin.model_copy(update={"gold_sha256": "1" * 64})
    found = view([one, two.model_copy(update={"origin": origin})])
    assert found.comparison is not None
    assert found.comparison.verdict is Verdict.INCONCLUSIVE  # four articles are too few
    assert [run.stale for run in found.runs] == [False, True]
    assert [row.name for row in found.origin if row.differs] == ["gold, SHA-256"]


def test_runs_over_other_articles_say_so() -> None:
    gold = samples.four()
    html = page([samples.run_of(gold), samples.run_of(gold[:3])])
    assert "1 article in one run only" in html
    assert "paired over 3 articles" in html
    assert "not in B" in html


def test_an_unknown_cost_is_not_called_free() -> None:
    gold = samples.four()
    html = page([samples.run_of(gold, cost=0.01), samples.run_of(gold)])
    line = re.search(r"cost, US dollars.*?</tr>", html, re.S)
    assert line is not None
    assert re.findall(r'<td class="num">(.*?)</td>', line[0]) == ["0.0400", "unknown"]


def test_the_same_runs_give_the_same_bytes_and_three_are_refused() -> None:
    run = samples.run_of(samples.four(), samples.few_mistakes)
    assert page([run]) == page([run])
    with pytest.raises(ValueError, match="one or two runs, not of 3"):
        page([run, run, run])


def test_nothing_hostile_becomes_markup() -> None:
    gold = [samples.hostile()]
    scored = [score_run(samples.hostile_run(x), gold, TAXONOMY) for x in "ab"]
    html = to_html(scored, gold, TAXONOMY)
    assert html.count("<script>") == html.count("</script>") == 1
    assert html.count("<style>") == html.count("</style>") == 1
    assert not re.search(r"<(img|iframe|base|object|embed|link)\b", html)
    assert 'href="javascript' not in html
    # Every template text stands as it was written; the first half of none was evaluated.
    assert html.count(TEMPLATE) == html.count("{% for x in y %}") > 0
    assert not set("\u202e\u2066\u200b\ufeff\x07") & set(html)


def test_geometry() -> None:
    assert percent(0.25) == "25.00%"
    assert percent(-1) == "0.00%"
    assert percent(0, -0.5, 0.5) == "50.00%"
    assert [nice(x) for x in (0, 0.011, 0.1, 3, 41)] == [1, 0.02, 0.1, 5, 50]
    points = [SweepPoint(t, None, None, f1) for t, f1 in ((0.3, 1.0), (0.5, None), (0.9, 0.0))]
    drawn = sweep([("a", "Run A", points)], 0.5)
    assert drawn is not None
    (curve,) = drawn.curves
    assert [dot[:2] for dot in curve.dots] == [(drawn.left, drawn.top), (drawn.right, drawn.bottom)]
    assert drawn.left < drawn.used_x < drawn.right
    assert sweep([("a", "Run A", [])], 0.5) is None


def test_labels_of_curves_do_not_cover_each_other() -> None:
    points = [SweepPoint(0.3, None, None, 0.5), SweepPoint(0.9, None, None, 0.5)]
    drawn = sweep([("a", "A", points), ("b", "B", points), ("readers", "R", points)], 0.5)
    assert drawn is not None
    heights = sorted(curve.label_y for curve in drawn.curves)
    assert min(b - a for a, b in pairwise(heights)) >= 16


def test_the_command_writes_the_page(tmp_path: Path) -> None:
    gold = samples.four()
    first, second, out = (tmp_path / name for name in ("a.json", "b.json", "new/report.html"))
    record.save(samples.run_of(gold, tag="first run"), first)
    record.save(samples.run_of(gold, samples.few_mistakes, tag="second run"), second)
    done = CliRunner().invoke(app, ["report", str(first), str(second), "--out", str(out)])
    assert done.exit_code == 0, done.output
    html = out.read_text("utf-8")
    assert "first run" in html
    assert "second run" in html
    assert "human ceiling" in html


def test_a_suite_without_readings_has_no_ceiling(tmp_path: Path) -> None:
    folder = tmp_path / "gold"
    (folder / "articles").mkdir(parents=True)
    for name in ("wn340.yaml", "articles/wn340.txt"):
        (folder / name).write_bytes((samples.FOLDER / name).read_bytes())
    suite = tmp_path / "own.toml"
    suite.write_text('name = "own"\ngold = "gold"\nmetrics = ["claims.f1"]\n', "utf-8")
    run = tmp_path / "run.json"
    record.save(samples.run_of([i for i in samples.four() if i.article.id == "wn340"]), run)
    out = tmp_path / "report.html"
    done = CliRunner().invoke(app, ["report", str(run), "--suite", str(suite), "--out", str(out)])
    assert done.exit_code == 0, done.output
    assert "no human ceiling: wn340: 0 readings" in done.stderr
    assert "human ceiling" not in out.read_text("utf-8")
