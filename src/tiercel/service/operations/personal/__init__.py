"""Operations on what a person keeps on the server."""
