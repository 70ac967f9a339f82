"""Jobs and pools of Azure Batch."""
