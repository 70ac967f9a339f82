"""What the API answers with, as types: the answers and the document are made of the same ones."""
