"""What a visit is: forms, catalogue, journeys and pages. No Qt, no SQL, no sockets."""
