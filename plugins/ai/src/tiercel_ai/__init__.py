"""The types of the family ai: agents, chats, providers of models, tools, embeddings."""
