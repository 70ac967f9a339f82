"""Types that run Ansible."""
