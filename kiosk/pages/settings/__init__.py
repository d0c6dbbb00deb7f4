"""The pages of settings, each for one way of using the screen: language, sight, hearing, touch, keys."""
