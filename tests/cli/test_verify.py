"""``verify`` on the demo's PaySpace company: what the API shows to a credential against the saved state."""

from pathlib import Path

from rolescope.resources import data_path
from rolescope.rights.model import Subject
from rolescope.systems.bundle import read_bundle
from tests.cli.conftest import Cli
from tests.payspace.building import POSITION
from tests.payspace.test_verify import document, shown

DEMO = read_bundle(data_path("demo.json").read_text("utf-8"), "demo.json")


def metadata(folder: Path, user: str, credential: str) -> Path:
    """What the API would show to a credential of the demo."""
    file = folder / "metadata.xml"
    file.write_text(document(shown(DEMO.tenant, DEMO.tree, Subject(user, credential))))
    return file


def test_the_metadata_of_a_credential_agrees_until_its_role_is_edited(on_demo: Cli, tmp_path: Path) -> None:
    file = metadata(tmp_path, "hris-sync", "hris-prod")
    agreed = on_demo("verify", file, "--credential", "hris-prod")
    assert (agreed.code, agreed.err.startswith("no difference")) == (0, True)
    assert on_demo("set", "API Integration", POSITION, "deny", "--reason", "x").code == 0
    differs = on_demo("verify", file, "--user", "hris-sync", "--json")
    assert differs.code == 1
    assert {(row["node"], row["kind"]) for row in differs.json if row["decided"]} == {(POSITION, "vendor shows it")}


def test_verify_says_whose_rights_it_needs(on_demo: Cli, tmp_path: Path) -> None:
    file = metadata(tmp_path, "hris-sync", "hris-prod")
    assert "name the user with --user or --credential" in on_demo("verify", file).err
    assert "belongs to hris-sync" in on_demo("verify", file, "--credential", "hris-prod", "--user", "bi-export").err
    (tmp_path / "bad.xml").write_text("<!DOCTYPE a><a/>")
    refused = on_demo("verify", tmp_path / "bad.xml", "--user", "hris-sync")
    assert (refused.code, "document type" in refused.err) == (2, True)
