"""Files, folders and standard input become sources; what cannot be read becomes a problem."""

import io
import os
import socket
import stat
import threading
from pathlib import Path

import pytest

from pledgebook.model.evidence import Source
from pledgebook.model.problem import Problem, ProblemCode, Severity
from pledgebook.sources.base import Found, Limits
from pledgebook.sources.files import collect, printable


def found(*paths: Path | str, limits: Limits | None = None) -> list[Found]:
    return list(collect([str(path) for path in paths], limits or Limits()))


def names(results: list[Found]) -> list[str]:
    return [result.name for result in results if isinstance(result, Source)]


def only_problem(results: list[Found]) -> Problem:
    (problem,) = results
    assert isinstance(problem, Problem)
    assert problem.severity is Severity.ERROR
    assert problem.message
    assert problem.remedy
    return problem


def test_a_file_comes_with_its_bytes_and_its_name(tmp_path: Path) -> None:
    path = tmp_path / "story.txt"
    path.write_bytes(b"a\r\n\xff")
    assert found(path) == [Source(str(path), b"a\r\n\xff")]


def test_paths_are_read_in_the_order_given(tmp_path: Path) -> None:
    for name in "ab":
        (tmp_path / name).write_text(name)
    assert [Path(name).name for name in names(found(tmp_path / "b", tmp_path / "a", tmp_path / "b"))] == ["b", "a", "b"]


def test_a_folder_is_read_with_all_below_it_sorted(tmp_path: Path) -> None:
    for name in ("b/z.txt", "b/a.txt", "a.txt", "c.txt", "b.txt", "B.txt"):
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_text("x")
    relative = [str(Path(name).relative_to(tmp_path)) for name in names(found(tmp_path))]
    assert relative == ["B.txt", "a.txt", "b/a.txt", "b/z.txt", "b.txt", "c.txt"]


def test_hidden_entries_are_passed_over_unless_named(tmp_path: Path) -> None:
    (tmp_path / ".git").mkdir()
    for name in (".hidden", ".git/config", "seen"):
        (tmp_path / name).write_text("x")
    assert names(found(tmp_path)) == [str(tmp_path / "seen")]
    assert names(found(tmp_path / ".hidden", tmp_path / ".git")) == [
        str(tmp_path / ".hidden"),
        str(tmp_path / ".git" / "config"),
    ]


