"""No rule is applied without a test that names it."""

import re
from pathlib import Path

import rolescope.systems.payspace as package
from rolescope.systems.payspace.rules import BASIS

CODE = Path(package.__file__).parent
TESTS = Path(__file__).parent


def quoted(folder: Path, pattern: str) -> set[str]:
    texts = (file.read_text("utf-8") for file in folder.glob("*.py") if file.name != Path(__file__).name)
    return {f"PS-{number}" for text in texts for number in re.findall(pattern, text)}


def test_every_rule_that_the_code_quotes_is_named_by_a_test() -> None:
    named = quoted(TESTS, r"(?:def test\w*?_|_)ps_(\d\d)") | quoted(TESTS, r'"PS-(\d\d)-')
    assert not quoted(CODE, r"PS-(\d\d)") - named


def test_every_rule_that_a_test_names_is_in_the_list_of_rules() -> None:
    assert quoted(TESTS, r"PS-(\d\d)") <= set(BASIS)
