"""Process: the `guanzi` command where it is not installed as one (`python -m services.operations`), as in the image."""

from services.operations.cli import main

if __name__ == "__main__":
    main()
