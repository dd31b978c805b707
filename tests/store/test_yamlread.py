"""Files as people, editors, git and crashes leave them: accepted, or refused at the place."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from servicectl.domain.schema.nodes import Map, Seq, Text, position
from servicectl.errors import BadData
from servicectl.store.yaml import any_style
from servicectl.store.yaml.any_style import DEPTH_LIMIT
from servicectl.store.yaml.read import load, read, read_bytes
from servicectl.store.yaml.text import SIZE_LIMIT

CASE = """\
schema: 1
fault: 开机后无图像,电源灯闪烁
history:
- id: e-9d4k2p   # the first call
  at: 2026-11-21T09:02:00+08:00
  note: "He said: hello"
- id: e-m3x7qa
  engineers: [liming, 'zhao']
  note: |
    断电重启
    无效
"""


def bytes_of(text: str | bytes) -> bytes:
    return text if isinstance(text, bytes) else text.encode("utf-8", "surrogatepass")


REFUSED = [
    # keys
    ("a: 1\na: 2\n", "duplicate-key", 2, 1),
    ("x:\n  a: 1\n  b: 2\n  a: 3\n", "duplicate-key", 4, 3),
    ("x: {a: 1, a: 2}\n", "duplicate-key", 1, 11),
    ("'a': 1\na: 2\n", "duplicate-key", 2, 1),
    ("<<: {id: 1}\n", "merge-key", 1, 1),
    ("[a]: 1\n", "bad-key", 1, 1),
    ("? {b: 1}\n: 1\n", "bad-key", 1, 3),
    ("~: x\n", "bad-key", 1, 1),
    ('"": x\n', "bad-key", 1, 1),
    ("a\u200b: 1\n", "bad-key", 1, 1),
    ('"a\\nb": 1\n', "bad-key", 1, 1),
    # what YAML has and a data file does not
    ("a: !!binary x\n", "tag", 1, 4),
    ("a: !foo x\n", "tag", 1, 4),
    ("a: !!set {x}\n", "tag", 1, 4),
    ("a: !e!x y\n", "tag", 1, 4),
    ("a: 1\nb: &x 1\n", "alias", 2, 4),
    ("a: 1\nb: *x\n", "alias", 2, 4),
    ("a: *wichtig*\n", "alias", 1, 4),
    ("a: 1\n---\nb: 2\n", "several-documents", 2, 1),
    ("a: 1\n...\ngarbage\n", "document-end", 2, 1),
    ("a: 1\n...\n", "document-end", 2, 1),
    ("%YAML 1.2\n---\na: 1\n", "directive", 1, 1),
    ("# c\n\n%YAML 9.9\n---\na: 1\n", "directive", 3, 1),
    ("%FOO x\n---\na: 1\n", "directive", 1, 1),
    # shape and size
    ("", "empty-file", 1, 1),
    ("# only this\n", "empty-file", 1, 1),
    ("---\n", "empty-file", 1, 1),
    ("- a\n", "top-level", 1, 1),
    ("text\n", "top-level", 1, 1),
    ("a:\u00a0b\n", "top-level", 1, 1),
    ("a: " + "[" * 2000, "too-deep", 1, 3 + DEPTH_LIMIT),
    ("a: " + "{a: " * 2000, "too-deep", 1, 4 * DEPTH_LIMIT),
    ("- " * 2000 + "x\n", "too-deep", 1, 2 * DEPTH_LIMIT + 1),
    ("a: " + "[{a: " * 2000, "too-deep", 1, 5 * DEPTH_LIMIT // 2),
    ("- a: 1\n- " + "[" * 2000, "too-deep", 2, 2 + DEPTH_LIMIT),
    ("a: " + "[" * 5 + "x\nb: y", "yaml-syntax", 1, 8),
    ("a: " + "x" * SIZE_LIMIT, "file-size", 1, 1),
    # characters
    ("a: 1\n" + "\0" * 4096, "control-character", 2, 1),
    ("a: 北京\x1b[2J\n", "control-character", 1, 6),
    ("a: x\x85y\n", "control-character", 1, 5),
    ("a: x\u2028y\n", "control-character", 1, 5),
    ("a: 1\nb: 'x\u202ey'\n", "bidi-character", 2, 6),
    ("a: x\u2066y\n", "bidi-character", 1, 5),
    ("a: x\u200fy\n", "bidi-character", 1, 5),
    ("\ufeffa: 1\n", "byte-order-mark", 1, 1),
    ("a: 1\n\ufeffb: 2\n", "bad-character", 2, 1),
    ("a: \ufffe\n", "bad-character", 1, 4),
    ("a: \U0001ffff\n", "bad-character", 1, 4),
    ("a: 1\r\nb: 2\r\n", "carriage-return", 1, 5),
    ('a: "\\x85"\n', "control-character", 1, 4),
    ('a: "x\\e[2J"\n', "control-character", 1, 4),
    ('a: "\\0"\n', "control-character", 1, 4),
    ('a: "\\r"\n', "control-character", 1, 4),
    ('a: "\\u202e"\n', "bidi-character", 1, 4),
    ('a: "\\ufeff"\n', "bad-character", 1, 4),
    ('a: "\\ud800"\n', "bad-character", 1, 7),
    (b"a: 1\nb: caf\xe9\n", "not-utf8", 2, 7),
    ("a: \ud800\n", "not-utf8", 1, 4),
    ("a: 1\n".encode("utf-16"), "not-utf8", 1, 1),
    # git's markers
    ("a: 1\n<<<<<<< HEAD\nb: 1\n=======\nb: 2\n>>>>>>> x\n", "conflict-marker", 2, 1),
    ("- a\n<<<<<<<\n- b\n=======\n>>>>>>>\n", "conflict-marker", 2, 1),
    ("a: |\n  x\n<<<<<<< A\n  b\n=======\n  c\n>>>>>>> B\n", "conflict-marker", 3, 1),
    (">>>>>>> x\n=======\n<<<<<<< y\n", "yaml-syntax", 1, 2),
    ("<<<<<<<<\n=======\n>>>>>>>\n", "top-level", 1, 1),
    # indentation
    ("a:\n\tb: 1\n", "tab-indent", 2, 1),
    ("a: x\n\tb: 1\n", "tab-indent", 2, 1),
    ("a:\n  b: 1\n   \tc: 2\n", "tab-indent", 3, 4),
    ("a: |\n\tx\n", "tab-indent", 2, 1),
    ("a: 1\n b: 2\n", "yaml-syntax", 2, 3),
    ("a:\n  b: 1\n c: 2\n", "yaml-syntax", 3, 2),
    ("x:\n  - a\n  b: 1\n", "yaml-syntax", 3, 3),
    # quotes, colons, brackets
    ('a: 1\nb: "x\nc: 1\n', "open-quote", 2, 4),
    ("a: 1\nb: 'x\nby: 'y'\nc: 1\n", "open-quote", 2, 4),
    ('"a: 1\nb: "x"\n', "open-quote", 1, 1),
    ('a: "x\n---\ny"\n', "open-quote", 1, 4),
    ("a: 'it's'\n", "yaml-syntax", 1, 8),
    ('a: "C:\\qt"\n', "yaml-syntax", 1, 7),
    ("note: He said: hello\n", "yaml-syntax", 1, 14),
    ("a: 1\nb\nc: 2\n", "yaml-syntax", 2, 1),
    ("a: 1\nb： c\nd: 1\n", "yaml-syntax", 2, 1),
    ("a: [1, 2\nb: 3\n", "yaml-syntax", 1, 4),
    ("a: {x: 1\nb: 3\n", "yaml-syntax", 1, 4),
    ("a: - b\n", "yaml-syntax", 1, 4),
    ("a: @x\n", "yaml-syntax", 1, 4),
    ("a: %x\n", "yaml-syntax", 1, 4),
    ("a: ]\n", "yaml-syntax", 1, 4),
    ("a: !%ED%A0%80 x\n", "yaml-syntax", 1, 1),
]


@pytest.mark.parametrize(("text", "rule", "line", "column"), REFUSED)
def test_a_file_is_refused_with_one_finding_at_its_place(
    text: str | bytes, rule: str, line: int, column: int
) -> None:
    found, problems = load(bytes_of(text), "a.yaml")
    assert found is None
    assert [(p.rule, *p.place) for p in problems] == [(rule, "a.yaml", line, column)]


ALIKE = (
    *(text for text, *_ in REFUSED),
    *(
        'a: "x\n  \\ud800"\n',
        'a: "\\U0000DFFF"\n',
        'a: "\\\\ud800 \\ud83d\\ude00"\n',
        "b: 1\na: !<%FF> x\n",
    ),
    *("x:\n- a\n b: 1\n", "a: [!%FF x]\n", 'a: "\n\\q"\n', 'a: "\\\\\\q"\n', "a: 'it's'\n"),
)


@pytest.mark.parametrize("text", ALIKE)
def test_the_answer_is_the_same_with_and_without_libyaml(
    text: str | bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    answers = []
    for loader in (yaml.CBaseLoader, yaml.BaseLoader):
        monkeypatch.setattr(any_style, "_Loader", loader)
        answers.append(load(bytes_of(text), "x.yaml"))
    assert answers[0] == answers[1]


@pytest.mark.parametrize("loader", ["CBaseLoader", "BaseLoader"])
@pytest.mark.parametrize(
    ("text", "place"), [(t, at) for t, rule, *at in REFUSED if rule == "too-deep"]
)
def test_depth_is_bounded_alike_with_and_without_libyaml(
    text: str, place: list[int], loader: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(any_style, "_Loader", getattr(yaml, loader))
    _, problems = load(bytes_of(text), "a.yaml")
    assert [(p.rule, *p.place[1:]) for p in problems] == [("too-deep", *place)]


ACCEPTED = [
    ("on: x\n", {"on": "x"}),
    ("1: x\n", {"1": "x"}),
    ("phone: 0712345670\n", {"phone": "0712345670"}),
    ("phone: +41791234567\n", {"phone": "+41791234567"}),
    ("serial: 0x1F\nid: 1e5\n", {"serial": "0x1F", "id": "1e5"}),
    ("time: 12:30\ndate: 2026-02-30\n", {"time": "12:30", "date": "2026-02-30"}),
    ("at: 2026-01-01T25:00:00Z\n", {"at": "2026-01-01T25:00:00Z"}),
    ("qty: .nan\nn: -0\nfull: １２\n", {"qty": ".nan", "n": "-0", "full": "１２"}),
    ("qty: " + "9" * 5000, {"qty": "9" * 5000}),
    ("name: Null\nother: ~\nnone:\n", {"name": "Null", "other": "~", "none": ""}),
    ("a: 👩\u200d🔧 O'Brien Müller 北京\n", {"a": "👩\u200d🔧 O'Brien Müller 北京"}),
    ("a: مريم\nb: דָּוִד\n", {"a": "مريم", "b": "דָּוִד"}),
    ("a: x\u00a0y\n", {"a": "x\u00a0y"}),
    ("note: |\n  =======\n", {"note": "=======\n"}),
    ("note: |\n  <<<<<<<\n  =======\n  >>>>>>>\n", {"note": "<<<<<<<\n=======\n>>>>>>>\n"}),
    ("---\na: 1\n", {"a": "1"}),
    ("a: |\n  no line feed at the end", {"a": "no line feed at the end\n"}),
    ('"<<": "\\u5317\\t"\n', {"<<": "北\t"}),
    ("a: " + "[" * 19 + "]" * 19, {"a": eval("[" * 19 + "]" * 19)}),
]


@pytest.mark.parametrize("loader", ["CBaseLoader", "BaseLoader"])
@pytest.mark.parametrize(("text", "expected"), ACCEPTED)
def test_a_file_is_accepted_as_strings(
    text: str, expected: object, loader: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(any_style, "_Loader", getattr(yaml, loader))
    assert load(bytes_of(text), "a.yaml") == (expected, ())


def test_values_know_their_places() -> None:
    found, problems = load(CASE.encode(), "a.yaml")
    assert not problems
    assert found is not None
    first, second = found["history"]
    assert found.keys_at == {"schema": (1, 1), "fault": (2, 1), "history": (3, 1)}
    assert position(found["history"]) == (4, 1)
    assert position(first) == (4, 3)
    assert position(first["at"]) == (5, 7)
    assert first.keys_at["note"] == (6, 3)
    assert position(second["engineers"][1]) == (8, 23)
    assert (found["history"].flow, second["engineers"].flow) == (False, True)
    assert (first["at"].plain, first["note"].plain) == (True, False)
    assert position("typed, not read") == (1, 1)


def test_nothing_written_differs_from_empty_quotes() -> None:
    found, _ = load(b"a:\nb: ~\nc: ''\nd: '~'\ne: Nullmann\n", "a.yaml")
    assert found is not None
    assert {key for key, text in found.items() if text.is_null} == {"a", "b"}


def test_everything_wrong_is_told_at_once() -> None:
    text = "a: &x 1\nb: *x\na: 2\nc:\n  <<: y\n"
    assert [(p.rule, p.place.line) for p in load(text.encode(), "a.yaml")[1]] == [
        ("alias", 1),
        ("alias", 2),
        ("duplicate-key", 3),
        ("merge-key", 5),
    ]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("a: 1\nb: 2\na: 3\n", "the key a stands in line 1 and again in line 3"),
        ("a: 1\0", "damaged by a crash"),
        (b"a: \xff", "byte 3"),
        ("a\u200b: 1\n", r"the key a\u200b has"),
        ("a: x\u202ey\n", r"\u202e turns"),
        ("a: 1\nb：x\nc: 1\n", "full-width"),
        ("a:\u00a0b\n", "no-break space"),
        ("a: He said: hello\n", "put the text into quotes"),
        ("a: 1\r\n", "perl -pi -e 's/\\r//' a.yaml"),
        ("a: [1, 2\nb: 1\n", "the bracket opened here"),
    ],
)
def test_the_message_or_its_remedy_says_how_to_mend_it(text: str | bytes, words: str) -> None:
    problem = load(bytes_of(text), "a.yaml")[1][0]
    assert words in f"{problem.message}; {problem.remedy}"


PIECES = [
    "a",
    "b",
    ": ",
    ":",
    "- ",
    "\n",
    "  ",
    "\t",
    '"',
    "'",
    "[",
    "]",
    "{",
    "}",
    ",",
    "*",
    "&x ",
]
PIECES += [
    "!",
    "!%ED%A0%80",
    "|",
    ">",
    "#",
    "%",
    "---",
    "...",
    "? ",
    "<<",
    "\\",
    "\\x",
    "北",
    "\x85",
]


@given(st.binary(max_size=60) | st.lists(st.sampled_from(PIECES), max_size=40).map("".join))
def test_whatever_the_bytes_there_is_a_map_or_a_finding_inside_the_file(text: bytes | str) -> None:
    data = bytes_of(text)
    found, problems = load(data, "a.yaml")
    assert isinstance(found, Map) != bool(problems)
    lines = data.decode("utf-8", "replace").split("\n")
    for problem in problems:
        _, line, column = problem.place
        assert 1 <= line <= len(lines) + 1
        assert 1 <= column <= len(lines[line - 1] if line <= len(lines) else "") + 1
        assert str(problem.message).isprintable()


def texts_in(value: object) -> list[Text]:
    if isinstance(value, Text):
        return [value]
    inner = value.values() if isinstance(value, Map) else value
    assert isinstance(value, Map | Seq)
    return [text for item in inner for text in texts_in(item)]


@pytest.mark.parametrize("position_of_cut", range(0, len(CASE), 7))
def test_a_changed_character_moves_no_other_value(position_of_cut: int) -> None:
    changed = CASE[:position_of_cut] + "\n" + CASE[position_of_cut:]
    found, _ = load(changed.encode(), "a.yaml")
    lines = changed.split("\n")
    for text in texts_in(found) if found else []:
        at = lines[text.line - 1][text.column - 1 :]
        assert at.startswith(("|", "'", '"') if not text.plain else text.split(" ")[0])


def test_a_file_is_read_below_its_root(tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    (tmp_path / "folder" / "a.yaml").write_text("a: 1\n")
    assert read(tmp_path, "folder/a.yaml") == ({"a": "1"}, ())


def make_link(path: Path) -> None:
    path.with_name("real.yaml").write_text("a: 1\n")
    path.symlink_to("real.yaml")


def make_sparse(path: Path) -> None:
    with path.open("wb") as stream:
        stream.truncate(100_000_000)


@pytest.mark.parametrize(
    ("make", "rule"),
    [
        (make_link, "file-type"),
        (os.mkfifo, "file-type"),
        (Path.mkdir, "file-type"),
        (make_sparse, "file-size"),
        (lambda path: path.symlink_to("/dev/zero"), "file-type"),
        (lambda path: path.symlink_to("nowhere"), "file-type"),
        (lambda _: None, "unreadable"),
    ],
)
def test_only_ordinary_files_are_read(tmp_path: Path, make: object, rule: str) -> None:
    make(tmp_path / "a.yaml")  # type: ignore[operator]
    found, problems = read(tmp_path, "a.yaml")
    assert found is None
    assert [(p.rule, *p.place) for p in problems] == [(rule, "a.yaml", 1, 1)]


def test_a_linked_directory_is_not_followed(tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "elsewhere" / "a.yaml").write_text("a: 1\n")
    (tmp_path / "folder").symlink_to("elsewhere")
    assert [p.rule for p in read(tmp_path, "folder/a.yaml")[1]] == ["file-type"]


def test_the_bound_on_bytes_is_the_callers(tmp_path: Path) -> None:
    path = tmp_path / "a.yaml"
    path.write_bytes(b"12345")
    assert read_bytes(path, limit=5) == b"12345"
    with pytest.raises(BadData) as caught:
        read_bytes(path, limit=4, shown="a.yaml")
    assert caught.value.problems[0].rule == "file-size"
