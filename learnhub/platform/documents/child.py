"""The child process: reads one document from stdin, writes what is in it to stdout."""

import sys

from learnhub.platform import confined, packed
from learnhub.platform.documents.answer import Answer, Refused, refusal


def main() -> None:
    """`child.py docx|zip SECONDS`: a document that is refused is an answer, a broken one an error status."""
    kind, seconds = sys.argv[1], int(sys.argv[2])
    confined.limit(cpu_seconds=seconds)
    content = sys.stdin.buffer.read()
    try:
        answer = _read(kind, content).packed()
    except Refused as refused:
        answer = refusal(refused)
    except packed.Unpackable as trap:
        answer = refusal(Refused(trap.fault.value))
    sys.stdout.buffer.write(answer)


def _read(kind: str, content: bytes) -> Answer:
    if kind == "docx":
        from learnhub.platform.documents.word import read_word

        return read_word(content)
    from learnhub.platform.documents.archive import read_archive

    return read_archive(content)


if __name__ == "__main__":
    main()
