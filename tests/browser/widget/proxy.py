"""A real nginx before the service: as docs/operations.md says, and in the two ways that break other chats."""
from __future__ import annotations

import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import requests

from tests.ports import free_port

NGINX = "/usr/sbin/nginx"      # Debian keeps it off the ordinary path
# An idle connection is cut after this long; in the world it is 20 s or 60 s, and the heartbeat comes each 15 s.
IDLE_CUT = "2s"
KINDS = {
    "http2": "proxy_buffering off; proxy_read_timeout 1h;",
    "idle-cut": f"proxy_buffering off; proxy_read_timeout {IDLE_CUT};",
    "buffering": "proxy_buffering on; proxy_buffers 8 64k; proxy_buffer_size 64k; proxy_ignore_headers X-Accel-Buffering; "
                 "gzip on; gzip_types text/event-stream application/json; proxy_read_timeout 1h;",
}
CONFIG = """
daemon off; worker_processes 1; pid {home}/nginx.pid; error_log {home}/error.log;
events {{ worker_connections 256; }}
http {{
  access_log off; client_max_body_size 11m;
  client_body_temp_path {home}/body; proxy_temp_path {home}/proxy; fastcgi_temp_path {home}/f; uwsgi_temp_path {home}/u; scgi_temp_path {home}/s;
  ssl_certificate {home}/cert.pem; ssl_certificate_key {home}/key.pem;
  {servers}
}}
"""
# `listen … http2` is understood by every nginx (newer ones prefer a line of its own).
SERVER = """server {{ listen 127.0.0.1:{port} ssl http2;
    location / {{ proxy_pass {upstream}; proxy_http_version 1.1; proxy_set_header Connection ""; proxy_set_header Host $http_host;
      proxy_set_header X-Forwarded-Proto https; {how} }} }}"""


class Proxy:
    def __init__(self, home: Path, upstream: str) -> None:
        self.home, self.ports = home, {kind: free_port() for kind in KINDS}
        subprocess.run(["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=127.0.0.1",   # noqa: S607
                        "-keyout", str(home / "key.pem"), "-out", str(home / "cert.pem")], check=True, capture_output=True)
        servers = "\n".join(SERVER.format(port=self.ports[kind], upstream=upstream, how=how) for kind, how in KINDS.items())
        (home / "nginx.conf").write_text(CONFIG.format(home=home, servers=servers))
        self.process: subprocess.Popen[bytes] | None = None

    def base(self, kind: str) -> str:
        return f"https://127.0.0.1:{self.ports[kind]}"

    def start(self) -> None:
        self.process = subprocess.Popen([NGINX, "-p", str(self.home), "-c", str(self.home / "nginx.conf")], stderr=subprocess.PIPE)
        end = time.monotonic() + 20
        while time.monotonic() < end:
            try:
                requests.get(f"{self.base('http2')}/healthz", verify=False, timeout=2)      # noqa: S501
                return
            except requests.ConnectionError:
                assert self.process.poll() is None, (self.process.stderr.read() if self.process.stderr else b"").decode()
                time.sleep(0.05)
        raise AssertionError("nginx did not start")

    def stop(self) -> None:
        """Every connection is cut at once."""
        if self.process:
            self.process.terminate()
            self.process.wait()


@contextmanager
def nginx(home: Path, upstream: str) -> Iterator[Proxy]:
    proxy = Proxy(home, upstream)
    proxy.start()
    try:
        yield proxy
    finally:
        proxy.stop()
