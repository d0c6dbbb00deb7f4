"""What a server lists: its forms, their files and their hashes. For authors who import forms, and for the drift alarm.

Visitors see only forms of the signed pack; nothing here is reached from a visit.
"""
