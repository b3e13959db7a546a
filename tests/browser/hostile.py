"""Texts that attack a page: scripts, handlers, templates of the server and of the browser, directions, ends of blocks."""

from __future__ import annotations

HOSTILE_SITE = "tide-mosque"

ATTACKS = [
    # markup
    "<script>window.pwned=1</script>",
    "<ScRiPt>window.pwned=1</sCrIpT>",
    "<script/x>window.pwned=1</script/x>",
    '<img src=x onerror="window.pwned=1">',
    "<img src=x onerror=window.pwned=1//",
    "</script><script>window.pwned=1</script>",
    "</textarea><script>window.pwned=1</script>",
    "</title><script>window.pwned=1</script>",
    "</style><script>window.pwned=1</script>",
    "</noscript><script>window.pwned=1</script>",
    '"><svg onload=window.pwned=1>',
    "' onmouseover='window.pwned=1' x='",
    '" autofocus onfocus="window.pwned=1" x="',
    "<svg><script>window.pwned=1</script></svg>",
    "<svg><animate onbegin=window.pwned=1 attributeName=x dur=1s>",
    "<details open ontoggle=window.pwned=1>",
    "<video><source onerror=window.pwned=1></video>",
    '<iframe srcdoc="<script>parent.pwned=1</script>"></iframe>',
    "<object data=javascript:window.pwned=1></object>",
    "<math><mtext><img src=x onerror=window.pwned=1></mtext></math>",
    "<form><button formaction=javascript:window.pwned=1>press</button></form>",
    "<meta http-equiv=refresh content='0;url=javascript:window.pwned=1'>",
    "<base href='https://elsewhere.example/'>",
    "<link rel=stylesheet href=https://elsewhere.example/x.css>",
    "<style>*{background:url(https://elsewhere.example/)}</style>",
    "<template><script>window.pwned=1</script></template>",
    "<!--<script>",
    "<![CDATA[<script>window.pwned=1</script>]]>",
    # addresses
    "javascript:window.pwned=1",
    "data:text/html,<script>window.pwned=1</script>",
    # letters written otherwise
    "\\u003cimg src=x onerror=window.pwned=1\\u003e",
    "&lt;img src=x onerror=window.pwned=1&gt;",
    "%3Cscript%3Ewindow.pwned=1%3C/script%3E",
    # scripts and templates around the text
    "${window.pwned=1}",
    "`+(window.pwned=1)+`",
    "'];window.pwned=1;//",
    '"}]};window.pwned=1;//',
    "{{ cycler.__init__.__globals__.os.getpid() }}",
    "{% for x in range(9) %}pwned{% endfor %}",
    # spreadsheets
    '=HYPERLINK("https://elsewhere.example/";"press")',
    # directions
    "abc\u202egpj.exe",
]
