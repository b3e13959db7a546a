"""Texts that attack a page: scripts, handlers, templates of the server and of the browser, directions, ends of blocks."""

from __future__ import annotations

HOSTILE_SITE = "tide-mosque"

ATTACKS = [
    "<script>window.pwned=1</script>",
    '<img src=x onerror="window.pwned=1">',
    "</script><script>window.pwned=1</script>",
    "${window.pwned=1}",
    "`+(window.pwned=1)+`",
    "'];window.pwned=1;//",
    "{{ cycler.__init__.__globals__.os.getpid() }}",
    "{% for x in range(9) %}pwned{% endfor %}",
    '"><svg onload=window.pwned=1>',
    "javascript:window.pwned=1",
    "\\u003cimg src=x onerror=window.pwned=1\\u003e",
    "<!--<script>",
    "abc\u202egpj.exe",
]
