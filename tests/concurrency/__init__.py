"""Threads against PostgreSQL."""
