"""`python -m adapters`: the same commands as `schakel`."""

from adapters.cli import main

if __name__ == "__main__":
    main(prog_name="schakel")
