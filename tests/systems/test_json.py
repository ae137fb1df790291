"""JSON from outside: what is no JSON, or could not be held, is refused with its place by every reader alike."""

from __future__ import annotations

import json
import time

import pytest

from rolescope.rights.model import Tenant
from rolescope.systems import NAMES, system
from rolescope.systems.faults import BundleError
from rolescope.systems.json import read_json
from rolescope.systems.vendor import is_vendor_json, vendor_format

OWN = {
    "payspace": '{"@odata.context": "x#Lookup_SecurityRole", "value": [{"Value": "A", "Description": "DESCRIPTION"}]}',
    "intacct": '{"ia::result": [{"id": "A", "roleType": "DESCRIPTION"}]}',
    "keypay": '{"accessType": "Restricted", "email": "DESCRIPTION"}',
}
"""A file of each vendor's."""
BROKEN = {
    "a raw line break in a text": "one\ntwo",
    "a key twice": 'x", "again": 1, "again": "2',
    "a number beyond all": 'x", "number": 1e999, "more": "y',
    "half a character": "\\ud800",
    "a control character": "one\rtwo\x00",
    "a word that JSON has not": 'x", "number": NaN, "more": "y',
}
TAKEN = {("keypay", "a raw line break in a text"), ("keypay", "a control character")}
"""KeyPay takes control characters with a warning; what it then makes of the record is not asked here."""


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("fault", BROKEN)
def test_no_reader_of_a_vendors_files_fails_on_broken_json(name: str, fault: str) -> None:
    text = OWN[name].replace("DESCRIPTION", BROKEN[fault])
    assert is_vendor_json(OWN[name])
    reader = vendor_format(name)
    assert reader is not None
    if (name, fault) not in TAKEN:
        with pytest.raises(BundleError, match=r"^own\.json: "):
            reader.read_files(Tenant("T", name), system(name).tree(None), [("own.json", text)], lambda told: None)


def test_a_place_and_what_was_expected_there_are_told() -> None:
    told = "own.json: line 1, column 7: not JSON: a control character stands in a text, expected it as \\n, \\t or"
    with pytest.raises(BundleError) as refused:
        read_json('{"a":"\n"}', "own.json")
    assert str(refused.value).startswith(told)


def test_a_hostile_object_of_many_keys_is_refused_at_once() -> None:
    keys = ",".join(f'"{number}":0' for number in range(20_000))
    began = time.perf_counter()
    with pytest.raises(BundleError, match="the key 'x' stands twice in one object"):
        read_json(f'{{{keys},"x":1,"x":2}}', "own.json")
    assert time.perf_counter() - began < 1


def test_sound_json_comes_as_it_is() -> None:
    value = {"a": [1, 2.5, None, True, {"b": "ü"}], "A": ""}
    assert read_json("\ufeff" + json.dumps(value), "own.json") == value
