"""What commands do. Each function takes the `Output` first, then the command's parameters."""
