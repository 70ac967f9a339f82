"""Worker groups and queues of the 2.0 client: made, subscribed, given tokens, deleted."""

from __future__ import annotations

from recorder import Recorder

GROUP, QUEUE = "client-group", "client-queue"


def run(recorder: Recorder) -> None:
    groups, queues = recorder.of("worker_groups"), recorder.of("worker_queues")
    queue = {"id": QUEUE, "name": "Client", "tags": ["client"]}
    recorder.say("worker queue", queues.create_worker_queue(queue).id == QUEUE)
    queues.update_worker_queue(QUEUE, {**queue, "description": "of the client"})
    found = [each.id for each in queues.list_worker_queues().worker_queues]
    recorder.say("worker queues", QUEUE in found, str(found))
    made = groups.create_worker_group({"id": GROUP, "name": "Client", "subscriptions": []})
    recorder.say("worker group", made.deletable is True, str(made))
    groups.update_worker_group(GROUP, {"name": "Of the client", "subscriptions": []})
    groups.add_worker_group_subscription(GROUP, {"workerQueueId": QUEUE, "reservedPercent": 10})
    groups.update_worker_group_subscription_reservation(GROUP, QUEUE, {"reservedPercent": 20})
    (serves,) = groups.worker_group(GROUP).subscriptions
    recorder.say("reserved", (serves.queue.id, serves.reserved_percent) == (QUEUE, 20), str(serves))
    recorder.say("subscribers", queues.worker_queue_subscribers(QUEUE).groups[0].id == GROUP)
    recorder.say("no workers", queues.worker_queue(QUEUE).workers == [])
    recorder.say("groups", GROUP in [g.id for g in groups.list_worker_groups().worker_groups])
    recorder.say("capacity", groups.worker_group_capacity(GROUP).total_allocated == 0)
    recorder.say("workers", groups.list_worker_group_workers(GROUP).workers == [])
    token = groups.generate_worker_group_token(GROUP, {"name": "client"})
    recorder.say("token", token.token.startswith(token.details.token_prefix), str(token))
    groups.revoke_worker_group_token(GROUP, token.details.uid)
    groups.delete_worker_group_token(GROUP, token.details.uid)
    recorder.of("instance").list_worker_credentials()
    recorder.of("instance").list_all_mcp_servers()
    groups.remove_worker_group_subscription(GROUP, QUEUE)
    groups.delete_worker_group(GROUP)
    queues.delete_worker_queue(QUEUE)
