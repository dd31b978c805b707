#!/bin/sh
# Copy to .git/hooks/pre-commit in a clone of the team's repository; it has to be executable.
# What is checked is what would be committed, not what lies in the folder beside it.
set -eu
staged=$(mktemp -d)
trap 'rm -rf "$staged"' EXIT
git checkout-index --all --prefix="$staged/"
servicectl --root "$staged" validate
