"""What runs beside the screens: background jobs and toasts."""
