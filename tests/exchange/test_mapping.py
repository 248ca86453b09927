from pledgebook.exchange.mapping import Direction, FieldMapping, FormatMapping, render_mapping_page


def test_a_page_has_incoming_before_outgoing_and_no_broken_row() -> None:
    outgoing = FormatMapping("x", "X 1", Direction.OUTGOING, (FieldMapping("a|b", "statement.date", "", "the hour"),))
    incoming = FormatMapping("y", "Y 2", Direction.INCOMING, (FieldMapping("c", ""),), ("No sentences.",))
    page = render_mapping_page((outgoing, incoming))
    assert page.index("## In") < page.index("### Y 2 (`y`)") < page.index("## Out") < page.index("### X 1 (`x`)")
    assert "| `a\\|b` | `statement.date` |  | the hour |" in page
    assert "| `c` | – |  |  |" in page
    assert "- No sentences." in page
