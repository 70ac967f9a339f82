"""Moving over from Kestra, by its API: servers of 0.2x, 1.x and 2.0."""
