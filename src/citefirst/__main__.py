"""`python -m citefirst`."""

from citefirst.cli import main

if __name__ == "__main__":
    main(prog_name="citefirst")
