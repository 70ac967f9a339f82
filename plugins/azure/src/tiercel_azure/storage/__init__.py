"""Storage accounts: blobs, files of Data Lake, tables and items of Cosmos DB."""
