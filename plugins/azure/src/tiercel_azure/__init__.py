"""Types for Microsoft Azure and Fabric, by plain HTTP."""
