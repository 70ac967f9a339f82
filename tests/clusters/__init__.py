"""The runners on clusters, against real ones that the tests start on this machine."""
