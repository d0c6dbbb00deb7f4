"""Counters, town halls and digital-help places, and when they are open."""
