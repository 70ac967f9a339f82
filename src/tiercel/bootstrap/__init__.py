"""Wiring: adapters, services, loops and the web application. The only package that knows all."""

from tiercel.bootstrap.application import Application
from tiercel.bootstrap.blob_storages import blobs_of
from tiercel.bootstrap.build import assemble, back_up_to, build, plan_migrations
from tiercel.bootstrap.parts import ApplicationDependencies
from tiercel.bootstrap.sandboxes import sandbox_gaps, sandbox_left_open
from tiercel.bootstrap.secret_keys import key_ring_of
from tiercel.bootstrap.services import engine_config, renderer_of, server_zone
from tiercel.bootstrap.spans import spans_of
from tiercel.bootstrap.stores import store_of
from tiercel.bootstrap.upgrade import try_upgrade

__all__ = [
    "Application",
    "ApplicationDependencies",
    "assemble",
    "back_up_to",
    "blobs_of",
    "build",
    "engine_config",
    "key_ring_of",
    "plan_migrations",
    "renderer_of",
    "sandbox_gaps",
    "sandbox_left_open",
    "server_zone",
    "spans_of",
    "store_of",
    "try_upgrade",
]
