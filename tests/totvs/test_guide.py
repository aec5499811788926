"""What docs/totvs.md tells RM's administrator is what WorkChat does and says."""

import re

from workchat.config import ROOT
from workchat.totvs import check, problems
from workchat.totvs.sentences import GUARDIANS_SQL, PARAMETERS, STUDENTS_SQL
from workchat.totvs.whole import LABELS

GUIDE = (ROOT / "docs" / "totvs.md").read_text()
SAID = [words for words in (*problems.WORDS.values(), *vars(problems).values(), *vars(check).values())
        if isinstance(words, str)] + [problems.lacking(["NOME"]).words]  # fmt: skip


def test_the_sentences_of_the_guide_are_those_that_workchat_understands():
    assert re.findall(r"```sql\n(.*?)\n```", GUIDE, re.S) == [STUDENTS_SQL, GUARDIANS_SQL]
    assert all(f"`{name}`" in GUIDE for name in PARAMETERS)


def test_every_message_of_the_guide_is_said_and_every_problem_is_in_the_guide():
    rows = [line for line in GUIDE.splitlines() if line.startswith("| “")]
    told = [re.findall("“(.*?)”", row.split("|")[1]) for row in rows]
    for parts in told:
        assert any(all(part in words for part in parts) for words in SAID), parts
    for kind, words in problems.WORDS.items():
        assert any(words.startswith(parts[0]) for parts in told), kind


def test_the_fields_of_the_guide_are_those_of_the_page():
    for label in ("Coligada", "Filial", "Nível de ensino", "Período letivo"):
        assert label in LABELS.values()
        assert label.lower() in GUIDE
