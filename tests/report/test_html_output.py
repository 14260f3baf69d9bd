"""The page through the command's output."""

from __future__ import annotations

from pathlib import Path

import pytest
from brief_samples import invented

from summarizer.articles import ArticleText
from summarizer.batch import Outcome
from summarizer.cli._output import Output
from summarizer.cli._run import default_format
from summarizer.domain import Article, Brief
from summarizer.errors import EmptyArticleError
from summarizer.report import to_html


def made(source: str, brief: Brief, article: Article) -> Outcome:
    text = ArticleText(
        id=article.id,
        text=article.text,
        title=article.title,
        source=article.source,
        url=article.url,
        published=article.published,
        language=article.language,
    )
    return Outcome(source, json=brief.to_json(), text=text)


def test_all_briefs_become_one_file_and_failures_leave_it_whole(tmp_path: Path) -> None:
    out = tmp_path / "page.html"
    pairs = invented()
    with Output("html", out) as output:
        output.write(made("a", pairs[0][0], pairs[0][1]))
        output.write(Outcome("b", error=EmptyArticleError("b: empty")))
        output.write(made("c", pairs[1][0], pairs[1][1]))
        assert not out.exists()
    assert out.read_text("utf-8") == to_html(pairs[:2])
    assert list(tmp_path.iterdir()) == [out]


def test_nothing_is_written_when_interrupted(tmp_path: Path) -> None:
    brief, article = invented()[0]

    def interrupted() -> None:
        with Output("html", tmp_path / "page.html") as output:
            output.write(made("a", brief, article))
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        interrupted()
    assert not list(tmp_path.iterdir())


def test_standard_output_gets_the_page(capsys: pytest.CaptureFixture[str]) -> None:
    brief, article = invented()[0]
    with Output("html", None) as output:
        output.write(made("a", brief, article))
    assert capsys.readouterr().out == to_html([(brief, article)])


def test_the_suffix_chooses_the_format() -> None:
    assert default_format(True, Path("x.html")) == "html"
