"""Types that ask a container engine: Docker, or podman."""
