"""`tiercel policy`: policies that flows are held to, tried before they are in force."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from tiercel.cli.groups import group_of
from tiercel.cli.offline import Config
from tiercel.cli.parameters.shared import AsJson

Folder = Annotated[
    Path, typer.Argument(help="A folder with policies and flows, YAML files.", exists=True)
]


def add(app: typer.Typer) -> None:
    group = group_of("Policies for flows.", {"test": (try_on_flows, "tiercel policy test company")})
    app.add_typer(group, name="policy")


def try_on_flows(folder: Folder, config: Config = None, as_json: AsJson = False) -> None:
    """Hold the flows of a folder to its policies, without a server; exit 1 when one is refused.

    The configuration gives plugin defaults and policies of its own, as on the server. The verdicts
    are those of a server with the same policies, as `policies/export` of the API gives them.
    """
    from tiercel.cli.output import print_json
    from tiercel.cli.policy_verdicts import lines_of, trial_of
    from tiercel.cli.violation_lines import violation_line
    from tiercel.flowlang.policies.exported import static_policies
    from tiercel.flowlang.policies.server_rules import ServerRules
    from tiercel.plugin.catalog.registry import Catalog
    from tiercel.settings import read_settings

    settings = read_settings(config=config)
    rules = ServerRules(settings.plugins.plugin_defaults, static_policies(settings.policies))
    trial = trial_of(folder, rules, Catalog.of_builtins())
    if as_json:
        print_json(
            {
                "policies": trial.policies,
                "mistakes": [
                    {"file": file, "path": each.path, "message": each.message}
                    for file, each in trial.mistakes
                ],
                "flows": [
                    {
                        "flow": each.name,
                        "refused": bool(each.refusals),
                        "said": [text for _, text in lines_of(each)],
                    }
                    for each in trial.flows
                ],
            }
        )
        raise typer.Exit(trial.exit_code)
    for file, mistake in trial.mistakes:
        typer.echo(violation_line(mistake, file=file), err=True)
    for found in trial.flows:
        typer.echo(f"{'✘' if found.refusals else '✓'} - {found.name}")
        for mark, text in lines_of(found):
            typer.echo(f"\t{mark} - {text}")
    raise typer.Exit(trial.exit_code)
