"""The column contract of the Ukraine Support Tracker: what its releases have called their columns so far."""

from pledgebook.exchange.incoming.contract import Column
from pledgebook.exchange.mapping import Direction, FieldMapping, FormatMapping

MAIN = (
    Column("activity", ("activity_id", "ID"), "coded.identifier", True, "rows of one activity are one package"),
    Column("sub_activity", ("sub_activity_id",), "coded.identifier", note="a part of its activity"),
    Column("donor", ("donor", "countries", "country"), "statement.donors", True, "by name; unknown names stand"),
    Column(
        "date",
        ("announcement_date", "Announcement Date"),
        "statement.date",
        True,
        '"until 12/31/2022" is that day, "unclear, 04/22" that month, the year 2922 untold with a warning',
        "that the words only bound the day",
    ),
    Column(
        "general",
        ("aid_type_general", "Type of Aid General"),
        "statement.purpose",
        True,
        "in lower case, trimmed",
    ),
    Column("specific", ("aid_type_specific", "Type of Aid Specific"), "statement.span", lost="kept in the quote only"),
    Column("explanation", ("explanation", "Explanation"), "statement.span", lost="kept in the quote only"),
    Column("measure", ("measure",), "statement.stage", note="Commitment is committed, Allocation allocated"),
    Column("currency", ("reporting_currency", "Original Currency"), "statement.equivalents"),
    Column("reported", ("source_reported_value", "Monetary Value as Given by Source"), "statement.span"),
    Column("total", ("tot_activity_value", "Total"), "statement.equivalents", note="the sum in the currency reported"),
    Column(
        "total_eur",
        ("tot_activity_value_EUR", "Converted Value in EUR"),
        "statement.amount",
        True,
        "the package's sum, at the stage committed; on its first row only",
    ),
    Column("sub_total", ("tot_sub_activity_value",), "statement.equivalents"),
    Column("sub_total_eur", ("tot_sub_activity_value_EUR",), "statement.amount", note="where no redistributed one is"),
    Column(
        "sub_redistributed",
        ("tot_sub_activity_value_EUR_redistr",),
        "statement.amount",
        note="what a sub-activity got of its package, at the stage allocated, inside the package",
    ),
    Column(
        "delivered_eur",
        ("tot_value_deliv_EUR", "Total monetary value delivered in EUR"),
        "statement.amount",
        note="at the stage delivered, inside the sub-activity of its row",
        lost="not counted where it is more than its sub-activity: Kiel does not say of which others it is",
    ),
    Column(
        "item",
        ("item",),
        "statement.items",
        note="a lot of its own inside the package; the headless column before 'Type of item' in old releases",
    ),
    Column("count", ("item_numb", "No. of Units"), "statement.items", note='"undisclosed" is untold'),
    Column(
        "count_delivered",
        ("item_numb_deliv", "No. of Units delivered (in-kind military aid)"),
        "statement.items",
        note="at the stage delivered, inside its lot",
    ),
    Column("earmarked", ("earmarked_year",), "statement.period"),
)

# Known since some release, kept in the line of the text layer, and not read.
SHOWN = (
    *("item_type", "Type of item", "item_sub_type", "Sub-type of item", "official_source_dummy", "Official Source"),
    *(f"source_of_aid_{number}" for number in range(1, 7)),
    *("deliv_source", "Source for Delivery", "channel", "loan_mat", "loan_int", "loan_gra", "notes"),
    *("value_source_activity_type", "value_source_deliv_type", "value_source_commitments", "value_source_deliveries"),
    *("reallocation_sub_activity_id", "reimbursement_value_type", "reimbursed_with", "reconstruction_sector"),
    *("procurement_location", "procurement_contractor", "source_of_weapon", "Source of item"),
)

# Known since some release and not read: workings, dummies, places, prices per unit and constant prices.
SILENT = (
    *("item_soviet_origin", "Soviet origin (1)", "item_price_USD", "item_value_estimate_USD", "Unit Price in USD"),
    *("item_value_estimate_deliv_USD", "Value committed (own estimate, in USD)"),
    *("Value delivered (own estimate, in USD)", "deliv_official_source_dummy", "location", "coords", "geo_sources"),
    *("geo_accuracy", "building_or_facility", "updated_dummy", "total_value_dummy", "month", "short_term"),
    *("activity_match_deliv", "alloc_no_date", "Working/Debug >>>", "before_war", "month_exists_dummy"),
    *("ukraine_asked_dummy", "heavy_undisclosed_package", "heavy_undisclosed_deliv", "ammo_dummy", "in_kind_dummy"),
    *("deliv_more_than_comm", "non_eu_nato_dummy", "nato_dummy", "eu_dummy", "eu_geo_dummy", "deflator"),
    *("dummy_first_row_commitment_check (1=error)", "dummy_month_check (1=error)"),
    *("allocation_dummy_check (1= error)", "formula_dummy _check(1=error)", "change_currency"),
    *("inflation_percentage", "tot_sub_activity_value_EUR_OLD", "mixed_package_dummy"),
    *("tot_activity_value_constant_currency", "tot_sub_activity_value_constant_currency"),
    *("tot_sub_activity_value_constant_currency_redistr", "Bilateral loan/grant made through IMF or WB?"),
    *("Updated/newly added entry", "MonthCoding2", "Month3", "BeforeWar4", "Ukraine Asked for it dummy (=1)"),
    *("Total_value_dummy (1 is first row in the package)", "Heavy_but_undisclosed_commitments"),
    *("Heavy_but_undisclosed_deliveries", "Ammunition_dummy(=1)", "Items (short version)"),
    "Relative importance(2=very imporant, 1=important, 0=less important)",
)

SITE = (
    FieldMapping("data_explorer: country, iso", "statement.donors"),
    FieldMapping("data_explorer: year, month", "statement.date", "month 0 is the year alone"),
    FieldMapping(
        "data_explorer: commitments", "statement.amount", "EUR billion, committed; a donor's months add up to one sum"
    ),
    FieldMapping(
        "data_explorer: financial, humanitarian, military",
        "statement.amount",
        "EUR billion, allocated, inside the donor's commitments",
    ),
    FieldMapping("data_explorer: total, to_be_allocated, gdp, pct_gdp", "", "sums and shares of the others"),
    FieldMapping(
        "total_allocations, procurement_trends, eu_aid_shares, weapons",
        "statement.amount",
        "in the book, not counted: other cuts of the same money",
    ),
)

MAPPING = FormatMapping(
    "kiel",
    "Kiel Ukraine Support Tracker, workbook releases and website CSVs",
    Direction.INCOMING,
    (*(column.mapping() for column in MAIN), *SITE),
    (
        (
            "Columns of workings, dummies, prices per unit and constant prices are not read; they stay in the archived"
            " file. The sources of a row stay in its line of the text layer."
        ),
        "Figures are rounded to the cent: workbooks carry floats.",
        "The sum in the currency reported stands beside Kiel's conversion to EUR, which is the one that is counted.",
    ),
)
