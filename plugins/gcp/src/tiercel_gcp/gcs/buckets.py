"""Buckets of Cloud Storage."""

from __future__ import annotations

from typing import Annotated, Literal

from tiercel.plugin import Json, Output, Part, Prop, RunContext, RunnableTask, Static, plugin
from tiercel_gcp.gcs.blobs import SCHEME, Storage, path_of
from tiercel_gcp.rest import Refused, part
from tiercel_gcp.values import without_none

_CONFLICT = 409
_EXAMPLE = "projectId: shop\nname: shop-orders"


class Entity(Part):
    """Who may do something."""

    type: Annotated[
        Literal["DOMAIN", "GROUP", "USER"],
        Prop("What `value` names: a whole domain, a group or a user."),
    ]
    value: Annotated[str, Prop("A domain or a mail address.")]


class AccessControl(Part):
    """Who may do what."""

    entity: Annotated[Entity, Prop("Who gets the role: its type and its name.")]
    role: Annotated[
        Literal["READER", "WRITER", "OWNER"], Prop("What whoever is named may do with the bucket.")
    ]


class Cors(Part):
    """Which pages of other sites may ask."""

    origins: Annotated[list[Json] | None, Prop("Their addresses; `*` for all.")] = None
    methods: Annotated[
        list[Literal["GET", "HEAD", "PUT", "POST", "DELETE", "OPTIONS"]] | None,
        Prop("How they may ask."),
    ] = None
    response_headers: Annotated[list[str] | None, Prop("Headers that they may see.")] = None
    max_age_seconds: Annotated[int | None, Prop("How long browsers keep the answer.")] = None


class IamConfiguration(Part):
    """How permissions work."""

    uniform_bucket_level_access_enabled: Annotated[
        bool | None, Prop("Whether permissions are those of the bucket only.")
    ] = None
    public_access_prevention: Annotated[
        Literal["ENFORCED", "UNSPECIFIED", "UNKNOWN", "INHERITED"] | None,
        Prop("Whether nothing may be public."),
    ] = None


class RuleAction(Part):
    """What a rule does."""

    type: Annotated[Literal["DELETE", "SET_STORAGE_CLASS"], Prop("What happens to objects.")]
    value: Annotated[str | None, Prop("The storage class, of SET_STORAGE_CLASS.")] = None


class RuleCondition(Part):
    """When a rule applies."""

    age: Annotated[int, Prop("How old objects are, in days.")]


class BucketLifecycleRule(Part):
    """What happens to objects by itself."""

    condition: Annotated[RuleCondition, Prop("Which objects the rule applies to.")]
    action: Annotated[RuleAction, Prop("What becomes of the objects that the condition selects.")]


class Logging(Part):
    """Where the log of requests goes."""

    log_bucket: Annotated[
        str | None, Prop("The bucket that gets the logs; none are written by default.")
    ] = None
    log_object_prefix: Annotated[str | None, Prop("How names of its objects begin.")] = None


class Bucket(Part):
    """A bucket."""

    name: Annotated[str, Prop("The name of the bucket.")]
    uri: Annotated[str, Prop("The address of the bucket, `gs://` and its name.")]
    location: Annotated[
        str | None, Prop("The region or group of regions that has its objects, such as EU.")
    ] = None
    index_page: Annotated[str | None, Prop("The page of folders.")] = None
    not_found_page: Annotated[str | None, Prop("The page of what is not there.")] = None


class BucketMade(Output):
    """A bucket, and what was done to it."""

    bucket: Annotated[Bucket, Prop("How the bucket is after the task.")]
    created: Annotated[bool, Prop("Whether it was made.")] = False
    updated: Annotated[bool, Prop("Whether it was changed.")] = False


class OfBucket(Storage):
    """What names a bucket."""

    name: Annotated[str, Prop("The name of the bucket.")]

    @property
    def path(self) -> str:
        """Its path."""
        return f"/b/{part(self.name)}"


