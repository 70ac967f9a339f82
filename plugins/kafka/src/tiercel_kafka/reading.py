"""Reading topics: which partitions from where, and what messages say."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Annotated, Any, Literal

from tiercel.plugin import Json, Output, Part, PluginError, Prop, RunContext
from tiercel_kafka.connection import Kafka, Troubles, library
from tiercel_kafka.serdes import Registered, Schemas, SerdeType, read

# Seconds that a cluster may take to say what partitions there are.
_ASK_SECONDS = 20


class OnSerdeError(Part):
    """What becomes of messages that can't be read."""

    type: Annotated[
        Literal["SKIPPED", "DLQ", "STORE"],
        Prop(
            "They are left out (SKIPPED), sent to another topic (DLQ), or stored as files (STORE)."
        ),
    ] = "SKIPPED"
    topic: Annotated[str | None, Prop("The topic that DLQ sends them to.")] = None


class MessageOutput(Output):
    """A message."""

    key: Annotated[
        Json, Prop("The key that decides on its partition, read by `keyDeserializer`.")
    ] = None
    value: Annotated[Json, Prop("What it says, read by `valueDeserializer`.")] = None
    headers: Annotated[
        tuple[dict[str, str], ...], Prop("Its headers, each with `key` and `value`.")
    ] = ()
    topic: Annotated[str, Prop("The topic that it came from.")]
    partition: Annotated[int, Prop("The number of the partition that has it, from 0.")]
    offset: Annotated[int, Prop("Its number in the partition.")]
    timestamp: Annotated[str | None, Prop("When it was sent, in ISO 8601.")] = None


class Reading(Kafka, Registered):
    """What all that read have."""

    topic: Annotated[Json, Prop("The name of a topic, or a list of names.")] = None
    topic_pattern: Annotated[
        str | None, Prop("A regular expression of names of topics, instead.")
    ] = None
    partitions: Annotated[
        list[int] | None, Prop("Only these partitions, which no other reader is kept from.")
    ] = None
    group_id: Annotated[
        str | None,
        Prop(
            "The group of readers that share the messages.",
            "The cluster keeps how far a group has read. Without one all is read.",
        ),
    ] = None
    group_type: Annotated[
        Literal["CONSUMER", "SHARE"],
        Prop("The kind of the group; SHARE needs a client that there is none of here."),
    ] = "CONSUMER"
    acknowledge_type: Annotated[
        Literal["ACCEPT", "RELEASE", "REJECT", "RENEW"],
        Prop("Accepted: what becomes of messages of a SHARE group."),
    ] = "ACCEPT"
    since: Annotated[str | None, Prop("Read what was sent from this date on.")] = None
    header_filters: Annotated[
        dict[str, str] | None, Prop("Only messages with these headers and values.")
    ] = None
    key_deserializer: Annotated[SerdeType, Prop("The form of keys.")] = "STRING"
    value_deserializer: Annotated[SerdeType, Prop("The form of values.")] = "STRING"
    on_serde_error: Annotated[
        OnSerdeError | None,
        Prop("What becomes of messages that can't be read; the first one fails by default."),
    ] = None

    def topics(self) -> list[str]:
        """Raises: PluginError for neither topics nor a pattern."""
        if self.topic_pattern is not None:
            pattern = self.topic_pattern
            return [pattern if pattern.startswith("^") else f"^{pattern}"]
        given = self.topic if isinstance(self.topic, list) else [self.topic]
        names = [str(each) for each in given if each]
        if not names:
            raise PluginError("Either `topic` or `topicPattern` must be given")
        return names

    @contextmanager
    def messages(self, ctx: RunContext) -> Iterator[Messages]:
        """What the topics have, until the reader is closed.

        Raises: PluginError with cluster, operation and message, Interrupted.
        """
        if self.group_type == "SHARE":
            raise PluginError("`groupType: SHARE` is not supported: use CONSUMER")
        topics, client = self.topics(), library()
        more: dict[str, Any] = {"enable.auto.commit": False, "enable.partition.eof": False}
        if self.group_id is not None:
            more["group.id"] = self.group_id
        else:
            more |= {"group.id": "none", "auto.offset.reset": "earliest"}
        troubles = Troubles(self.place, "reading")
        with self.explained(ctx, "reading"):
            settings = self.configuration(ctx, error_cb=troubles, **more)
            consumer = client.Consumer(settings)
            try:
                try:
                    self._begin(client, consumer, topics)
                except client.KafkaException:
                    # It only says that it has waited: why, the client tells now.
                    consumer.poll(0)
                    troubles.check()
                    troubles.check_reachable()
                    raise
                yield Messages(ctx, self, consumer, troubles)
            finally:
                consumer.close()

    def _begin(self, client: Any, consumer: Any, topics: list[str]) -> None:
        if self.partitions is None and self.group_id is not None:
            subscribed = {"on_assign": self._from_date(client)} if self.since else {}
            consumer.subscribe(topics, **subscribed)
            return
        if self.topic_pattern is not None:
            raise PluginError("`topicPattern` needs a `groupId`, and no `partitions`")
        places = [
            client.TopicPartition(topic, number)
            for topic in topics
            for number in self.partitions or self._all_partitions(consumer, topic)
        ]
        if self.since is not None:
            places = self._at_date(consumer, places)
        elif self.group_id is None:
            for each in places:
                each.offset = client.OFFSET_BEGINNING
        consumer.assign(places)

    def _all_partitions(self, consumer: Any, topic: str) -> list[int]:
        found = consumer.list_topics(topic, timeout=_ASK_SECONDS).topics[topic]
        if found.error is not None:
            raise PluginError(f"{self.place}: the topic '{topic}': {found.error.str()}")
        return sorted(found.partitions)

    def _from_date(self, client: Any) -> Any:
        def assigned(consumer: Any, places: list[Any]) -> None:
            consumer.assign(self._at_date(consumer, places))

        return assigned

    def _at_date(self, consumer: Any, places: list[Any]) -> list[Any]:
        """Raises: PluginError for a text that is no date."""
        try:
            date = datetime.fromisoformat(str(self.since))
        except ValueError:
            raise PluginError(f"`since` is no date: {self.since!r}") from None
        aware = date if date.tzinfo is not None else date.replace(tzinfo=UTC)
        for each in places:
            each.offset = round(aware.timestamp() * 1000)
        found: list[Any] = consumer.offsets_for_times(places, timeout=_ASK_SECONDS)
        return found


