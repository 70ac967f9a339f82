"""What a person keeps on the server: preferences, bookmarks, views of lists."""
