"""Files that a page brings: received, checked and imported by processes of their own, and kept until somebody deletes them."""