class Messages:
    """An inbox of messages that a reader gets."""

    def __init__(self, ctx: RunContext, asked: Reading, consumer: Any, troubles: Troubles) -> None:
        self._ctx, self._asked, self._consumer = ctx, asked, consumer
        self._troubles = troubles
        self._schemas: Schemas = asked.schemas(ctx)
        self._next: dict[tuple[str, int], int] = {}
        self.wait_seconds = 1.0

    def receive(self, count: int) -> Iterator[Json]:
        """Messages as rows; those that the filters leave out are passed over.

        Raises: PluginError when there are none because the cluster lets nobody in, or is away.
        """
        self._troubles.begin()
        found = self._consumer.consume(count, self.wait_seconds)
        self._troubles.check()
        if not found:
            self._troubles.check_reachable()
        for message in found:
            error = message.error()
            if error is not None:
                raise PluginError(f"{self._asked.place}: reading failed: {error.str()}")
            self._next[message.topic(), message.partition()] = message.offset() + 1
            row = self._row(message)
            if row is not None:
                yield row

    def acknowledge(self) -> None:
        """Tell the cluster how far the group has read."""
        if self._asked.group_id is None or not self._next:
            return
        place = library().TopicPartition
        offsets = [place(topic, number, at) for (topic, number), at in self._next.items()]
        self._consumer.commit(offsets=offsets, asynchronous=False)

    def _row(self, message: Any) -> dict[str, Json] | None:
        headers = [
            {"key": name, "value": (value or b"").decode("utf-8", errors="replace")}
            for name, value in message.headers() or ()
        ]
        wanted = self._asked.header_filters or {}
        if any({"key": name, "value": value} not in headers for name, value in wanted.items()):
            return None
        try:
            key = read(self._asked.key_deserializer, message.key(), self._schemas)
            value = read(self._asked.value_deserializer, message.value(), self._schemas)
        except PluginError as error:
            self._unreadable(message, error)
            return None
        _, milliseconds = message.timestamp()
        return {
            "key": key,
            "value": value,
            "headers": headers,
            "topic": message.topic(),
            "partition": message.partition(),
            "offset": message.offset(),
            "timestamp": datetime.fromtimestamp(milliseconds / 1000, UTC).isoformat(),
        }

    def _unreadable(self, message: Any, error: PluginError) -> None:
        where = f"{message.topic()}[{message.partition()}]@{message.offset()}"
        way = self._asked.on_serde_error
        if way is None:
            raise PluginError(f"The message {where} can't be read: {error}")
        text = f"The message {where} can't be read: {error}"
        if way.type == "DLQ":
            self._pass_on(way.topic, message)
        elif way.type == "STORE":
            uri = self._ctx.blobs.put_new(message.value() or b"", "bin")
            text = f"{text}. It is in {uri}"
        notes = self._ctx.log
        notes.warn(text)

    def _pass_on(self, topic: str | None, message: Any) -> None:
        if not topic:
            raise PluginError("`onSerdeError.topic` must be given for DLQ")
        producer = library().Producer(self._asked.configuration(self._ctx))
        producer.produce(topic, message.value(), message.key(), headers=message.headers())
        if producer.flush(_ASK_SECONDS):
            raise PluginError(f"{self._asked.place}: sending to '{topic}' was not confirmed")
