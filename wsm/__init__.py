"""The command line: one thin command for each job of the packages."""
