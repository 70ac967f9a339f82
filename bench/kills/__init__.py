"""Workers killed at random while their tasks have work elsewhere: `python -m bench.kills`."""