class Described(OfBucket):
    """What says how a bucket is."""

    location: Annotated[str | None, Prop("Where it is, such as EU; US by default.")] = None
    storage_class: Annotated[
        Literal[
            "REGIONAL",
            "MULTI_REGIONAL",
            "NEARLINE",
            "COLDLINE",
            "STANDARD",
            "ARCHIVE",
            "DURABLE_REDUCED_AVAILABILITY",
        ]
        | None,
        Prop("How objects are kept; STANDARD by default."),
    ] = None
    labels: Annotated[
        dict[str, str] | None, Prop("Labels of the bucket, values by name; for costs and searches.")
    ] = None
    index_page: Annotated[str | None, Prop("The page of folders, of sites.")] = None
    not_found_page: Annotated[str | None, Prop("The page of what is not there, of sites.")] = None
    requester_pays: Annotated[bool | None, Prop("Whether whoever asks pays.")] = None
    versioning_enabled: Annotated[bool | None, Prop("Whether older versions are kept.")] = None
    retention_period: Annotated[int | None, Prop("How long objects are kept, in seconds.")] = None
    default_event_based_hold: Annotated[
        bool | None, Prop("Whether new objects are kept until an event.")
    ] = None
    default_kms_key_name: Annotated[
        str | None, Prop("The key that encrypts objects; the service's by default.")
    ] = None
    acl: Annotated[Static[list[AccessControl] | None], Prop("Who may do what.")] = None
    default_acl: Annotated[
        Static[list[AccessControl] | None], Prop("Who may do what with new objects.")
    ] = None
    cors: Annotated[Static[list[Cors] | None], Prop("Which pages of other sites may ask.")] = None
    iam_configuration: Annotated[
        Static[IamConfiguration | None],
        Prop("How permissions of the bucket and of its objects work together."),
    ] = None
    lifecycle_rules: Annotated[
        Static[list[BucketLifecycleRule] | None], Prop("What happens to objects by itself.")
    ] = None
    logging: Annotated[Static[Logging | None], Prop("Where the log of requests goes.")] = None

    def content(self, ctx: RunContext) -> dict[str, Json]:
        """As requests have it."""
        kept = None if self.retention_period is None else str(self.retention_period)
        site = without_none(mainPageSuffix=self.index_page, notFoundPage=self.not_found_page)
        found = without_none(
            name=self.name,
            location=self.location,
            storageClass=self.storage_class,
            labels=self.labels,
            website=site or None,
            billing=_inside("requesterPays", self.requester_pays),
            versioning=_inside("enabled", self.versioning_enabled),
            retentionPolicy=_inside("retentionPeriod", kept),
            defaultEventBasedHold=self.default_event_based_hold,
            encryption=_inside("defaultKmsKeyName", self.default_kms_key_name),
            acl=_access(self.acl),
            defaultObjectAcl=_access(self.default_acl),
            cors=[_cors(each) for each in self.cors] if self.cors else None,
            iamConfiguration=self._iam(),
            lifecycle=self._lifecycle(),
            logging=self.logging.model_dump(by_alias=True) if self.logging else None,
        )
        rendered: dict[str, Json] = ctx.render_deep(found)
        return rendered

    def _iam(self) -> dict[str, Json] | None:
        if self.iam_configuration is None:
            return None
        uniform = self.iam_configuration.uniform_bucket_level_access_enabled
        prevention = self.iam_configuration.public_access_prevention
        return without_none(
            uniformBucketLevelAccess=_inside("enabled", uniform),
            publicAccessPrevention=prevention.lower() if prevention else None,
        )

    def _lifecycle(self) -> dict[str, Json] | None:
        if not self.lifecycle_rules:
            return None
        names = {"DELETE": "Delete", "SET_STORAGE_CLASS": "SetStorageClass"}
        rules = [
            {
                "condition": {"age": each.condition.age},
                "action": without_none(
                    type=names[each.action.type], storageClass=each.action.value
                ),
            }
            for each in self.lifecycle_rules
        ]
        return {"rule": rules}

    def update(self, ctx: RunContext) -> BucketMade:
        """Change the bucket, and leave what is not given."""
        content = {name: each for name, each in self.content(ctx).items() if name != "location"}
        found = self.storage(ctx).ask("PATCH", self.path, content)
        return BucketMade(bucket=bucket_of(found), updated=True)


def _inside(name: str, value: Json) -> dict[str, Json] | None:
    return None if value is None else {name: value}


def _access(rules: list[AccessControl] | None) -> list[Json] | None:
    if not rules:
        return None
    return [
        {"entity": f"{each.entity.type.lower()}-{each.entity.value}", "role": each.role}
        for each in rules
    ]


def _cors(cors: Cors) -> dict[str, Json]:
    return without_none(
        origin=cors.origins,
        method=cors.methods,
        responseHeader=cors.response_headers,
        maxAgeSeconds=cors.max_age_seconds,
    )


def bucket_of(found: dict[str, Json]) -> Bucket:
    """A bucket of the service as outputs have it."""
    site = found.get("website") or {}
    return Bucket(
        name=found["name"],
        uri=f"{SCHEME}{found['name']}",
        location=found.get("location"),
        index_page=site.get("mainPageSuffix"),
        not_found_page=site.get("notFoundPage"),
    )


