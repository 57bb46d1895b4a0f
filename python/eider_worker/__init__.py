"""The process that executes Python blocks, with the user's own interpreter and no package of its own."""
