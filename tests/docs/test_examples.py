"""The files that the documentation shows are accepted by the product, and what it says of rules and keys is current."""

import json
import re
from pathlib import Path

import jsonschema
import pytest

from docs.keys import FILE, page, shown
from rolescope.resources import data_path
from rolescope.rights.engine import Engine
from rolescope.rights.model import Subject
from rolescope.rights.system import CHOICE
from rolescope.systems import system
from rolescope.systems.bundle import bundle_schema, read_bundle
from rolescope.systems.keypay import rules as keypay
from rolescope.systems.payspace import SYSTEM
from rolescope.systems.payspace.rules import BASIS
from rolescope.tui.actions import ACTIONS
from rolescope.tui.config import KNOWN, read_config
from rolescope.tui.keymap import keymap_problems
from rolescope.tui.widgets.row_list import RowList
from tests.docs.pages import PAGES, ROOT, Block, blocks, links

BUNDLES = [block for each in PAGES for block in blocks(each, "json")]
CONFIGS = [block for each in PAGES for block in blocks(each, "toml")]


@pytest.mark.parametrize("block", BUNDLES, ids=lambda block: block.where)
def test_a_bundle_that_is_shown_can_be_imported_and_fits_the_schema(block: Block) -> None:
    bundle = read_bundle(block.text, block.where)
    outcome = Engine(system(bundle.tenant.system), bundle.tree).evaluate(bundle.tenant)
    assert outcome.subjects
    jsonschema.validate(json.loads(block.text), bundle_schema())


@pytest.mark.parametrize("block", CONFIGS, ids=lambda block: block.where)
def test_settings_that_are_shown_are_taken_without_a_complaint(block: Block, tmp_path: Path) -> None:
    file = tmp_path / "config.toml"
    file.write_text(block.text, "utf-8")
    config = read_config(file)
    assert config.problems == ()
    assert list(keymap_problems(config.keys)) == []


def test_the_readme_shows_every_setting_there_is() -> None:
    readme = [block for block in CONFIGS if block.page.name == "README.md"]
    assert all(any(name in block.text for block in readme) for name in KNOWN)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_links_lead_to_files_that_exist(page: Path) -> None:
    for target in links(page):
        if not target.startswith(("https://", "#")):
            assert (page.parent / target.partition("#")[0]).exists(), f"{page.name}: {target}"


def test_every_picture_of_the_readme_was_drawn_as_svg_too() -> None:
    pictures = [Path(target) for target in links(ROOT / "README.md") if target.startswith("screenshots/")]
    assert pictures
    assert all((ROOT / picture).with_suffix(".svg").exists() for picture in pictures)


def test_the_page_of_keys_is_what_the_registry_says() -> None:
    assert FILE.read_text("utf-8") == page(), "stale: run python docs/keys.py"


def test_the_keys_that_the_readme_begins_with_exist() -> None:
    of_lists = " ".join(shown(each.key) for each in RowList.BINDINGS if not isinstance(each, tuple))
    known = set(f"{' '.join(shown(action.keys) for action in ACTIONS)} {of_lists}".split())
    part = (ROOT / "README.md").read_text("utf-8").partition("## Keys")[2].partition("\n## ")[0]
    told = re.findall("`[^`]+`", "".join(re.findall(r"^\| (`.*?) \|", part, re.MULTILINE)))
    assert len(told) > 10
    assert set(told) <= known


# The rules of PaySpace

RULES = (ROOT / "docs" / "payspace.md").read_text("utf-8")


def test_each_rule_that_is_our_choice_is_listed_as_one_and_no_other() -> None:
    listed = re.findall(r"^\| (PS-\d\d) \|", RULES, re.MULTILINE)
    assert listed == [rule for rule, basis in BASIS.items() if basis == CHOICE]


def test_the_layers_are_those_that_the_policy_has() -> None:
    bundle = read_bundle(data_path("demo.json").read_text("utf-8"), "demo.json")
    outcome = Engine(SYSTEM, bundle.tree).evaluate(bundle.tenant)
    layers = {layer.number: layer.name for layer in outcome.layers(Subject("leave-app", "leave-prod"))}
    told = {int(number): name for number, name in re.findall(r"^\| (\d+) \| ([\w ]+) \|", RULES, re.MULTILINE)}
    assert told == {**layers, 12: "notes"}


def test_the_rules_that_are_named_exist() -> None:
    for each in PAGES:
        named = set(re.findall(r"(?:PS|KP)-\d+", each.read_text("utf-8")))
        assert named <= {*BASIS, *keypay.BASIS}, each.name


# The rules of KeyPay

KEYPAY = (ROOT / "docs" / "keypay.md").read_text("utf-8")


def test_each_keypay_rule_that_is_our_choice_is_listed_as_one_and_no_other() -> None:
    listed = re.findall(r"^\| (KP-\d\d) \|", KEYPAY, re.MULTILINE)
    assert listed == [rule for rule, basis in keypay.BASIS.items() if basis == CHOICE]


def test_the_keypay_layers_are_those_that_the_policy_has() -> None:
    bundle = read_bundle(data_path("demo-keypay.json").read_text("utf-8"), "demo-keypay.json")
    outcome = Engine(system("keypay"), bundle.tree).evaluate(bundle.tenant)
    layers = {layer.number: layer.name for layer in outcome.layers(outcome.subjects[0])}
    told = {int(number): name for number, name in re.findall(r"^\| (\d+) \| ([\w ]+) \|", KEYPAY, re.MULTILINE)}
    assert told == {**layers, 7: "note"}


def test_the_numbers_of_the_demo_and_the_catalogue_are_right() -> None:
    bundle = read_bundle(data_path("demo.json").read_text("utf-8"), "demo.json")
    readme = (ROOT / "README.md").read_text("utf-8")
    assert len(bundle.tree) == 1700 and "1,700 screens and fields" in readme
    assert len(bundle.tenant.roles) == 9 and "nine roles" in readme
    assert len(bundle.tenant.principals) == 13 and "thirteen API users" in readme