@plugin(
    "io.kestra.plugin.gcp.gcs.CreateBucket",
    title="Make a bucket of Cloud Storage.",
    examples=[f"{_EXAMPLE}\nlocation: EU\nifExists: SKIP"],
)
class CreateBucket(Described, RunnableTask[BucketMade]):
    """A place for objects."""

    if_exists: Annotated[
        Literal["ERROR", "UPDATE", "SKIP"], Prop("What happens when it is there already.")
    ] = "ERROR"

    def run(self, ctx: RunContext) -> BucketMade:
        """Raises: PluginError when it is there and that is an error."""
        rest = self.storage(ctx)
        try:
            found = rest.post("/b", self.content(ctx), project=self.project(ctx))
        except Refused as error:
            if error.status != _CONFLICT or self.if_exists == "ERROR":
                raise
        else:
            return BucketMade(bucket=bucket_of(found), created=True)
        if self.if_exists == "UPDATE":
            return self.update(ctx)
        return BucketMade(bucket=bucket_of(rest.get(self.path)))


@plugin(
    "io.kestra.plugin.gcp.gcs.UpdateBucket",
    title="Change a bucket of Cloud Storage.",
    examples=[f"{_EXAMPLE}\nversioningEnabled: true"],
)
class UpdateBucket(Described, RunnableTask[BucketMade]):
    """What is not given stays."""

    def run(self, ctx: RunContext) -> BucketMade:
        return self.update(ctx)


class BucketDeleted(Output):
    """The bucket that was deleted."""

    bucket: Annotated[str, Prop("The name of the bucket, as the task gave it.")]
    bucket_uri: Annotated[str, Prop("The address that the bucket had, `gs://` and its name.")]


@plugin(
    "io.kestra.plugin.gcp.gcs.DeleteBucket",
    title="Delete a bucket of Cloud Storage.",
    examples=[f"{_EXAMPLE}\nforce: true"],
)
class DeleteBucket(OfBucket, RunnableTask[BucketDeleted]):
    """One with objects is deleted only when that is asked for."""

    force: Annotated[bool, Prop("Whether objects in it are deleted too.")] = False

    def run(self, ctx: RunContext) -> BucketDeleted:
        rest = self.storage(ctx)
        if self.force:
            for each in list(rest.pages(f"{self.path}/o", "items", versions="true")):
                place = path_of(self.name, str(each["name"]))
                rest.ask("DELETE", place, params={"generation": each.get("generation")})
        rest.ask("DELETE", self.path)
        return BucketDeleted(bucket=self.name, bucket_uri=f"{SCHEME}{self.name}")


class PolicyMade(Output):
    """A permission of a bucket."""

    bucket: Annotated[str, Prop("The name of the bucket, as the task gave it.")]
    member: Annotated[str, Prop("Who has the role now.")]
    role: Annotated[str, Prop("The role that was given, such as `roles/storage.objectViewer`.")]
    created: Annotated[bool, Prop("Whether it was not there before.")]


@plugin(
    "io.kestra.plugin.gcp.gcs.CreateBucketIamPolicy",
    title="Let somebody work with a bucket of Cloud Storage.",
    examples=[f"{_EXAMPLE}\nmember: user:ann@example.com\nrole: roles/storage.objectViewer"],
)
class CreateBucketIamPolicy(OfBucket, RunnableTask[PolicyMade]):
    """Other permissions stay."""

    member: Annotated[str, Prop("Who, such as user:ann@example.com.")]
    role: Annotated[str, Prop("What, such as roles/storage.objectViewer.")]
    if_exists: Annotated[
        Literal["ERROR", "SKIP"], Prop("What happens when it is there already.")
    ] = "SKIP"

    def run(self, ctx: RunContext) -> PolicyMade:
        """Raises: Refused when it is there and that is an error."""
        rest = self.storage(ctx)
        policy = rest.get(f"{self.path}/iam")
        bindings = policy.setdefault("bindings", [])
        binding = next((each for each in bindings if each["role"] == self.role), None)
        if binding is None:
            binding = {"role": self.role, "members": []}
            bindings.append(binding)
        is_new = self.member not in binding["members"]
        if is_new:
            binding["members"].append(self.member)
            rest.ask("PUT", f"{self.path}/iam", policy)
        elif self.if_exists == "ERROR":
            raise Refused(f"{self.member} has {self.role} of {self.name} already", _CONFLICT)
        return PolicyMade(bucket=self.name, member=self.member, role=self.role, created=is_new)
