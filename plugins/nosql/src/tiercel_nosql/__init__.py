"""The types of the family nosql: stores of documents, graphs and times, and search engines."""
