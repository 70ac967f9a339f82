"""The core types of the flow language, under the names that existing flows use."""
