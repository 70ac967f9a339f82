"""Bounds of requests, as the services have them."""

NOTION_BLOCKS_MAX = 100  # Of one request that adds blocks to a page.
NOTION_TEXT_CHARS_MAX = 2_000  # Of one text of a block.
PAGES_MAX = 10_000  # Of a list that is read to its end.
AIRTABLE_RECORDS_MAX = 10  # Of one request that makes records.
HUBSPOT_PAGE_MAX = 200  # Objects that one page of a search has.
# Records that Salesforce takes in one request.
SALESFORCE_RECORDS_MAX = 200
# Orders of a page of Shopify, the most that it gives.
SHOPIFY_PAGE = 250
