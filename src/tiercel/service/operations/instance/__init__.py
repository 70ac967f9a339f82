"""Operations on the servers themselves: who may use them, what they offer, what is installed."""
