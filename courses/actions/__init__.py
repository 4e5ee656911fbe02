"""Every write of this app: one public function, one transaction, at most one event."""
