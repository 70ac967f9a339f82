"""What the runners on clusters share: a program for the node, and the protocol with it."""
