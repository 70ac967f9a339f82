"""Messages: events of Event Hubs, and queues and topics of Service Bus."""
