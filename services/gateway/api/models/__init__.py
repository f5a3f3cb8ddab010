"""What the API's requests and answers look like, one module per noun; field names are those of the contracts."""
