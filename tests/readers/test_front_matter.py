"""The head of a file, in the part of YAML that is read."""

import pytest

from pledgebook.readers.front_matter import read_front_matter


def fields(head: str) -> dict[str, str]:
    matter = read_front_matter(f"---\n{head}\n---\nbody")
    assert matter.faults == ()
    return dict(matter.fields)


@pytest.mark.parametrize(
    ("head", "value"),
    [
        ("key: Denmark gives", "Denmark gives"),
        ("key: 'It''s more'", "It's more"),
        ("key: Denmark: more to come", "Denmark: more to come"),
        ("key: plain # a comment", "plain"),
        ('key: "quoted # no comment" # a comment', "quoted # no comment"),
        ("key: 2024-12-14 23:01:38-05:00", "2024-12-14 23:01:38-05:00"),
        (r'key: "G7\_Leaders \u2019 \x41 \U0001F600 \n\\"', "G7\u00a0Leaders ’ A 😀 \n\\"),
        (r'key: "\ud83d\ude00"', "😀"),
        ('key: "folded over\n  two lines"', "folded over two lines"),
        ('key: "folded and \\\n  \\ escaped"', "folded and  escaped"),
        ('key: "joi\\\n  ned"', "joined"),
        ('key: "a\n\n  b"', "a\nb"),
        ("key: 'single\n  folded'", "single folded"),
        ("key: plain\n  goes on\n  and on", "plain goes on and on"),
        ("key:\n  on the next line", "on the next line"),
        ("key: |\n  one\n  two", "one\ntwo"),
        ("key: >-\n  one\n  two", "one two"),
        ("key:\n- one\n- 'two'", "one, two"),
        ("key:\n  - one\n  - two", "one, two"),
        ("key: [one, 'two, three', \"four\"]", "one, two, three, four"),
        ("key: []", ""),
        ("key:", ""),
        ("# comment\n\nkey: value", "value"),
    ],
)
def test_values_are_read_as_yaml_reads_them(head: str, value: str) -> None:
    assert fields(head) == {"key": value}


@pytest.mark.parametrize(
    ("head", "line"),
    [
        ("key: value\nno key here", 3),
        ("key: {a: b}", 2),
        ("key: &anchor value", 2),
        ("key:\n  nested: value", 2),
        ("key:\n- a: b", 2),
        ("key: [a, [b]]", 2),
        ("key: [a, b", 2),
        ('key: "open', 2),
        ("key: 'open", 2),
        ('key: "closed" and more', 2),
        (r'key: "\q"', 2),
        (r'key: "\ud83d"', 2),
        (r'key: "\U00110000"', 2),
        ("key: one\nother: two\nkey: three", 4),
    ],
)
def test_what_is_not_understood_is_a_fault_of_its_line(head: str, line: int) -> None:
    matter = read_front_matter(f"---\n{head}\n---\nbody")
    assert [fault.line for fault in matter.faults] == [line]
    assert matter.faults[0].message


def test_a_fault_keeps_the_other_fields() -> None:
    matter = read_front_matter("---\ntitle: Aid\n???\ndate: 2024-01-01\ntitle: Other\n---\n")
    assert matter.fields == (("title", "Aid"), ("date", "2024-01-01"))
    assert len(matter.faults) == 2


@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_the_head_ends_behind_its_closing_line(newline: str) -> None:
    text = newline.join(["---", "title: Aid", "---", "body"])
    matter = read_front_matter(text)
    assert text[matter.end :].strip() == "body"
    assert matter.first("name", "TITLE", "title") == "Aid"
    assert matter.first("nothing") == ""


@pytest.mark.parametrize(
    "text", ["body", "---", "---\n---\n", "---\nA rule, and prose.\n---\n", "text\n---\na: b\n---\n", ""]
)
def test_a_text_without_a_head(text: str) -> None:
    matter = read_front_matter(text)
    assert (matter.end, matter.fields, matter.faults) == (0, (), ())


def test_a_head_that_is_never_closed_is_told() -> None:
    matter = read_front_matter("---\ntitle: Aid\n\nbody")
    assert matter.end == 0
    assert [fault.line for fault in matter.faults] == [1]
