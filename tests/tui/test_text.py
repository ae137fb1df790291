"""Text from outside is drawn, never obeyed, and keeps to its cells."""

import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from rich.cells import cell_len
from rich.style import Style

from rolescope.tui.text import fit, fit_middle, plain, to_strip

ANY_TEXT = st.text(st.characters(exclude_categories=()), max_size=60)
"""Lone surrogates and unassigned characters too."""


@pytest.mark.parametrize(
    ("text", "drawn"),
    [
        ("Payroll Administrator", "Payroll Administrator"),
        ("[HR] Leave [bold]", "[HR] Leave [bold]"),
        ("\x1b[31mred\x07\x7f", "␛[31mred␇␡"),
        ("one\r\ntwo\tthree\0", "one␍␊two␉three␀"),
        ("\x9b31m\x85", "⟨U+009B⟩31m⟨U+0085⟩"),
        ("fdp\u202egpj.exe", "fdp⟨U+202E⟩gpj.exe"),
        ("\u2066a\u2069\u200f\u061c", "⟨U+2066⟩a⟨U+2069⟩⟨U+200F⟩⟨U+061C⟩"),
        ("Ad\u200bmin\ufeff\xad", "Ad⟨U+200B⟩min⟨U+FEFF⟩⟨U+00AD⟩"),
        ("one\u2028two", "one⟨U+2028⟩two"),
        ("tag\U000e0041", "tag⟨U+E0041⟩"),
        ("half \ud83d", "half ⟨U+D83D⟩"),
        ("Admin\ufe0f", "Admin⟨U+FE0F⟩"),
        ("⚠\ufe0f 1\ufe0f\u20e3", "⚠ 1\u20e3"),
        ("\u0301Rene\u0301", "◌\u0301Rene\u0301"),
        ("👍🏽", "👍🏽"),
        ("🏽", "⟨U+1F3FD⟩"),
        ("a" + "\u0300" * 50 + "b", "a" + "\u0300" * 4 + "…b"),
        ("給与 管理者", "給与 管理者"),
        ("", ""),
    ],
)
def test_what_would_steer_the_terminal_or_hide_is_shown(text, drawn):
    assert plain(text) == drawn


@pytest.mark.parametrize(
    ("text", "width", "drawn"),
    [
        ("Banking Details", 15, "Banking Details"),
        ("Banking Details", 14, "Banking Detai…"),
        ("給与管理者", 10, "給与管理者"),
        ("給与管理者", 9, "給与管理…"),
        ("給与管理者", 8, "給与管 …"),
        ("Renée", 1, "…"),
        ("Renée", 0, ""),
        ("Renée", -3, ""),
        ("", 0, ""),
    ],
)
def test_a_text_too_long_is_cut_by_cells_and_says_so(text, width, drawn):
    assert plain(text, width) == drawn


@pytest.mark.parametrize(("align", "drawn"), [("left", "給与   "), ("right", "   給与"), ("center", " 給与  ")])
def test_a_short_text_is_padded_by_cells(align, drawn):
    assert fit("給与", 7, align) == drawn


@given(ANY_TEXT)
@example("\u0301")
@example("👩\u200d👧")
def test_nothing_invisible_is_left_and_drawing_twice_changes_nothing(text):
    drawn = plain(text)
    assert not {"Cc", "Cf", "Cs", "Zl", "Zp"} & {unicodedata.category(character) for character in drawn}
    assert plain(drawn) == drawn


@given(ANY_TEXT, st.integers(-1, 40), st.sampled_from(["left", "center", "right"]))
@example("🏽" * 9, 4, "left")
def test_a_fitted_text_takes_exactly_its_cells(text, width, align):
    assert cell_len(fit(text, width, align)) == max(0, width)
    assert cell_len(plain(text, width)) <= max(0, width)
    assert to_strip([(text, None), (text, Style(bold=True))], Style(), width).cell_length == max(0, width)


def test_a_megabyte_is_cut_as_fast_as_a_name():
    assert plain("\x1b" * 1_000_000, 8) == "␛␛␛␛␛␛␛…"
    assert cell_len(fit("a" + "\u0300" * 1_000_000, 8)) == 8


def test_a_piece_of_a_line_is_never_markup_nor_a_control_sequence():
    assert (
        to_strip([("[red]x\x1b[2J", None), ("", None), ("y", Style(bold=True))], Style(), 14).text == "[red]x␛[2Jy   "
    )


def test_a_reversed_line_has_one_background():
    pieces = [("a", Style(color="red", italic=True)), ("b", Style(color="red", reverse=False))]
    reversed_style, upright = [segment.style for segment in to_strip(pieces, Style(reverse=True), 2)]
    assert reversed_style == Style(reverse=True, italic=True)
    assert upright == Style(color="red", reverse=False)


@pytest.mark.parametrize(
    ("text", "width", "drawn"),
    [
        ("Order Entry definitions", 15, "Order E…nitions"),
        ("Order Entry", 15, "Order Entry    "),
        ("Order Entry", 5, "Orde…"),
        ("日本語日本語日本語日本語", 12, fit("日本語日本語日本語日本語", 12)),
    ],
)
def test_a_text_is_cut_in_its_middle(text: str, width: int, drawn: str) -> None:
    assert fit_middle(text, width) == drawn
