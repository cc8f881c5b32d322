"""Estimators, and how what they learnt is kept."""
