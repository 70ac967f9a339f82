"""Records of the whole server by the 2.0 client: made, found, changed, deleted."""

from __future__ import annotations

from datetime import UTC, datetime

from kestrapy.models.banner import Banner
from kestrapy.models.evaluation_type import EvaluationType
from kestrapy.models.kill_switch import KillSwitch
from kestrapy.models.tenant import Tenant
from kestrapy.models.tenant_controller_apps_catalog_config_request import (
    TenantControllerAppsCatalogConfigRequest as CatalogRequest,
)
from recorder import Recorder

LATER = datetime(2099, 1, 1, tzinfo=UTC)


def run(recorder: Recorder) -> None:
    recorder.section(_kill_switches)
    recorder.section(_banners)
    recorder.section(_maintenance)
    recorder.section(_tenants)


def _kill_switches(recorder: Recorder) -> None:
    switches = recorder.of("kill_switches")
    sent = KillSwitch(
        name="client",
        namespace="client.switched",
        start_date=LATER,
        evaluation_type=EvaluationType.KILL,
        enabled=True,
    )
    made = switches.create_kill_switch(sent)
    recorder.say("kill switch", made.name == "client" and made.start_date == LATER, str(made))
    changed = switches.update_kill_switch(
        made.id, sent.model_copy(update={"evaluation_type": EvaluationType.CANCEL})
    )
    recorder.say("kill switch changed", changed.evaluation_type == "CANCEL", str(changed))
    switches.delete_kill_switch(made.id)
    found = [each for each in switches.search_kill_switches() if each.id == made.id]
    recorder.say("kill switch archived", [each.deleted for each in found] == [True], str(found))


def _banners(recorder: Recorder) -> None:
    banners = recorder.of("banners")
    made = banners.create_banner(Banner(message="client", start_date=LATER))
    recorder.say("banner", made.message == "client" and made.active is False, str(made))
    changed = banners.update_banner(made.id, Banner(message="changed", type="WARNING"))
    recorder.say("banner changed", changed.type == "WARNING" and changed.active, str(changed))
    found = [each.id for each in banners.search_banners()]
    recorder.say("banner found", made.id in found, str(found))
    banners.delete_banner(made.id)


def _maintenance(recorder: Recorder) -> None:
    instance = recorder.of("instance")
    instance.enter_maintenance()
    during = instance.maintenance_status()
    instance.exit_maintenance()
    after = instance.maintenance_status()
    recorder.say("maintenance", during.maintenance and not after.maintenance, str(during))


def _tenants(recorder: Recorder) -> None:
    tenants = recorder.of("tenants")
    sent = Tenant(
        id="client",
        name="Client",
        deleted=False,
        concurrency={"limit": 3, "behavior": "QUEUE"},
        quotas=[{"duration": "PT1H", "limit": 5, "behavior": "FAIL"}],
    )
    made = tenants.create_tenant(sent)
    recorder.say("tenant", made.concurrency.limit == 3 and len(made.quotas) == 1, str(made))
    changed = tenants.update_tenant("client", sent.model_copy(update={"name": "Other"}))
    recorder.say("tenant changed", changed.name == "Other", str(changed))
    found = tenants.search_tenants(page=1, size=10, sort=["id:asc"])
    recorder.say("tenant found", found.total >= 2, str(found))
    recorder.say("tenant got", tenants.tenant("client").name == "Other")
    pictured = tenants.set_logo("client", b"\x89PNG\r\n\x1a\n client")
    recorder.say("tenant logo", (pictured.logo or "").startswith("data:image/png"), str(pictured))
    looks = tenants.set_apps_catalog_config("client", CatalogRequest(title="Ours"))
    recorder.say("apps catalog", looks.title == "Ours", str(looks))
    tenants.set_apps_catalog_logo("client", b"\x89PNG\r\n\x1a\n client")
    tenants.delete_apps_catalog_logo("client")
    recorder.say("apps catalog got", tenants.apps_catalog_config("client").title == "Ours")
    tenants.delete_tenant("client")
