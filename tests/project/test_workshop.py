"""What is asked of a change is the same by hand, at a commit, and by the jobs that run for us."""

from __future__ import annotations

import re

import yaml

from tests.places import REPOSITORY

MAKEFILE = (REPOSITORY / "Makefile").read_text("utf-8")
PROJECT = (REPOSITORY / "pyproject.toml").read_text("utf-8")
OUR_HOOKS = yaml.safe_load((REPOSITORY / ".pre-commit-config.yaml").read_text("utf-8"))
JOBS = yaml.safe_load((REPOSITORY / ".github/workflows/tests.yml").read_text("utf-8"))["jobs"]


def test_our_hooks_ask_what_make_lint_asks_and_that_our_own_data_is_valid() -> None:
    [local] = OUR_HOOKS["repos"]
    asked = [hook["entry"].removesuffix(" --force-exclude") for hook in local["hooks"]]
    [lint] = re.findall(r"^lint:.*\n((?:\t.*\n)+)", MAKEFILE, re.MULTILINE)
    by_hand = [
        line.strip().removesuffix(" .").replace("$(BIN)", ".venv/bin") for line in lint.splitlines()
    ]
    assert asked == [*by_hand, ".venv/bin/servicectl validate"]


def test_every_python_that_we_name_is_tried() -> None:
    named = re.findall(r'"Programming Language :: Python :: (3\.\d+)"', PROJECT)
    assert JOBS["tests"]["strategy"]["matrix"]["python"] == named
