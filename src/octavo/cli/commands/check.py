"""`octavo check`: compare all files of the library with one another, and mend them."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from octavo.cli.output.json_schema import FindingShape, put_json
from octavo.cli.output.streams import put, say
from octavo.cli.shared.library_path import existing_folder
from octavo.cli.shared.options import Command, json_option, library_option
from octavo.text import visible

if TYPE_CHECKING:
    from octavo.library.repair.check import Finding


@click.command(cls=Command)
@click.option("--repair", "mends", is_flag=True, help="Mend what can be, after a backup.")
@json_option
@library_option
def check(mends: bool, as_json: bool) -> None:
    """Compare all files with one another, and mend them.

    What is not as it should be is printed, a line each, the worst first. The exit code is 1
    if there is an error or a warning; a note does no harm. With --repair what was done is
    told, and then what is left; what cannot be mended is put aside, never deleted.
    """
    folder = existing_folder()
    if mends:
        _repair(folder)
    findings = _findings(folder)
    for finding in findings:
        _put(finding, as_json=as_json)
    if not findings:
        say("all is well")
    elif not mends and any(finding.repairable for finding in findings):
        say("`octavo check --repair` mends what can be mended")
    if any(finding.severity != "note" for finding in findings):
        raise click.exceptions.Exit(1)


def _repair(folder: Path) -> None:
    from octavo.library.repair.repair import repair

    for done in repair(folder):
        say(done)


def _findings(folder: Path) -> "list[Finding]":
    from octavo.library.repair.check import check

    return check(folder)


def _put(finding: "Finding", *, as_json: bool) -> None:
    if as_json:
        put_json(
            FindingShape(
                severity=finding.severity.value,
                problem=finding.problem,
                repairable=finding.repairable,
            )
        )
    else:
        put(visible(str(finding)))
