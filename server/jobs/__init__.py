"""Planning that goes on in processes of its own, and is there again after the page or the server was closed."""
