"""The web endpoint, the command line and settings. Thin: parse, call one function of `geo` or `maps`, answer."""
