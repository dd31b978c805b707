"""What is booked: vouchers, balances, books."""
