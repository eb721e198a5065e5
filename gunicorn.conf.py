"""How the web processes serve; gunicorn reads it from the working folder, what its command line says goes before.

More processes of few threads: threads of one process take the interpreter from each other, and each request then waits
for all. ``WEB_CONCURRENCY``: how many processes (one and a half a core).
"""

import os

workers = int(os.environ.get("WEB_CONCURRENCY", "3"))
threads = 2
# A connection that a browser opens ahead and says nothing on takes a place, not a thread. Few places: a process that
# takes many has people wait for it while another is free. None is kept for the next request for the same reason.
worker_connections = 8
keepalive = 0
# The product is loaded once, before the processes part.
preload_app = True
worker_tmp_dir = "/dev/shm"  # noqa: S108  (heartbeats, in memory)
control_socket_disable = True
