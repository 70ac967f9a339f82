"""The Dask runner."""
