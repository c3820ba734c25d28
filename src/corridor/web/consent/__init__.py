"""What people agreed to; what is held about them; export, erasure, retention."""
