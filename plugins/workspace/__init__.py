"""The workspace of plugin families: what is below `plugins/` becomes distributions (ADR 0032)."""
