"""The loops of triggers: due dates, polls, realtime sources and reactions to state changes."""
