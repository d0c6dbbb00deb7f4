"""What the town offers: services, life events, evidence, costs and contacts, after CPSV-AP 3.2."""
