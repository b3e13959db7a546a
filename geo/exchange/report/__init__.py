"""What an import has to say: issues by code, the report in its forms, and the rejected rows as a file to mend."""
