"""What the view reads and calls: small QObjects that hold no policy."""
