"""nginx with a server of one's own choice, for comparison and as a proxy."""

import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

START_SECONDS = 30
MISSING = shutil.which("nginx", path="/usr/local/sbin:/usr/sbin:/usr/local/bin:/usr/bin") is None
"""Whether nginx is not installed here."""

_CONFIG = """\
daemon off;
worker_processes 1;
pid {directory}/nginx.pid;
error_log {directory}/error.log;
events {{}}
http {{
    access_log off;
    default_type application/octet-stream;
    types {{ image/jpeg jpg; }}
    keepalive_requests 1000000;
    client_body_temp_path {directory}/body;
    proxy_temp_path {directory}/proxy;
    fastcgi_temp_path {directory}/fastcgi;
    uwsgi_temp_path {directory}/uwsgi;
    scgi_temp_path {directory}/scgi;
    server {{
        listen 127.0.0.1:{port};
        {body}
    }}
}}
"""


@contextmanager
def nginx(directory: Path, body: str) -> Iterator[str]:
    """nginx with these directives in its server block; yields its address, without a slash.

    Its own files are written to ``directory``.
    """
    port = _free_port()
    config = directory / "nginx.conf"
    config.write_text(_CONFIG.format(directory=directory, port=port, body=body))
    path = "/usr/local/sbin:/usr/sbin:/usr/local/bin:/usr/bin"
    command = [shutil.which("nginx", path=path) or "nginx", "-p", str(directory), "-c", str(config)]
    # Workers of root would be nobody, who may not look into temporary directories.
    command += ["-e", str(directory / "error.log"), "-g", "user root;"]
    with subprocess.Popen(command) as process:
        try:
            _wait_for(port, process)
            yield f"http://127.0.0.1:{port}"
        finally:
            process.terminate()


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as free:
        return int(free.getsockname()[1])


def _wait_for(port: int, process: "subprocess.Popen[bytes]") -> None:
    end = time.monotonic() + START_SECONDS
    while True:
        try:
            socket.create_connection(("127.0.0.1", port)).close()
        except ConnectionRefusedError:
            assert process.poll() is None, "nginx has ended"
            assert time.monotonic() < end, "nginx does not answer"
            time.sleep(0.01)
        else:
            return
