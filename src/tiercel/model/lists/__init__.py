"""Lists: their fields, filters, orders and pages, and rows in memory that answer like SQL."""
