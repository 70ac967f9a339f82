"""Bounds of agents and chats."""

# How often a model may ask for tools, one round after the other, when a flow does not say.
ROUNDS_MAX = 100
# Rounds that a flow may ask for: each is a request that costs money.
ROUNDS_OF_FLOWS_MAX = 1000
# Tools that a chat may have.
TOOLS_MAX = 128
# What a tool answers, in characters: the rest is cut off, as it would not fit into a model.
TOOL_RESULT_CHARS_MAX = 100_000
# A picture or document that goes along with a question, in bytes.
MEDIA_BYTES_MAX = 20 * 1024 * 1024
# How often a service that is too busy is asked.
TRIES_MAX = 4
# How long an answer may take, in minutes, before the first byte of it comes.
SILENT_MINUTES_MAX = 10
# Tokens of an answer of a service that wants to know a bound, when a flow does not say.
ANSWER_TOKENS = 4096
# Texts in a key-value entry of embeddings, which is read as a whole.
KV_ENTRIES_MAX = 10_000
# Texts that a service is given at once to make vectors of.
EMBEDDED_AT_ONCE = 64
# A document that is stored for searches, in bytes.
DOCUMENT_BYTES_MAX = 50 * 1024 * 1024
# Documents of one task.
DOCUMENTS_MAX = 10_000
# How long a server of the Model Context Protocol may take for an answer, in seconds.
MCP_SECONDS = 60
# What such a server may write in one line, in bytes.
MCP_LINE_BYTES_MAX = 16 * 1024 * 1024
# Pages of a list of tools.
MCP_PAGES_MAX = 100
