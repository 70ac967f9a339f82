"""The nearest flows in Prefect and Airflow, measured side by side with ours."""
