"""The courier: takes what is kept to the desk, in order, at its own pace."""
