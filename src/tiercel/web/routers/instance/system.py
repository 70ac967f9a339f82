"""The state of the server, its settings and the support bundle, for those who run it."""

from __future__ import annotations

from starlette.responses import Response

from tiercel.service.operations.instance import system
from tiercel.web.call import Call
from tiercel.web.documented import Answer
from tiercel.web.http.answers import attachment, json_answer
from tiercel.web.route import Route
from tiercel.web.views.system import SettingsView, SystemHealthView, settings_view, system_view

GROUP = "Instance"
ZIP = "application/zip"
FILE_NAME = "tiercel-support.zip"


class SystemRoutes:
    """Everything below `/system`."""

    def routes(self) -> list[Route]:
        return [
            Route(
                "GET",
                "/system/health",
                self.state,
                "How the server is: components, database, storage, queues and retention.",
                GROUP,
                answers=(Answer(schema=SystemHealthView),),
                runs=(system.state,),
            ),
            Route(
                "GET",
                "/system/settings",
                self.settings,
                "The settings in effect with their sources, what may be a secret masked.",
                GROUP,
                answers=(Answer(schema=SettingsView),),
                runs=(system.settings,),
            ),
            Route(
                "GET",
                "/system/support-bundle",
                self.support_bundle,
                "A zip of what helps others to help, without secrets and without flows.",
                GROUP,
                answers=(Answer(schema={"type": "string", "format": "binary"}, type=ZIP),),
                runs=(system.support_bundle,),
            ),
        ]

    async def state(self, call: Call) -> Response:
        """Components, sizes and queues as they are now, or were some minutes ago."""
        return json_answer(system_view(await call.run(system.GetSystemState())))

    async def settings(self, call: Call) -> Response:
        """By name."""
        return json_answer(settings_view(await call.run(system.ListEffectiveSettings())))

    async def support_bundle(self, call: Call) -> Response:
        """As a file to be saved."""
        content = await call.run(system.MakeSupportBundle())
        return Response(content, 200, attachment(FILE_NAME), ZIP)
