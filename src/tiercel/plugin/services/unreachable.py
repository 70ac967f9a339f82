"""Why a request by HTTP got no answer, in words for who wrote the address."""

from __future__ import annotations

from tiercel.plugin.services.far_errors import words_of

__all__ = ["reason_of"]

# What OpenSSL says of an answer that is not TLS, in its versions.
_NO_TLS = ("WRONG_VERSION_NUMBER", "RECORD_LAYER_FAILURE", "UNEXPECTED_MESSAGE")


def reason_of(error: Exception) -> str:
    """What is wrong with an address or its server, of an error of aiohttp; never empty."""
    import aiohttp

    match error:
        case aiohttp.InvalidURL() | aiohttp.NonHttpUrlClientError():
            return "an address begins with http:// or https://, and has a host behind that"
        case aiohttp.ServerDisconnectedError():
            return "the server ended the connection without an answer"
        case aiohttp.ClientConnectorDNSError():
            return f"the host has no address: {words_of(error)}"
        case aiohttp.TooManyRedirects():
            return "the server leads from one address to the next without an end"
        case aiohttp.ClientHttpProxyError():
            return f"the proxy answers {error.status} {error.message}"
        case aiohttp.ClientResponseError():
            return f"what answers there does not speak HTTP: {_first_line(error.message)}"
    words = words_of(error)
    if any(each in words for each in _NO_TLS):
        return f"what answers there does not speak HTTPS: {words}"
    return words


def _first_line(text: str) -> str:
    # What follows shows the bytes that came, as Python writes them.
    return text.strip().partition("\n")[0].rstrip(":")
