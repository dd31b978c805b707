"""Two files of one customer, or of one unit: the verbs that merge them and take them apart."""

from __future__ import annotations

from servicectl.cli.app.context import Context
from servicectl.cli.app.printing import put_kept
from servicectl.cli.app.typed import Typed, whole


def merge(context: Context, words: str, typed: Typed) -> int:
    """Let two files be one; of what, is the first word of the command."""
    from servicectl.services.records import merge

    kind, v = merge.KINDS[words.partition(" ")[0]], whole(context, words, typed)
    filed = merge.merge(context.session, kind, v["keep"], v["gone"], v["reason"])
    return put_kept(filed, words, typed)


def unmerge(context: Context, words: str, typed: Typed) -> int:
    """Take what was merged apart again."""
    from servicectl.services.records import merge

    kind, v = merge.KINDS[words.partition(" ")[0]], whole(context, words, typed)
    return put_kept(merge.unmerge(context.session, kind, v["gone"], v["reason"]), words, typed)