def test_pipes_and_sockets_in_a_folder_are_passed_over(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    listener = socket.socket(socket.AF_UNIX)
    listener.bind(str(tmp_path / "socket"))
    (tmp_path / "story").write_text("x")
    assert names(found(tmp_path)) == [str(tmp_path / "story")]
    assert only_problem(found(tmp_path / "socket")).code is ProblemCode.UNREADABLE_PATH
    listener.close()


def test_a_named_pipe_that_is_named_is_read(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    writer = threading.Thread(target=pipe.write_bytes, args=(b"text",), daemon=True)
    writer.start()
    assert found(pipe) == [Source(str(pipe), b"text")]
    writer.join(timeout=10)


def test_links_are_followed_and_loops_end(tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    (tmp_path / "folder" / "story").write_text("x")
    (tmp_path / "folder" / "up").symlink_to(tmp_path)
    (tmp_path / "link").symlink_to(tmp_path / "folder" / "story")
    assert names(found(tmp_path)) == [str(tmp_path / "folder" / "story"), str(tmp_path / "link")]


def test_a_link_to_nothing_is_a_problem_and_the_others_go_in(tmp_path: Path) -> None:
    (tmp_path / "broken").symlink_to(tmp_path / "nowhere")
    (tmp_path / "story").write_text("x")
    problem, source = found(tmp_path)
    assert isinstance(problem, Problem)
    assert "link" in problem.message
    assert isinstance(source, Source)


def test_a_very_deep_folder_is_walked(tmp_path: Path) -> None:
    deep = tmp_path
    for _ in range(300):
        deep = deep / "d"
    deep.mkdir(parents=True)
    (deep / "story").write_text("x")
    assert len(names(found(tmp_path))) == 1


@pytest.mark.parametrize("name", ["nowhere", "story/below", "bad\0name", "x" * 5000])
def test_a_path_to_nothing_is_unreadable(tmp_path: Path, name: str) -> None:
    (tmp_path / "story").write_text("x")
    problem = only_problem(found(f"{tmp_path}/{name}"))
    assert problem.code is ProblemCode.UNREADABLE_PATH
    assert problem.where == printable(f"{tmp_path}/{name}")


@pytest.mark.parametrize("kind", ["file", "folder"])
def test_no_right_to_read_is_told(tmp_path: Path, kind: str) -> None:
    path = tmp_path / kind
    if kind == "folder":
        path.mkdir()
    else:
        path.write_text("x")
    path.chmod(0)
    if os.access(path, os.R_OK):
        pytest.skip("this user may read everything; the simulated test below stands in")
    problem = only_problem(found(path))
    path.chmod(stat.S_IRWXU)
    assert problem.code is ProblemCode.UNREADABLE_PATH
    assert "right" in problem.message


@pytest.mark.parametrize(("kind", "method"), [("file", "open"), ("folder", "iterdir"), ("file", "stat")])
def test_a_refusal_of_the_system_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kind: str, method: str
) -> None:
    path = tmp_path / kind
    if kind == "folder":
        path.mkdir()
    else:
        path.write_text("x")

    def refuse(*_: object, **__: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, method, refuse)
    problem = only_problem(found(path))
    assert problem.code is ProblemCode.UNREADABLE_PATH
    assert "right" in problem.message
    assert "owner" in problem.remedy


def test_a_fault_of_the_disk_is_told() -> None:
    class Failing(io.RawIOBase):
        def readable(self) -> bool:
            return True

        def readinto(self, _: object) -> int:
            raise OSError(5, "Input/output error")

    stream = io.BufferedReader(Failing())
    problem = only_problem(list(collect(["-"], Limits(), stream)))
    assert "Input/output error" in problem.message


def test_standard_input_is_a_source_like_others() -> None:
    assert list(collect(["-"], Limits(), io.BytesIO(b"text"))) == [Source("-", b"text")]


@pytest.mark.parametrize("path", ["file", "-"])
def test_nothing_is_empty(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, path: str) -> None:
    monkeypatch.chdir(tmp_path)
    Path("file").touch()
    assert only_problem(list(collect([path], Limits(), io.BytesIO()))).code is ProblemCode.EMPTY_FILE


@pytest.mark.parametrize("path", ["file", "-"])
def test_the_limit_is_held_and_reached(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, path: str) -> None:
    monkeypatch.chdir(tmp_path)
    Path("file").write_bytes(b"x" * 11)
    problem = only_problem(list(collect([path], Limits(10), io.BytesIO(b"x" * 11))))
    assert problem.code is ProblemCode.FILE_TOO_LARGE
    assert "10 bytes" in problem.message
    assert names(list(collect([path], Limits(11), io.BytesIO(b"x" * 11)))) == [path]


def test_a_large_file_is_refused_without_being_read(tmp_path: Path) -> None:
    path = tmp_path / "image"
    with path.open("wb") as stream:
        stream.truncate(10**12)  # a hole: it takes no room on the disk
    assert only_problem(found(path)).code is ProblemCode.FILE_TOO_LARGE


def test_names_can_be_shown_and_stored(tmp_path: Path) -> None:
    path = os.fsencode(tmp_path) + b"/\xff\n.txt"
    Path(os.fsdecode(path)).write_text("x")
    (name,) = names(found(tmp_path))
    assert name.endswith("\\xff\\n.txt")
    assert name.encode()


def test_an_empty_folder_holds_nothing(tmp_path: Path) -> None:
    assert found(tmp_path) == []
