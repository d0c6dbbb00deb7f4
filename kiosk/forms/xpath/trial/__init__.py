"""Evaluating one expression on any document, away from a form: what `parvis form xpath` does.

A form's own instance is read by `kiosk.forms.instance`, which drops layout. Here nothing is dropped.
"""
