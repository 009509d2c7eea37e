from pathlib import Path

import pytest

from casecalc.exhibits.fonts import (
    FACES,
    FONTS,
    face_rules,
    font_file,
    needed_fallbacks,
    without_missing,
)


def test_every_face_is_bundled_with_its_licence() -> None:
    for face in FACES:
        path = FONTS / face.file
        assert path.is_file()
        assert any((path.parent / name).is_file() for name in ("LICENSE", "LICENSE.md"))


@pytest.mark.parametrize(
    "text", ["Núñez-Østergård", "Ιωαννίδης", "Ромашка «№ 5»", "Đặng", "§ ¶ “” – — …"]
)
def test_latin_greek_and_cyrillic_need_no_other_face(text: str) -> None:
    assert needed_fallbacks(text) == ()
    assert without_missing(text) == text


@pytest.mark.parametrize(
    "text", ["王小明", "プレミアム", "프리미엄", "עברית", "مميز", "प्रीमियम", "พรีเมียม"]
)
def test_other_scripts_have_a_face(text: str) -> None:
    assert needed_fallbacks(text)
    assert without_missing(text) == text


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("gnp\u202eexe", "gnp[U+202E]exe"),
        ("a\u200bb", "a[U+200B]b"),
        ("a\x07b", "a[U+0007]b"),
        ("soft\u00adhyphen", "soft[U+00AD]hyphen"),
        ("🎉", "[U+1F389]"),
        ("e\u0301", "é"),
    ],
)
def test_what_cannot_be_seen_or_shown_becomes_a_visible_code_point(text: str, shown: str) -> None:
    assert without_missing(text) == shown


def test_only_addresses_of_bundled_faces_lead_to_a_file() -> None:
    rules = face_rules("plain")
    assert "dejavu" not in rules
    assert font_file("casecalc-font:source-serif-4/SourceSerif4-Regular.ttf") is not None
    for address in ("casecalc-font:../../manage.py", "file:///etc/passwd", str(Path(__file__)), ""):
        assert font_file(address) is None
