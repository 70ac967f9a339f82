"""The audit log of the 2.0 client: searched, exported, and what happened to one role."""

from __future__ import annotations

from recorder import Recorder

TENANT = "main"


def run(recorder: Recorder) -> None:
    """For one that the calls on people have made, and deleted."""
    audit = recorder.of("auditlogs")
    sought = {"resource": "ROLE", "type": "DELETE"}
    entry = audit.find_audit_log(TENANT, sought)["auditLog"]
    object_id = entry["detail"]["id"]
    history = audit.audit_log_history(object_id, TENANT)
    recorder.say("history", entry["id"] in [each["id"] for each in history], str(history))
    for diff in (
        audit.audit_log_diff(entry["id"], TENANT),
        audit.global_audit_log_diff(entry["id"]),
    ):
        recorder.say("diff", "client readers" in diff["before"] and not diff["after"], str(diff))
    for page in (
        audit.search_audit_logs(TENANT, page=1, size=5, sort=["date:desc"]),
        audit.search_all_audit_logs(page=1, size=5),
    ):
        recorder.say("page", 0 < len(page["results"]) <= 5 <= page["total"], str(page))
    for text in (audit.export_audit_logs(TENANT), audit.export_all_audit_logs()):
        recorder.say("export", text.startswith("date,type,"), text[:100])
