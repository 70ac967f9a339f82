"""Packages of plugins that can't be loaded, and installing some, which is not for the API."""

from __future__ import annotations

from starlette.responses import Response

from tiercel.service.operations.instance import plugins
from tiercel.web import params
from tiercel.web.call import Call
from tiercel.web.documented import TEXT, YAML, Answer, Body, flag
from tiercel.web.http.answers import json_answer
from tiercel.web.payloads import PluginPackage
from tiercel.web.route import Route
from tiercel.web.views.instance import MissingPluginsView
from tiercel.web.views.plugin import (
    BrokenPluginPage,
    BrokenPluginView,
    RescanView,
    TypeUsePage,
    TypeUseView,
)

GROUP = "Plugins"


class PluginPackageRoutes:
    """The reference logs what is broken and shows nothing, and installs plugins by itself."""

    def routes(self) -> list[Route]:
        return [
            Route(
                "GET",
                "/plugins/broken",
                self.broken,
                "Packages and types that can't be loaded.",
                GROUP,
                answers=(Answer(schema=BrokenPluginPage),),
                runs=(plugins.broken,),
            ),
            Route(
                "POST",
                "/plugins/rescan",
                self.rescan,
                "Search for packages that were installed, upgraded or removed.",
                GROUP,
                answers=(Answer(schema=RescanView),),
                runs=(plugins.rescan,),
            ),
            Route(
                "GET",
                "/plugins/usage",
                self.usage,
                "How many flows use each type, with those that the server lacks.",
                GROUP,
                (flag("missing", "Only types that the server lacks; false: only those it has."),),
                answers=(Answer(schema=TypeUsePage),),
                errors=(422,),
                runs=(plugins.usage,),
            ),
            Route(
                "POST",
                "/plugins/auto-install/detect",
                self.detect,
                "Plugins that a flow needs and the server lacks.",
                GROUP,
                body=Body({"type": "string"}, (TEXT, YAML), required=False),
                answers=(Answer(schema=MissingPluginsView),),
                runs=(plugins.missing,),
            ),
            Route(
                "POST",
                "/plugins/install",
                self.install,
                "Install plugins: not over the API.",
                GROUP,
                body=Body(list[PluginPackage], required=False),
                answers=(),
                errors=(403,),
                runs=(plugins.install,),
            ),
            Route(
                "GET",
                "/plugins/install/{job}",
                self.job,
                "An installation.",
                GROUP,
                answers=(),
                errors=(404,),
                runs=(plugins.installation,),
            ),
        ]

    async def broken(self, call: Call) -> Response:
        """One line each: never a stack trace."""
        found = await call.run(plugins.ListBrokenPlugins())
        shown = [BrokenPluginView(each.name, each.reason, each.fix) for each in found]
        return json_answer(BrokenPluginPage(shown, len(shown)))

    async def rescan(self, call: Call) -> Response:
        """Nothing is imported by it but what has no list of its types."""
        found = await call.run(plugins.RescanPlugins())
        return json_answer(RescanView(list(found.added), list(found.changed), list(found.removed)))

    async def usage(self, call: Call) -> Response:
        """Missing ones first."""
        is_missing = params.boolean(call, "missing") if "missing" in call.query else None
        found = await call.run(plugins.ListTypeUses(is_missing=is_missing))
        shown = [TypeUseView(each.type, each.flows, each.is_missing) for each in found.results]
        return json_answer(TypeUsePage(shown, found.total, found.is_complete))

    async def detect(self, call: Call) -> Response:
        """Only whether the source is a text is looked at."""
        if not await call.is_empty():
            await call.source("flow")
        return json_answer(MissingPluginsView(await call.run(plugins.FindMissingPlugins())))

    async def install(self, call: Call) -> Response:
        """Refused once the request is right."""
        await call.json_list("plugins")
        await call.run(plugins.InstallPlugins())

    async def job(self, call: Call) -> Response:
        """There is none to look at."""
        await call.run(plugins.GetInstallation())
