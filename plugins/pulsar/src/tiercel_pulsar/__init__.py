"""Messages of topics of Pulsar."""
