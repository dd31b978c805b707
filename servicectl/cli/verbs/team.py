"""The verbs around a team's folder: making it, saving hand edits, finding out what is wrong."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from servicectl.cli.app.context import Context
from servicectl.cli.app.printing import put, put_json
from servicectl.cli.app.typed import Typed, team_paths
from servicectl.errors import UsageError, msg
from servicectl.output.i18n import say
from servicectl.services.team.init import create_team
from servicectl.services.team.save import save_edits
from servicectl.store.team.package_data import profiles as shipped_profiles


def init(context: Context, words: str, typed: Typed) -> int:
    """Make a new team's folder."""
    if not typed["folder"] or not typed["profile"]:
        raise UsageError(
            msg("init needs a folder and --profile"),
            msg("servicectl init DIR --profile {name}", name=shipped_profiles()[0]),
        )
    made = create_team(
        context.settings.folder / typed["folder"],
        typed["profile"],
        sample=bool(typed["sample"]),
        language=context.settings.lang,
        now=context.settings.present(ZoneInfo("UTC")),
    )
    if typed["json"]:
        put_json({"schema": 1, "folder": str(made.folder), "commit": made.commit})
    else:
        put(
            say(
                msg(
                    "{folder} is ready: cd there and type servicectl report", folder=typed["folder"]
                )
            )
        )
    return 0


def profiles(context: Context, words: str, typed: Typed) -> int:
    """Print the rulebooks that ship."""
    if typed["json"]:
        put_json(list(shipped_profiles()))
    else:
        put("\n".join(shipped_profiles()))
    return 0


def save(context: Context, words: str, typed: Typed) -> int:
    """Check and commit what was edited by hand."""
    commit, files = save_edits(context.session, team_paths(context, typed["paths"]))
    if typed["json"]:
        put_json(
            {
                "schema": 1,
                "case": None,
                "event": None,
                "state": None,
                "commit": commit,
                "id": None,
                "files": files,
            }
        )
    else:
        put(say(msg("saved: {files}", files=list(files))))
    return 0


def doctor(context: Context, words: str, typed: Typed) -> int:
    """Say what stands in the way, or whether an event was recorded."""
    from servicectl.services.team.doctor import examine, look_for

    if typed["event"]:
        commit = look_for(context.root, typed["event"])
        if typed["json"]:
            put_json({"event": typed["event"], "commit": commit})
        elif commit:
            put(say(msg("{event} is recorded in {commit}", event=typed["event"], commit=commit)))
        else:
            put(say(msg("{event} is not recorded: type it again", event=typed["event"])))
        return 0 if commit else 1
    findings = examine(
        context.root, fix=bool(typed["fix"]), now=context.settings.present(ZoneInfo("UTC"))
    )
    if typed["json"]:
        put_json([{"ok": ok, "what": say(what)} for ok, what in findings])
    else:
        for ok, what in findings:
            put(("ok   " if ok else "!!   ") + say(what))
    return 0 if all(ok for ok, _ in findings) else 1
