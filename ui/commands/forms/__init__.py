"""The actions of `parvis form`, a module each."""
