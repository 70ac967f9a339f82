"""The types of the family amqp."""
