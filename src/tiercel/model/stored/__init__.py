"""What stores keep: stored forms, small nouns as records, and rows that move between stores."""
