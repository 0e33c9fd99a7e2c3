"""The `./neuvo` commands. The launcher makes the environments; each command is one module with a `main(arguments)`."""
