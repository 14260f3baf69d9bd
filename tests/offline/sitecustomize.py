"""On the path of every process that a test starts: only loopback can be reached."""

import sys

_LOOPBACK = {"127.0.0.1", "::1", "localhost", "", None}


def _only_loopback(event: str, arguments: tuple) -> None:
    if event == "socket.connect":
        address = arguments[1]
        host = address[0] if isinstance(address, tuple) else None
    elif event == "socket.getaddrinfo":
        host = arguments[0]
    else:
        return
    if isinstance(host, bytes):
        host = host.decode()
    if host not in _LOOPBACK:
        print(f"OFFLINE: tried to reach {host}", file=sys.stderr)
        raise PermissionError(f"a test tried to reach {host}")


sys.addaudithook(_only_loopback)
