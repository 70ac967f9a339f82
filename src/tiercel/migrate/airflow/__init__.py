"""Moving over from Airflow: what files of DAGs would take, read without running them."""
