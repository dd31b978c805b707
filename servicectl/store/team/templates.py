"""The templates of a team's sheets: its own where it has one, else the one that ships."""

from __future__ import annotations

from pathlib import Path

from servicectl.errors import BadData, Place, Problem, msg
from servicectl.store.disk import read_file
from servicectl.store.team.package_data import shipped
from servicectl.store.team.paths import TEMPLATES, files_below

SUFFIX = ".j2"


def templates(root: Path) -> dict[str, str]:
    """Return the text of every template by its name below ``templates/``: ``zh/service-sheet.j2``.

    Raises RepositoryError for a link or anything else that is no plain file, BadData for one that
    is not UTF-8.
    """
    texts = {name: data.decode() for name, data in shipped(TEMPLATES) if name.endswith(SUFFIX)}
    for path in files_below(root, TEMPLATES):
        data = read_file(root, path) if path.endswith(SUFFIX) else None
        if data is not None:
            texts[path.removeprefix(TEMPLATES + "/")] = template_text(path, data)
    return texts


def template_text(path: str, data: bytes) -> str:
    """Return the text of one template; raise BadData where it is not UTF-8."""
    try:
        return data.decode("utf-8-sig")  # editors on Windows put a mark at the beginning
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        problem = msg("this template is not UTF-8")
        remedy = msg("save it as UTF-8 in the editor")
        raise BadData([Problem(Place(path, line), "template", problem, remedy)]) from None
