"""The command line, a module a subject. Each has `add(commands)`: its commands and who carries them out."""
