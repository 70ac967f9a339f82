"""Types that run dbt, here or in dbt Cloud."""
